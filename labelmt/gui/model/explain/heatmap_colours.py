"""Colours of the explanation heat map: signed shares of a label's logit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from labelmt.gui.theme import tokens

FOR, AGAINST = QColor(tokens.VERMILION), QColor(tokens.BLUE)
FINENESS = 12
"""Pixels a place is drawn with on each side, so that the places blend."""


def coloured(places: NDArray[np.float32]) -> QImage:
    """An image to lay over another: the stronger a place speaks, the less shines through.

    Args:
        places: (height, width) shares; above 0 is for the label. The strongest is opaque.
    """
    height, width = places.shape
    fine = _blend(height) @ places.astype(np.float64) @ _blend(width).T
    strongest = float(np.abs(fine).max())
    strength = np.abs(fine) / strongest if strongest > 0 else np.zeros_like(fine)
    colours = np.empty((*fine.shape, 4), dtype=np.uint8)
    for channel, (one, other) in enumerate(
        zip(FOR.getRgb()[:3], AGAINST.getRgb()[:3], strict=True)  # type: ignore[index]
    ):
        colours[..., channel] = np.where(fine > 0, one, other)
    colours[..., 3] = np.rint(strength * 255)
    rows, columns = fine.shape
    image = QImage(colours.tobytes(), columns, rows, columns * 4, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy of its own


def _blend(cells: int) -> NDArray[np.float64]:
    """(FINENESS · cells, cells) weights that interpolate between the middles of cells."""
    points = np.clip((np.arange(cells * FINENESS) + 0.5) / FINENESS - 0.5, 0, cells - 1)
    return np.maximum(0.0, 1.0 - np.abs(points[:, None] - np.arange(cells)[None]))
