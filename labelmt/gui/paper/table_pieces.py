"""Tables on paper: columns as wide as they need, a row never cut, the head again on each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from labelmt.gui.paper.flow import Piece
from labelmt.gui.paper.paper_text import Letters, Line, colour
from labelmt.gui.paper.pdf_file import UNITS
from labelmt.project.report.blocks import Bar, Cell, Ink, Named, Table

CELLS, HEADS = 8.5, 7.5
"""Points of letters."""
GAP = 8.0
"""Points between two columns."""
LEAST = 26.0
"""Points of the narrowest column."""
SWATCH = 7.0
"""Points of the side of a label's colour."""
BAR = 70.0
MOST_LINES = 12
"""Lines of a cell; more of one would make a row that no page holds."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell in lines, with what stands before them."""

    lines: list[Line]
    indent: float
    swatch: str = ""
    share: float | None = None


class TablePieces:
    """Makes pieces of tables.

    Args:
        letters: gives those of a size.
    """

    def __init__(self, width: float, letters: Callable[[float], Letters]) -> None:
        self._width = width
        self._cells = letters(CELLS)
        self._heads = letters(HEADS)

    def of(self, table: Table) -> Iterator[Piece]:
        """The head, and each row below it."""
        widths = self._widths(table)
        head = self._head(table, widths)
        yield head
        for row in table.rows:
            yield self._row(table, row, widths, head)

    def _widths(self, table: Table) -> list[float]:
        columns = range(len(table.head))
        gaps = GAP * UNITS * (len(table.head) - 1)
        natural = [
            max(
                max((self._natural(row[column]) for row in table.rows), default=0.0),
                max((self._heads.width(word) for word in table.head[column].split()), default=0.0),
                LEAST * UNITS if column in table.wide else 0.0,
            )
            for column in columns
        ]
        room = self._width - gaps
        over = sum(natural) - room
        if over <= 0:
            wide = [column for column in columns if column in table.wide] or [0]
            # Text to the left, figures not too far from it: two thirds of what is left stay free.
            for column in wide:
                natural[column] += -over / (3 * len(wide))
            return natural
        least = LEAST * UNITS
        for columns_first in (table.wide, tuple(columns)):
            spare = sum(max(0.0, natural[one] - 2 * least) for one in columns_first)
            taken = min(over, spare)
            if spare > 0:
                for one in columns_first:
                    natural[one] -= taken * max(0.0, natural[one] - 2 * least) / spare
                over -= taken
        if over > 0:
            total = sum(natural)
            natural = [one * room / total for one in natural]
        return natural

    def _natural(self, cell: Cell) -> float:
        match cell:
            case Bar(_, text):
                return self._cells.width(text) + (BAR + 6) * UNITS
            case Named(text, swatch):
                return self._cells.width(text) + ((SWATCH + 4) * UNITS if swatch else 0.0)
            case _:
                return self._cells.width(cell)

    def _shown(self, cell: Cell, width: float, end: bool) -> _Shown:
        match cell:
            case Bar(share, text):
                indent = (BAR + 6) * UNITS
                lines = self._cells.lines(text, width - indent, most=MOST_LINES)
                return _Shown(lines, indent, share=share)
            case Named(text, swatch):
                indent = (SWATCH + 4) * UNITS if swatch else 0.0
                lines = self._cells.lines(text, width - indent, most=MOST_LINES)
                return _Shown(lines, indent, swatch)
            case _:
                return _Shown(self._cells.lines(cell, width, end=end, most=MOST_LINES), 0.0)

    def _head(self, table: Table, widths: Sequence[float]) -> Piece:
        shown = [
            self._heads.lines(title, width, end=column not in table.wide, most=4)
            for column, (title, width) in enumerate(zip(table.head, widths, strict=True))
        ]
        height = max(len(one) for one in shown) * self._heads.height + 4 * UNITS

        def paint(painter: QPainter, y: float) -> None:
            for x, lines in zip(_places(widths), shown, strict=True):
                top = y + height - 3 * UNITS - len(lines) * self._heads.height
                for number, line in enumerate(lines):
                    line.paint(painter, x, top + number * self._heads.height, Ink.MUTED)
            _rule(painter, self._width, y + height, 0.75)

        return Piece(height, paint, keep=True)

    def _row(
        self, table: Table, row: tuple[Cell, ...], widths: Sequence[float], head: Piece
    ) -> Piece:
        shown = [
            self._shown(cell, width, column not in table.wide)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        height = max(len(one.lines) for one in shown) * self._cells.height + 4 * UNITS

        def paint(painter: QPainter, y: float) -> None:
            for x, one in zip(_places(widths), shown, strict=True):
                if one.swatch:
                    paint_swatch(painter, x, y + 2 * UNITS, self._cells.height, one.swatch)
                if one.share is not None:
                    _bar(painter, x, y + 2 * UNITS, self._cells.height, one.share)
                for number, line in enumerate(one.lines):
                    top = y + 2 * UNITS + number * self._cells.height
                    line.paint(painter, x + one.indent, top, Ink.TEXT)
            _rule(painter, self._width, y + height, 0.4)

        return Piece(height, paint, above=head)


def _places(widths: Sequence[float]) -> Iterator[float]:
    x = 0.0
    for width in widths:
        yield x
        x += width + GAP * UNITS


def _rule(painter: QPainter, width: float, y: float, points: float) -> None:
    painter.setPen(QPen(colour(Ink.RULE), points * UNITS))
    painter.drawLine(QPointF(0, y), QPointF(width, y))


def paint_swatch(painter: QPainter, x: float, y: float, height: float, swatch: str) -> None:
    """A label's colour, in the middle of a line of that height."""
    side = SWATCH * UNITS
    shown = QColor.fromString(swatch)
    if shown.isValid():
        painter.fillRect(QRectF(x, y + (height - side) / 2, side, side), shown)


def _bar(painter: QPainter, x: float, y: float, height: float, share: float) -> None:
    thick = 5 * UNITS
    room = QRectF(x, y + (height - thick) / 2, BAR * UNITS, thick)
    painter.fillRect(room, colour(Ink.RULE))
    room.setWidth(room.width() * min(1.0, max(0.0, share)))
    painter.fillRect(room, colour(Ink.FIRST))
