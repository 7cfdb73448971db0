"""Image preprocessing: from an image file to the pixels a backbone takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from labelmt.domain.catalogue.backbones import BackboneEntry
from labelmt.imaging.decode import decode_bytes

VERSION = "squash-4"
"""Part of the feature cache's key: change it when the pixels below change."""


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """Squash to a square, then normalise.

    The whole image is kept: a label may stand on its border, where a crop cuts it off.
    """

    size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def pixels(self, data: bytes, name: str) -> NDArray[np.uint8]:
        """(size, size, 3) uint8 RGB of an image file's bytes. Raises UnreadableImage."""
        return self.pixels_and_note(data, name)[0]

    def pixels_and_note(self, data: bytes, name: str) -> tuple[NDArray[np.uint8], str]:
        """The same, and what is missing of the image; nothing where it is whole."""
        decoded = decode_bytes(data, name, min_edge=self.size)
        return squashed(decoded.image, self.size), str(decoded.note)

    def normalised(self, pixels: Tensor) -> Tensor:
        """(n, h, w, 3) uint8 to (n, 3, h, w) float32, on the pixels' device."""
        scale = torch.tensor(self.std, device=pixels.device).view(1, 3, 1, 1)
        shift = torch.tensor(self.mean, device=pixels.device).view(1, 3, 1, 1)
        return (pixels.permute(0, 3, 1, 2).float() / 255 - shift) / scale

    @property
    def key(self) -> str:
        """What the pixels depend on, in words fit for a folder's name."""
        return f"{VERSION}-{self.size}"


def squashed(image: Image.Image, edge: int) -> NDArray[np.uint8]:
    """(edge, edge, 3) uint8: an RGB image as a square, bicubic with antialiasing.

    torch's kernel does what Pillow's does, to a grey level or two, in less than half the time.
    """
    pixels = np.array(image, dtype=np.uint8)
    if pixels.shape[:2] == (edge, edge):
        return pixels
    # In this order: with the new axis last its strides are not those of channels-last, for which
    # torch has the faster kernel, and whose result needs no turning.
    batch = torch.from_numpy(pixels)[None].permute(0, 3, 1, 2)
    square = interpolate(batch, (edge, edge), mode="bicubic", antialias=True)
    return np.ascontiguousarray(square[0].permute(1, 2, 0).numpy())


def preprocessing_of(entry: BackboneEntry) -> Preprocessing:
    """The preprocessing a backbone was made for."""
    return Preprocessing(entry.input_size, entry.mean, entry.std)
