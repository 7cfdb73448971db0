"""The placeholder painted for an image that is loading, missing or unreadable."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QTextLayout, QTextOption

from labelmt.gui.widgets.state_glyphs import shade

GAP = 4
_CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


def draw_placeholder(
    painter: QPainter, box: QRectF, word: str, palette: QPalette, reason: str = ""
) -> None:
    """A picture torn in two, in place of an image that cannot be shown.

    Args:
        reason: said below the word, where there is room for it.
    """
    draw_empty(painter, box, palette)
    edge = min(box.width(), box.height()) * 0.3
    center = box.center() - QPointF(0, painter.fontMetrics().height() * 0.7)
    sheet = QRectF(center.x() - edge / 2, center.y() - edge * 0.4, edge, edge * 0.8)
    color = shade(palette, 0.6)
    painter.setPen(QPen(color, max(1.5, edge / 22), j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(sheet, edge / 14, edge / 14)
    tear = [(0.5, 0.0), (0.4, 0.3), (0.6, 0.52), (0.44, 0.76), (0.54, 1.0)]
    painter.drawPolyline(
        [
            QPointF(sheet.left() + x * sheet.width(), sheet.top() + y * sheet.height())
            for x, y in tear
        ]
    )
    below = QRectF(box.left(), sheet.bottom() + GAP, box.width(), box.bottom() - sheet.bottom())
    if painter.fontMetrics().horizontalAdvance(word) <= box.width():
        painter.setPen(shade(palette, 0.72))
        painter.drawText(below, _CENTRED, word)
    line = painter.fontMetrics().lineSpacing()
    room = below.adjusted(GAP, line + GAP, -GAP, -GAP)
    if reason and room.height() >= line:
        painter.setPen(shade(palette, 0.6))
        _draw_words(painter, room, reason)


def _draw_words(painter: QPainter, room: QRectF, text: str) -> None:
    """As many whole lines as there is room for; the last one says that there are more."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    height = painter.fontMetrics().lineSpacing()
    fitting = int(room.height() // height)
    layout.beginLayout()
    for number in range(fitting):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        start = line.textStart()
        words = text[start : start + line.textLength()]
        if number == fitting - 1:
            words = painter.fontMetrics().elidedText(
                text[start:], Qt.TextElideMode.ElideRight, int(room.width())
            )
        place = QRectF(room.left(), room.top() + number * height, room.width(), height)
        painter.drawText(place, _CENTRED, words.strip())
    layout.endLayout()


def draw_empty(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(palette, 0.07))
    painter.drawRoundedRect(box, 4, 4)
