"""Draws up to hundreds of thousands of points into an image in a few milliseconds, with NumPy.

Each point sets one pixel of a picture of palette numbers; then all pixels grow at once into dots.
The larger number wins where dots overlap, so that the numbers are also the order of drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Codes = NDArray[np.uint8]

DOT = (1, 2, 3, 4, 5)
"""Radii of dots in pixels that can be had."""


class PointRaster:
    """Keeps its buffers from one picture to the next: they are as large as the screen."""

    def __init__(self) -> None:
        self._lines: Codes = np.zeros((0, 0), dtype=np.uint8)
        self._spare: Codes = self._lines

    def draw(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        codes: Codes,
        size: tuple[int, int],
        radius: int,
    ) -> Codes:
        """(height, width) palette numbers, 0 where there is no dot; valid until the next call.

        Args:
            x, y: (n,) in pixels; points outside are left out.
            codes: (n,) palette numbers from 1.
            size: width and height.
            radius: of the dots, see DOT; 0 is one pixel.
        """
        width, height = size
        stride = (width + 3) & ~3  # as QImage wants lines
        if self._lines.shape != (height, stride):
            self._lines = np.zeros((height, stride), dtype=np.uint8)
            self._spare = np.zeros_like(self._lines)
        lines = self._lines
        lines.fill(0)
        column, line = x.astype(np.int32), y.astype(np.int32)
        inside = (x >= 0) & (y >= 0) & (column < width) & (line < height)
        if not inside.all():
            column, line, codes = column[inside], line[inside], codes[inside]
        order = np.argsort(codes, kind="stable")  # the last one written stays
        lines.reshape(-1)[(line * stride + column)[order]] = codes[order]
        for step in range(radius):
            self._grow(corners=step % 2 == 1)
        return self._lines

    def _grow(self, *, corners: bool) -> None:
        """Every dot one pixel larger to the sides, and at every second step to the corners too:
        that is about round."""
        lines, spare = self._lines, self._spare
        np.copyto(spare, lines)
        np.maximum(spare[:, 1:], lines[:, :-1], out=spare[:, 1:])
        np.maximum(spare[:, :-1], lines[:, 1:], out=spare[:, :-1])
        if corners:
            np.copyto(lines, spare)
            source = lines
            spare[1:] = np.maximum(spare[1:], source[:-1])
            spare[:-1] = np.maximum(spare[:-1], source[1:])
        else:
            np.maximum(spare[1:], lines[:-1], out=spare[1:])
            np.maximum(spare[:-1], lines[1:], out=spare[:-1])
        self._lines, self._spare = spare, lines


def as_image(lines: Codes, width: int, colors: Sequence[QColor]) -> QImage:
    """A picture of palette numbers as an image; it shares the memory of ``lines``.

    Args:
        colors: from number 1 on; 0 is transparent.
    """
    height, stride = lines.shape
    image = QImage(lines.data, width, height, stride, QImage.Format.Format_Indexed8)
    image.setColorTable([0, *(color.rgba() for color in colors)])
    return image
