"""Which points lie inside a closed line drawn by hand (even-odd rule), rasterised by Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF

from labelmt.gui.images.map.tile_index import Rows, TileIndex

Corner = tuple[float, float]
RASTER = 1024
"""Pixels of the longer side of what the line is filled in: the hand is less exact."""


def points_inside(index: TileIndex, corners: Sequence[Corner]) -> Rows:
    """(n,) points inside a line; corners in the map's coordinates.

    A lookup in a picture of the filled line, whatever number of corners it has.
    """
    if len(corners) < 3:
        return np.empty(0, dtype=np.int64)
    xs, ys = [one[0] for one in corners], [one[1] for one in corners]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    near = index.inside(left, top, right, bottom)
    scale = (RASTER - 1) / max(right - left, bottom - top, 1e-9)
    width, height = int((right - left) * scale) + 1, int((bottom - top) * scale) + 1
    mask = _filled([((x - left) * scale, (y - top) * scale) for x, y in corners], width, height)
    column = np.minimum(((index.x[near] - left) * scale).astype(np.int64), width - 1)
    line = np.minimum(((index.y[near] - top) * scale).astype(np.int64), height - 1)
    found: Rows = near[mask[np.maximum(line, 0), np.maximum(column, 0)]]
    return found


def _filled(corners: Sequence[Corner], width: int, height: int) -> NDArray[np.bool_]:
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(0)
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    painter = QPainter(image)
    painter.fillPath(path, 0xFFFFFFFF)
    painter.end()
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    inside: NDArray[np.bool_] = lines[:, :width] > 0
    return inside
