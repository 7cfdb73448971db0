"""Glyphs of the three states and of a mixed selection, drawn: sharp at every size.

✓ present, ✗ absent, – unknown, ◪ mixed; in a box where any number of labels may be present, in
a circle where exactly one is. In a review what is suggested stands there already, in outline.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen

from labelmt.domain.annotations import State


def draw_state(
    painter: QPainter,
    box: QRectF,
    state: State | None,
    palette: QPalette,
    *,
    one_of: bool,
    suggested: State | None = None,
) -> None:
    """Draw a state into a square; None is mixed.

    Args:
        one_of: a circle instead of a box. suggested: what stands in the place of an unknown state.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.4, box.width() / 9)
    box = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    text = palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Highlight)
    faint = shade(palette, 0.45)
    shape = QPainterPath()
    if one_of:
        shape.addEllipse(box)
    else:
        shape.addRoundedRect(box, box.width() / 5, box.width() / 5)
    edge = accent if state is State.PRESENT else faint if state is State.UNKNOWN else text
    prefilled = state is State.UNKNOWN and suggested in (State.PRESENT, State.ABSENT)
    if prefilled:
        edge = accent if suggested is State.PRESENT else faint
    line = Qt.PenStyle.DotLine if prefilled else Qt.PenStyle.SolidLine
    painter.setPen(QPen(edge, width * 0.7, line))
    painter.setBrush(QBrush(accent) if state is State.PRESENT else Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is State.PRESENT or (prefilled and suggested is State.PRESENT):
        on_accent = palette.color(QPalette.ColorRole.HighlightedText)
        color = accent if prefilled else on_accent
        _draw_present(painter, box, color, width, one_of=one_of)
    elif state is State.ABSENT or prefilled:
        painter.setPen(_round_pen(faint if prefilled else text, width))
        inner = box.adjusted(*_inset(box, 0.3))
        painter.drawLine(QLineF(inner.topLeft(), inner.bottomRight()))
        painter.drawLine(QLineF(inner.topRight(), inner.bottomLeft()))
    elif state is State.UNKNOWN:
        painter.setPen(_round_pen(faint, width))
        inner = box.adjusted(*_inset(box, 0.3))
        painter.drawLine(QLineF(inner.left(), box.center().y(), inner.right(), box.center().y()))
    else:
        half = QPainterPath()
        half.addRect(QRectF(box.left(), box.top(), box.width() / 2, box.height()))
        painter.fillPath(shape & half, text)
    painter.restore()


def faded(color: QColor, background: QColor, share: float) -> QColor:
    """A colour moved towards its background; 1 leaves it as it is."""

    def between(over: float, under: float) -> float:
        return under + (over - under) * share

    return QColor.fromRgbF(
        between(color.redF(), background.redF()),
        between(color.greenF(), background.greenF()),
        between(color.blueF(), background.blueF()),
    )


def shade(palette: QPalette, share: float) -> QColor:
    """The colour of text, moved towards the ground it stands on; 1 leaves it as it is."""
    return faded(
        palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base), share
    )


def _draw_present(
    painter: QPainter, box: QRectF, color: QColor, width: float, *, one_of: bool
) -> None:
    if one_of:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(box.center(), box.width() * 0.22, box.width() * 0.22)
        return
    painter.setPen(_round_pen(color, width * 1.2))
    points = [(0.22, 0.53), (0.42, 0.72), (0.78, 0.29)]
    painter.drawPolyline(
        [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points]
    )


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _inset(box: QRectF, share: float) -> tuple[float, float, float, float]:
    by = box.width() * share
    return by, by, -by, -by
