"""A canvas with resolution-independent drawing: units are picture heights."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

Color = tuple[int, int, int]
Point = tuple[float, float]


def mix(a: Color, b: Color, share: float) -> Color:
    """The colour that is ``share`` of ``b`` and the rest of ``a``."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def shaded(color: Color, factor: float) -> Color:
    """Darker below 1, lighter above."""
    red, green, blue = (min(255, max(0, round(value * factor))) for value in color)
    return red, green, blue


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed outline through the points without corners (Catmull-Rom)."""
    curve: list[Point] = []
    count = len(points)
    for i in range(count):
        around = [points[(i + k - 1) % count] for k in range(4)]
        curve.extend(_catmull_rom(around, step / steps) for step in range(steps))
    return curve


def _catmull_rom(around: Sequence[Point], t: float) -> Point:
    weights = (
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1.0,
        -1.5 * t**3 + 2.0 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    )
    x = sum(weight * point[0] for weight, point in zip(weights, around, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, around, strict=True))
    return x, y


class Canvas:
    """A picture several times larger than wanted, so that edges come out smooth.

    Coordinates are in picture heights: y from 0 (top) to 1, x from 0 to ``width``.
    """

    def __init__(self, size: tuple[int, int], oversampling: int) -> None:
        self.image = Image.new("RGB", (size[0] * oversampling, size[1] * oversampling))
        self.oversampling = oversampling
        self.unit = float(self.image.height)
        self.width = self.image.width / self.unit
        # In this mode Pillow blends colours that have an alpha.
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def finished(self) -> Image.Image:
        """The picture in the size that was asked for."""
        return self.image.reduce(self.oversampling)

    def polygon(self, points: Iterable[Point], color: Color, opacity: float = 1.0) -> None:
        self._draw.polygon(self._pixels(points), fill=_ink(color, opacity))

    def ellipse(self, center: Point, radii: Point, color: Color, opacity: float = 1.0) -> None:
        (x, y), (a, b) = center, radii
        self._draw.ellipse(
            self._pixels([(x - a, y - b), (x + a, y + b)]), fill=_ink(color, opacity)
        )

    def line(
        self, points: Iterable[Point], width: float, color: Color, opacity: float = 1.0
    ) -> None:
        self._draw.line(
            self._pixels(points),
            fill=_ink(color, opacity),
            width=max(1, round(width * self.unit)),
            joint="curve",
        )

    def shade(self, outline: Sequence[Point], top: Color, bottom: Color) -> None:
        """Fill an outline with a gradient from its highest to its lowest point."""
        pixels = self._pixels(outline)
        left, right = _bounds([x for x, _ in pixels], self.image.width)
        upper, lower = _bounds([y for _, y in pixels], self.image.height)
        if right <= left or lower <= upper:
            return
        mask = Image.new("L", (right - left, lower - upper))
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in pixels], fill=255)
        ramp = np.linspace(top, bottom, lower - upper).round().astype(np.uint8)
        band = Image.fromarray(ramp[:, None, :]).resize(mask.size, Image.Resampling.NEAREST)
        self.image.paste(band, (left, upper), mask)

    def sky(self, colors: Sequence[Color], horizon: float) -> None:
        """Fill the whole canvas with a gradient that reaches its last colour at ``horizon``."""
        rows = np.arange(self.image.height) / self.unit / horizon
        stops = np.linspace(0.0, 1.0, len(colors))
        channels = [np.interp(rows, stops, [color[k] for color in colors]) for k in range(3)]
        ramp = np.stack(channels, axis=1).round().astype(np.uint8)
        strip = Image.fromarray(ramp[:, None, :])
        self.image.paste(strip.resize(self.image.size, Image.Resampling.NEAREST))

    def _pixels(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]


def _ink(color: Color, opacity: float) -> tuple[int, int, int, int]:
    return (*color, round(255 * opacity))


def _bounds(values: Sequence[float], limit: int) -> tuple[int, int]:
    return max(0, math.floor(min(values))), min(limit, math.ceil(max(values)))


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws one thing: its own coordinates start at its foot, y goes up, 1 is its size.

    Attributes:
        foot: where it stands on the canvas.
        size: its height, in picture heights.
        mirrored: facing left instead of right.
        lit: what a colour looks like in this light.
    """

    canvas: Canvas
    foot: Point
    size: float
    mirrored: bool
    lit: Callable[[Color], Color]

    def at(self, x: float, y: float) -> Point:
        """A point of the thing on the canvas."""
        way = -self.size if self.mirrored else self.size
        return self.foot[0] + way * x, self.foot[1] - self.size * y

    def polygon(self, points: Iterable[Point], color: Color, opacity: float = 1.0) -> None:
        self.canvas.polygon((self.at(*point) for point in points), self.lit(color), opacity)

    def box(self, x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], color)

    def ellipse(
        self, x: float, y: float, a: float, b: float, color: Color, opacity: float = 1.0
    ) -> None:
        radii = (a * self.size, b * self.size)
        self.canvas.ellipse(self.at(x, y), radii, self.lit(color), opacity)

    def line(self, points: Iterable[Point], width: float, color: Color) -> None:
        self.canvas.line([self.at(*point) for point in points], width * self.size, self.lit(color))

    def shadow(self, half_width: float, depth: float = 0.05) -> None:
        """A soft dark spot on the ground."""
        self.canvas.ellipse(
            self.at(0, 0), (half_width * self.size, depth * self.size), (0, 0, 0), 0.22
        )
