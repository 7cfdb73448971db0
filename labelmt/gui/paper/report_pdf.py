"""A report as PDF: its blocks as pieces, laid out on pages with a foot that counts them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from labelmt.domain.text import phrase
from labelmt.gui.paper.block_pieces import BlockPieces
from labelmt.gui.paper.flow import Piece, blank, pages_of
from labelmt.gui.paper.paper_sizes import FOOT, HEAD, MARGIN, Paper
from labelmt.gui.paper.paper_text import Letters, colour
from labelmt.gui.paper.pdf_file import UNITS, PdfFile, ensure_application
from labelmt.project.report.blocks import Ink, Report

TITLE, SECTION, SMALL = 20.0, 14.0, 8.0
"""Points of letters."""


class ReportPrinter:
    """Writes reports; afterwards it knows how many pages, and what no font could show."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self.pages = 0
        self.lacking: set[str] = set()

    def __call__(self, report: Report, stream: BinaryIO) -> None:
        """Write a report as PDF. Raises OSError where the stream cannot be written."""
        ensure_application()
        width, height = (one * UNITS for one in self._paper.room)
        pages = pages_of(list(self._pieces(report, width)), height)
        file = PdfFile(stream, self._paper, f"{report.title} – {report.subtitle}")
        try:
            for number, page in enumerate(pages, 1):
                if number > 1:
                    file.next_page()
                file.painter.save()
                file.painter.translate(MARGIN * UNITS, HEAD * UNITS)
                for y, piece in page:
                    piece.paint(file.painter, y)
                file.painter.restore()
                told = phrase("Page {number} of {pages}", number=number, pages=len(pages))
                paint_foot(file.painter, self._paper, report.title, told, self.lacking)
            self.pages = file.pages
            file.end()
        finally:
            file.abandon()

    def _pieces(self, report: Report, width: float) -> Iterator[Piece]:
        blocks = BlockPieces(width, self.lacking)
        yield from blocks.text(report.title, TITLE, bold=True)
        yield from blocks.text(report.subtitle, blocks.usual, ink=Ink.MUTED)
        for section in report.sections:
            yield blank(20 * UNITS)
            yield from blocks.text(section.title, SECTION, bold=True, keep=True)
            yield _rule(width)
            for block in section.blocks:
                yield from blocks.of(block)


def report_printer(paper: Paper) -> ReportPrinter:
    """What ``write_report`` takes to write the PDF."""
    return ReportPrinter(paper)


def _rule(width: float) -> Piece:
    def paint(painter: QPainter, y: float) -> None:
        painter.setPen(QPen(colour(Ink.RULE), 0.75 * UNITS))
        painter.drawLine(QPointF(0, y + 2 * UNITS), QPointF(width, y + 2 * UNITS))

    return Piece(8 * UNITS, paint, keep=True)


def paint_foot(painter: QPainter, paper: Paper, left: str, right: str, lacking: set[str]) -> None:
    """What the pages are of, and which one this is, below the room of the page."""
    letters = Letters(SMALL, lacking)
    width = paper.room[0] * UNITS
    y = (paper.height - FOOT + 18) * UNITS
    told = letters.lines(right, width, end=True, most=1)
    for line in told:
        line.paint(painter, MARGIN * UNITS, y, Ink.MUTED)
    shown = letters.elided(left, width - letters.width(right) - 12 * UNITS)
    for line in letters.lines(shown, width, most=1):
        line.paint(painter, MARGIN * UNITS, y, Ink.MUTED)
