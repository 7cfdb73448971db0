"""Draws small pixmaps, sharp on screens of any density."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap


def drawn(size: QSizeF, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """What ``draw`` puts on a transparent ground.

    Args:
        size: in device-independent pixels. ratio: pixels of the screen to one of them.
    """
    picture = QPixmap((size * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
    return picture
