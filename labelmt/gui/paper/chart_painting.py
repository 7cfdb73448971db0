"""Charts of a report painted on paper."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from labelmt.gui.paper.paper_text import Letters, colour
from labelmt.gui.paper.pdf_file import UNITS
from labelmt.project.report.blocks import LETTERS, Box, Chart, Dot, Mark, Stroke, Words

DASHES = [5.0, 4.0]
_ASCENT = 0.95
"""From the upper edge of a line to what its letters stand on, of their size."""


def paint_chart(
    painter: QPainter, chart: Chart, top: float, scale: float, lacking: set[str]
) -> None:
    """Paint a chart at the left.

    Args:
        scale: units of the paper for one of the chart.
    """
    letters = Letters(LETTERS * scale / UNITS, lacking)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0, top)
    for mark in chart.marks:
        _paint(painter, mark, scale, letters)
    painter.restore()


def _paint(painter: QPainter, mark: Mark, scale: float, letters: Letters) -> None:
    match mark:
        case Stroke():
            pen = QPen(colour(mark.ink), mark.width * scale)
            if mark.dashed:
                pen.setDashPattern(DASHES)
            painter.setPen(pen)
            painter.drawPolyline([QPointF(x * scale, y * scale) for x, y in mark.points])
        case Box():
            shown = colour(mark.ink)
            shown.setAlphaF(mark.opacity)
            box = mark.x, mark.y, mark.width, mark.height
            painter.fillRect(QRectF(*(one * scale for one in box)), shown)
        case Dot():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(mark.ink))
            radius = mark.radius * scale
            painter.drawEllipse(QPointF(mark.x * scale, mark.y * scale), radius, radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        case Words():
            _words(painter, mark, scale, letters)


def _words(painter: QPainter, mark: Words, scale: float, letters: Letters) -> None:
    width = letters.width(mark.text)
    before = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    painter.save()
    painter.translate(mark.x * scale, mark.y * scale)
    if mark.upright:
        painter.rotate(-90)
    for line in letters.lines(mark.text, width + UNITS, most=1):
        line.paint(painter, -before, -_ASCENT * LETTERS * scale, mark.ink)
    painter.restore()
