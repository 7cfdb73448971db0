"""The warning in the corner of a picture of which a part is missing."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from labelmt.gui.theme.icons import shown_icon
from labelmt.gui.theme.tokens import RADIUS, SMALL

_ICON = "triangle-alert"


def draw_incomplete(painter: QPainter, picture: QRectF, height: float, palette: QPalette) -> None:
    """Draw it at the top left, on a ground of its own.

    Args:
        picture: where the image is drawn. height: of a line of words, which the sign has.
    """
    edge = round(height)
    ground = QRect(round(picture.left()) + SMALL, round(picture.top()) + SMALL, edge, edge)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
    painter.drawRoundedRect(ground, RADIUS, RADIUS)
    painter.restore()
    inside = ground.adjusted(SMALL // 2, SMALL // 2, -(SMALL // 2), -(SMALL // 2))
    shown_icon(_ICON).paint(painter, inside)
