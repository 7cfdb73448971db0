"""A picture of a map of millions of images: how many lie where, and of which colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from labelmt.gui.images.map.tile_index import TileIndex

SIDE = 1024
FAINTEST = 70
"""Opacity, of 255, where one image lies; the logarithm of how many lie there raises it."""


def density_picture(
    index: TileIndex, codes: NDArray[np.uint8], colors: Sequence[str]
) -> QImage | None:
    """SIDE × SIDE pixels over the whole map, in the mean colour of the images of each.

    Takes a quarter of a second for a million images; not on the GUI thread.

    Args:
        codes: (rows,) the place of each row's colour in ``colors``.
    """
    if not len(index):
        return None
    column = ((index.x - index.low[0]) / index.extent[0] * (SIDE - 1)).astype(np.int64)
    line = ((index.y - index.low[1]) / index.extent[1] * (SIDE - 1)).astype(np.int64)
    cell = line * SIDE + column
    own = codes[index.rows]
    count = np.bincount(cell, minlength=SIDE * SIDE)
    table = np.array([QColor(one).getRgb()[:3] for one in colors], dtype=np.float32)
    picture = np.zeros((SIDE * SIDE, 4), dtype=np.uint8)
    most = np.maximum(count, 1)
    for channel in range(3):
        summed = np.bincount(cell, weights=table[own, channel], minlength=SIDE * SIDE)
        picture[:, 2 - channel] = summed / most  # blue comes first in memory
    strength = np.log1p(count) / max(np.log1p(float(count.max())), 1e-9)
    picture[:, 3] = np.where(count, FAINTEST + (255 - FAINTEST) * strength, 0)
    data = picture.tobytes()
    return QImage(data, SIDE, SIDE, QImage.Format.Format_ARGB32).copy()
