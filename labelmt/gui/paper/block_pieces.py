"""Blocks of a report as pieces of paper: paragraphs line by line, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from labelmt.gui.paper.chart_painting import paint_chart
from labelmt.gui.paper.flow import Paint, Piece, blank
from labelmt.gui.paper.paper_text import Letters, colour
from labelmt.gui.paper.pdf_file import UNITS
from labelmt.gui.paper.table_pieces import SWATCH, TablePieces, paint_swatch
from labelmt.project.report.blocks import (
    Block,
    Chart,
    Facts,
    Ink,
    Paragraph,
    Picture,
    Pictures,
    Subheading,
    Table,
)

USUAL, MUTED, CAPTION, SUBHEADING = 9.5, 8.5, 7.0, 11.0
"""Points of letters."""
TERMS = 0.3
"""Share of the width that the names of facts may take."""
ACROSS = 5
"""Pictures beside each other."""
CHART = 0.72
"""Points of a unit of a chart."""


class BlockPieces:
    """Makes pieces of blocks.

    Args:
        width: that there is, in units of the paper.
        lacking: where characters are noted that no font here has.
    """

    usual = USUAL

    def __init__(self, width: float, lacking: set[str]) -> None:
        self._width = width
        self._lacking = lacking
        self._letters: dict[tuple[float, bool], Letters] = {}

    def letters(self, points: float, *, bold: bool = False) -> Letters:
        """Of a size; made once."""
        key = points, bold
        if key not in self._letters:
            self._letters[key] = Letters(points, self._lacking, bold=bold)
        return self._letters[key]

    def text(
        self,
        text: str,
        points: float,
        *,
        bold: bool = False,
        ink: Ink = Ink.TEXT,
        keep: bool = False,
    ) -> Iterator[Piece]:
        """A text line by line, in the whole width."""
        for line in self.letters(points, bold=bold).lines(text, self._width):
            yield Piece(line.height, line.painted_at(0, ink), keep=keep)

    def of(self, block: Block) -> Iterator[Piece]:
        """The pieces of a block, with the distance to the next one."""
        match block:
            case Paragraph(text, tone):
                yield from self._paragraph(text, tone)
            case Subheading(text, swatch):
                yield blank(6 * UNITS, keep=True)
                yield from self._subheading(text, swatch)
            case Facts(pairs):
                for term, told in pairs:
                    yield from self._fact(term, told)
                yield blank(5 * UNITS)
            case Table():
                yield from TablePieces(self._width, self.letters).of(block)
                yield blank(6 * UNITS)
            case Chart():
                yield self._chart(block)
                yield blank(4 * UNITS)
            case Pictures(pictures):
                for start in range(0, len(pictures), ACROSS):
                    yield self._pictures(pictures[start : start + ACROSS])
                    yield blank(6 * UNITS)

    def _paragraph(self, text: str, tone: str) -> Iterator[Piece]:
        ink = {"muted": Ink.MUTED, "warning": Ink.BAD}.get(tone, Ink.TEXT)
        yield from self.text(text, MUTED if tone == "muted" else USUAL, ink=ink)
        yield blank(4 * UNITS)

    def _subheading(self, text: str, swatch: str) -> Iterator[Piece]:
        letters = self.letters(SUBHEADING, bold=True)
        indent = (SWATCH + 4) * UNITS if swatch else 0.0
        for number, line in enumerate(letters.lines(text, self._width - indent)):
            paint = line.painted_at(indent, Ink.TEXT)
            if swatch and number == 0:
                paint = _with_swatch(paint, swatch, line.height)
            yield Piece(line.height, paint, keep=True)
        yield blank(2 * UNITS, keep=True)

    def _fact(self, term: str, told: str) -> Iterator[Piece]:
        letters, left = self.letters(USUAL), self._width * TERMS
        terms = letters.lines(term, left - 8 * UNITS)
        values = letters.lines(told, self._width - left)
        for place in range(max(len(terms), len(values))):

            def paint(painter: QPainter, y: float, place: int = place) -> None:
                if place < len(terms):
                    terms[place].paint(painter, 0, y, Ink.MUTED)
                if place < len(values):
                    values[place].paint(painter, left, y, Ink.TEXT)

            yield Piece(letters.height, paint, keep=place < len(terms) - 1)

    def _chart(self, chart: Chart) -> Piece:
        scale = min(CHART * UNITS, self._width / chart.width)
        letters = self._lacking

        def paint(painter: QPainter, y: float) -> None:
            paint_chart(painter, chart, y, scale, letters)

        return Piece(chart.height * scale, paint)

    def _pictures(self, pictures: tuple[Picture, ...]) -> Piece:
        gap = 8 * UNITS
        width = (self._width - gap * (ACROSS - 1)) / ACROSS
        edge = width * 0.8
        letters = self.letters(CAPTION)
        captions = [
            [
                *letters.lines(letters.elided(one.name, width), width, most=1),
                *(line for text in one.lines for line in letters.lines(text, width, most=2)),
            ]
            for one in pictures
        ]
        most = max(len(one) for one in captions)

        def paint(painter: QPainter, y: float) -> None:
            for place, (one, lines) in enumerate(zip(pictures, captions, strict=True)):
                x = place * (width + gap)
                paint_picture(painter, QRectF(x, y, width, edge), one.jpeg, one.verdict)
                for number, line in enumerate(lines):
                    ink = Ink.MUTED if number == 0 else Ink.TEXT
                    line.paint(painter, x, y + edge + 3 * UNITS + number * letters.height, ink)

        return Piece(edge + 3 * UNITS + most * letters.height, paint)


def _with_swatch(paint: Paint, swatch: str, height: float) -> Paint:
    def both(painter: QPainter, y: float) -> None:
        paint_swatch(painter, 0, y, height, swatch)
        paint(painter, y)

    return both


def paint_picture(painter: QPainter, room: QRectF, jpeg: bytes | None, verdict: str = "") -> bool:
    """An image as large as there is room, centred; whether there was one to show.

    Right or wrong is a line of its colour below it, and a sign, so that it is told on grey paper.
    """
    image = QImage() if jpeg is None else QImage.fromData(jpeg)
    painter.setPen(QPen(colour(Ink.RULE), 0.5 * UNITS))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if image.isNull():
        painter.drawRect(room)
        painter.drawLine(room.topLeft(), room.bottomRight())
        painter.drawLine(room.topRight(), room.bottomLeft())
        return False
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    shown = QRectF(
        room.x() + (room.width() - width) / 2, room.y() + room.height() - height, width, height
    )
    painter.drawImage(shown, image)
    if verdict:
        ink = Ink.GOOD if verdict == "right" else Ink.BAD
        painter.fillRect(QRectF(room.x(), room.bottom(), room.width(), 1.5 * UNITS), colour(ink))
        _paint_sign(painter, room.topLeft(), verdict, ink)
    return True


def _paint_sign(painter: QPainter, corner: QPointF, verdict: str, ink: Ink) -> None:
    size, pad = 9.0 * UNITS, 2.2 * UNITS
    box = QRectF(corner.x(), corner.y(), size, size)
    painter.fillRect(box, QColor(Qt.GlobalColor.white))
    painter.setPen(QPen(colour(ink), 1.4 * UNITS))
    inner = box.adjusted(pad, pad, -pad, -pad)
    if verdict == "right":
        middle = QPointF(inner.x() + inner.width() * 0.35, inner.bottom())
        painter.drawPolyline([QPointF(inner.x(), inner.center().y()), middle, inner.topRight()])
    else:
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
