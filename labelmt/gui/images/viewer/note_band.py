"""A note over an image that is shown though something of it is missing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPalette

from labelmt.gui.theme.tokens import MEDIUM, RADIUS


def draw_note(painter: QPainter, room: QRectF, note: str, palette: QPalette) -> None:
    """Words on a ground of their own at the top of a viewer, as wide as they need."""
    metrics = QFontMetricsF(painter.font())
    wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    most = room.adjusted(4 * MEDIUM, MEDIUM, -4 * MEDIUM, 0)
    words = metrics.boundingRect(most, wrapped, note)
    ground = words.adjusted(-2 * MEDIUM, -MEDIUM / 2, 2 * MEDIUM, MEDIUM / 2)
    ground.moveTop(room.top() + MEDIUM)
    ground.moveLeft(room.center().x() - ground.width() / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.ToolTipBase))
    painter.drawRoundedRect(ground, RADIUS, RADIUS)
    painter.setPen(palette.color(QPalette.ColorRole.ToolTipText))
    painter.drawText(ground, wrapped, note)
    painter.restore()
