"""Draws glowing lights: sun, moon, windows, lamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from labelmt.example.paint import Color, Point

_COARSE = 4
"""Glow has no edges, so that it is computed on every fourth pixel."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """A round glow; ``radius`` in picture heights is where little is left of it."""

    at: Point
    radius: float
    color: Color
    strength: float


def with_glow(image: Image.Image, lamps: Sequence[Lamp]) -> Image.Image:
    """The picture with its lamps' glow, blended as light is (screen)."""
    if not lamps:
        return image
    width, height = -(-image.width // _COARSE), -(-image.height // _COARSE)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) * (_COARSE / image.height)
    dark = np.ones((height, width, 3), dtype=np.float32)
    for lamp in lamps:
        far = ((x - lamp.at[0]) ** 2 + (y - lamp.at[1]) ** 2) / (lamp.radius * 0.5) ** 2
        glow = lamp.strength * np.exp(-far)
        dark *= 1 - glow[..., None] * (np.array(lamp.color, dtype=np.float32) / 255)
    small = Image.fromarray(np.rint(dark * 255).astype(np.uint8))
    large = small.resize(image.size, Image.Resampling.BILINEAR)
    pixels = 255 - (255 - np.asarray(image, dtype=np.uint16)) * np.asarray(large) // 255
    return Image.fromarray(pixels.astype(np.uint8))
