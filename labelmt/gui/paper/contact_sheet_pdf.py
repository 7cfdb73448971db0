"""A contact sheet as PDF: rows of small pictures, page by page; a picture is read when painted."""

from __future__ import annotations

from itertools import islice
from typing import BinaryIO

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from labelmt.domain.text import phrase
from labelmt.gui.paper.block_pieces import paint_picture
from labelmt.gui.paper.paper_sizes import HEAD, MARGIN, Paper
from labelmt.gui.paper.paper_text import Letters, Line
from labelmt.gui.paper.pdf_file import UNITS, PdfFile, ensure_application
from labelmt.gui.paper.report_pdf import paint_foot
from labelmt.project.report.blocks import Ink, Picture
from labelmt.project.report.contact_sheet import LABELS, ContactSheet
from labelmt.project.report.progress import Step, unheard

TITLE, SUBTITLE = 13.0, 8.5
GAP = 8.0
"""Points between two pictures."""
ASPECT = 0.8
"""Height of the room for a picture, of its width."""
LABEL_LINES = 2
"""Lines of labels below a picture; what has no room there is left out, with dots."""
TITLE_LINES = 3


class SheetPrinter:
    """Writes one contact sheet; afterwards it knows how many pages, and what no font could show."""

    def __init__(self, sheet: ContactSheet, paper: Paper, step: Step = unheard) -> None:
        ensure_application()
        self._sheet = sheet
        self._paper = paper
        self._step = step
        self.pages = 0
        self.lacking: set[str] = set()
        columns = sheet.choices.columns
        room, high = (one * UNITS for one in paper.room)
        self._width = (room - GAP * UNITS * (columns - 1)) / columns
        self._letters = Letters(6.5 if columns > 6 else 7.5, self.lacking)
        self._caption_lines = sum(
            LABEL_LINES if one == LABELS else 1 for one in sheet.choices.captions
        )
        caption = self._caption_lines * self._letters.height + 3 * UNITS
        self._cell = self._width * ASPECT + caption + GAP * UNITS
        title = Letters(TITLE, self.lacking, bold=True)
        self._title = title.lines(sheet.choices.title, room, most=TITLE_LINES)
        self._head = len(self._title) * title.height + 22 * UNITS
        self._first = max(1, int((high - self._head) / self._cell))
        self._more = max(1, int((high + GAP * UNITS) / self._cell))

    @property
    def page_count(self) -> int:
        """Pages that there will be."""
        rows = -(-len(self._sheet) // self._sheet.choices.columns)
        return 1 + max(0, -(-(rows - self._first) // self._more))

    def __call__(self, stream: BinaryIO) -> None:
        """Write it. Raises Stopped where ``step`` ended it, OSError where it cannot be written."""
        title = self._sheet.choices.title
        file = PdfFile(stream, self._paper, title)
        pictures = iter(self._sheet.pictures())
        done, total = 0, len(self._sheet)
        try:
            for number in range(1, self.page_count + 1):
                if number > 1:
                    file.next_page()
                file.painter.save()
                file.painter.translate(MARGIN * UNITS, HEAD * UNITS)
                top = self._paint_head(file.painter) if number == 1 else 0.0
                for row in range(self._first if number == 1 else self._more):
                    for column in range(self._sheet.choices.columns):
                        self._step(done, total)
                        one = next(islice(pictures, 1), None)
                        if one is None:
                            break
                        x = column * (self._width + GAP * UNITS)
                        self._paint(file.painter, x, top + row * self._cell, one)
                        done += 1
                file.painter.restore()
                told = phrase("Page {number} of {pages}", number=number, pages=self.page_count)
                paint_foot(file.painter, self._paper, title, told, self.lacking)
            self._step(done, total)
            self.pages = file.pages
            file.end()
        finally:
            file.abandon()

    def _paint_head(self, painter: QPainter) -> float:
        y = 0.0
        for line in self._title:
            line.paint(painter, 0, y, Ink.TEXT)
            y += line.height
        small = Letters(SUBTITLE, self.lacking)
        for line in small.lines(self._sheet.subtitle, self._paper.room[0] * UNITS, most=1):
            line.paint(painter, 0, y, Ink.MUTED)
        return self._head

    def _paint(self, painter: QPainter, x: float, y: float, one: Picture) -> None:
        high = self._width * ASPECT
        shown = paint_picture(painter, QRectF(x, y, self._width, high), one.jpeg)
        lines: list[tuple[Line, Ink]] = []
        for kind, text in zip(self._sheet.choices.captions, one.lines, strict=False):
            most = LABEL_LINES if kind == LABELS else 1
            ink = Ink.TEXT if kind == LABELS else Ink.MUTED
            lines += [(line, ink) for line in self._letters.cut(text, self._width, most)]
        top = y + high + 2 * UNITS
        for number, (line, ink) in enumerate(lines):
            line.paint(painter, x, top + number * self._letters.height, ink)
        if not shown and len(one.lines) > len(self._sheet.choices.captions):
            pad = 3 * UNITS
            why = self._letters.lines(one.lines[-1], self._width - 2 * pad, most=3)
            for number, line in enumerate(why):
                line.paint(painter, x + pad, y + pad + number * self._letters.height, Ink.BAD)
