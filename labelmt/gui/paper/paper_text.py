"""Text on paper: fonts, lines that are as wide as there is room, and characters no font has."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from labelmt.gui.paper.pdf_file import UNITS
from labelmt.project.report.blocks import Ink

INKS = {
    Ink.TEXT: "#000000",
    Ink.MUTED: "#555555",
    Ink.RULE: "#c8c8c8",
    Ink.GOOD: "#1f7a3d",
    Ink.BAD: "#b3261e",
    Ink.FIRST: "#1766b5",
    Ink.SECOND: "#c2410c",
    Ink.THIRD: "#0f766e",
    Ink.FOURTH: "#7e22ce",
    Ink.FIFTH: "#a16207",
    Ink.SIXTH: "#be185d",
}
"""On white."""
LEADING = 1.32
"""Distance of two lines, of the size of their letters."""


def colour(ink: Ink) -> QColor:
    """What an ink looks like on paper."""
    return QColor(INKS[ink])


def font_of(points: float, *, bold: bool = False) -> QFont:
    """A font of so many points."""
    font = QFont()
    font.setPixelSize(round(points * UNITS))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class Letters:
    """Lays out and measures text of one size, and notes what no font can show.

    Lengths are in units of the paper, see ``UNITS``.

    Args:
        lacking: where characters are noted that no font here has.
    """

    def __init__(self, points: float, lacking: set[str], *, bold: bool = False) -> None:
        self.font = font_of(points, bold=bold)
        self.height = points * UNITS * LEADING
        self._metrics = QFontMetricsF(self.font)
        self._lacking = lacking
        self._looked: set[str] = set()

    def width(self, text: str) -> float:
        """Of a text in one line."""
        return self._metrics.horizontalAdvance(text)

    def elided(self, text: str, width: float) -> str:
        """The text, its end left out where there is no room for it."""
        return self._metrics.elidedText(_one_line(text), Qt.TextElideMode.ElideRight, width)

    def lines(self, text: str, width: float, *, end: bool = False, most: int = 0) -> list[Line]:
        """The text in lines no wider than that; a word that is wider is broken.

        Args:
            end: lines stand to the right.
            most: lines after which the rest is left out; 0: none is.
        """
        found: list[Line] = []
        for part in text.splitlines() or [""]:
            self._note(part)
            layout = QTextLayout(part, self.font)
            option = QTextOption(Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft)
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1.0))
                line.setPosition(QPointF(0, 0))
                found.append(Line(layout, line, self))
                if most and len(found) == most:
                    layout.endLayout()
                    return found
            layout.endLayout()
        return found

    def cut(self, text: str, width: float, most: int) -> list[Line]:
        """The text in so many lines at most; what has no room is left out, with dots."""
        text = _one_line(text)
        lines = self.lines(text, width, most=most + 1)
        if len(lines) <= most:
            return lines if text else []
        last = lines[most - 1]
        return lines[: most - 1] + self.lines(self.elided(text[last.start :], width), width, most=1)

    def _note(self, text: str) -> None:
        for sign in set(text) - self._looked:
            self._looked.add(sign)
            seen = sign.isprintable() and not sign.isspace()
            if seen and not self._metrics.inFontUcs4(ord(sign)):
                self._lacking.add(sign)


class Line:
    """One line of a text."""

    def __init__(self, layout: QTextLayout, line: QTextLine, letters: Letters) -> None:
        self._layout = layout
        self._line = line
        self.height = letters.height
        self.start = line.textStart()
        """Of its first character in the text."""

    def paint(self, painter: QPainter, x: float, y: float, ink: Ink) -> None:
        """At the line's upper left corner."""
        painter.setPen(colour(ink))
        self._line.draw(painter, QPointF(x, y))

    def painted_at(self, x: float, ink: Ink) -> Callable[[QPainter, float], None]:
        """What paints it, given its upper edge."""
        return lambda painter, y: self.paint(painter, x, y, ink)


def _one_line(text: str) -> str:
    return " ".join(text.split())
