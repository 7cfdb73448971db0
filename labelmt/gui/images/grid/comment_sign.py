"""The speech balloon before the name of an image that has a comment."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from labelmt.gui.theme.icons import shown_icon
from labelmt.gui.theme.tokens import SMALL

_ICON = "message-square"


def read_sign() -> None:
    """Have the balloon at hand."""
    shown_icon(_ICON)


def sign_width(metrics: QFontMetricsF) -> int:
    """Of the balloon and the gap after it, in pixels."""
    return round(metrics.ascent()) + SMALL


def draw_commented(
    painter: QPainter, rect: QRect, name: str, metrics: QFontMetricsF, *, centred: bool
) -> None:
    """Draw a balloon and a name, which fits beside it, in one line."""
    sign, width = sign_width(metrics), round(metrics.horizontalAdvance(name))
    left = rect.left() + (max(0, rect.width() - sign - width) // 2 if centred else 0)
    edge = sign - SMALL
    box = QRect(left, rect.top() + (rect.height() - edge) // 2, edge, edge)
    shown_icon(_ICON).paint(painter, box)
    beside = QRect(rect)
    beside.setLeft(left + sign)
    painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
