"""Label chips painted on a thumbnail, as many as fit: filled, outlined, dashed or with a dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from labelmt.gui.images.grid.shown_labels import Chip, ChipKind
from labelmt.gui.widgets.state_glyphs import faded, shade

_GAP = 4.0
SOFT = 0.72
"""Of words beside chips, towards the ground: what is said of the picture comes second to it."""
_LEAST_TEXT = 3.0
"""A chip with less room than so many letters is left to the overflow."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chip's box and its text as it fits."""

    chip: Chip
    left: float
    width: float
    text: str


class ChipPainter:
    """Lays out and draws chips of one font. Widths of names are measured once."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self.metrics = QFontMetricsF(self.font)
        self.height = round(self.metrics.height() + 2)
        self._pad = self.metrics.height() * 0.42
        self._dot = self.metrics.height() * 0.42
        self._widths: dict[str, float] = {}

    def lay_out(self, chips: Sequence[Chip], room: float) -> tuple[list[Place], str]:
        """What fits side by side into so many pixels, and "+3" for what does not."""
        places: list[Place] = []
        left = 0.0
        for i, chip in enumerate(chips):
            rest = len(chips) - i - 1
            reserved = self._width(f"+{rest}") + _GAP if rest else 0.0
            free = room - left - reserved
            wanted = self._frame(chip) + self._width(chip.label.name)
            if wanted > free:
                least = self._frame(chip) + self._width("m") * _LEAST_TEXT
                if free < least or places:
                    return places, f"+{rest + 1}"
                text = self.metrics.elidedText(
                    chip.label.name, Qt.TextElideMode.ElideMiddle, free - self._frame(chip)
                )
                wanted = self._frame(chip) + self.metrics.horizontalAdvance(text)
            else:
                text = chip.label.name
            places.append(Place(chip, left, wanted, text))
            left += wanted + _GAP
        return places, ""

    def draw(
        self, painter: QPainter, box: QRectF, chips: Sequence[Chip], palette: QPalette
    ) -> None:
        """Draw what fits into a box of one line."""
        places, more = self.lay_out(chips, box.width())
        painter.setFont(self.font)
        end = box.left()
        for place in places:
            spot = QRectF(box.left() + place.left, box.top(), place.width, self.height)
            self._draw_chip(painter, spot, place, palette)
            end = spot.right() + _GAP
        if more:
            painter.setPen(shade(palette, SOFT))
            rest = QRectF(end, box.top(), box.right() - end, self.height)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rest, side, more)

    def draw_pills(
        self, painter: QPainter, box: QRectF, chips: Sequence[Chip], palette: QPalette
    ) -> None:
        """Draw chips without words, where words would not fit."""
        edge = self.height * 0.55
        step = edge + _GAP * 0.75
        fit = int((box.width() + _GAP * 0.75) / step)
        more = len(chips) > fit
        top = box.top() + (self.height - edge) / 2
        for i, chip in enumerate(chips[: max(0, fit - 2) if more else fit]):
            spot = QRectF(box.left() + i * step, top, edge, edge)
            if chip.kind is ChipKind.UNCERTAIN:
                spot = spot.adjusted(edge * 0.25, edge * 0.25, -edge * 0.25, -edge * 0.25)
            _frame_of(painter, spot, chip, palette, edge / 2)
        if more:
            left = box.left() + max(0, fit - 2) * step
            painter.setFont(self.font)
            painter.setPen(shade(palette, SOFT))
            rest = QRectF(left, box.top(), box.right() - left, self.height)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rest, side, f"+{len(chips) - max(0, fit - 2)}")

    def _draw_chip(self, painter: QPainter, spot: QRectF, place: Place, palette: QPalette) -> None:
        chip = place.chip
        color = QColor(chip.label.color)
        text = QRectF(spot)
        if chip.kind is not ChipKind.UNCERTAIN:
            _frame_of(painter, spot, chip, palette, self.height * 0.3)
            text.adjust(self._pad, 0, -self._pad, 0)
        if chip.uncertain:
            radius = self._dot / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(text.left() + radius, spot.center().y()), radius, radius)
            text.setLeft(text.left() + self._dot + _GAP)
        if chip.kind is ChipKind.ANNOTATED:
            painter.setPen(readable_on(color))
        elif chip.kind in (ChipKind.SUGGESTED, ChipKind.ELSEWHERE):
            painter.setPen(palette.color(QPalette.ColorRole.Text))
        else:
            painter.setPen(shade(palette, SOFT))
        # A hair wider: a text drawn into just its own width may lose its last letter.
        painter.drawText(
            text.adjusted(0, 0, 2, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            place.text,
        )

    def _frame(self, chip: Chip) -> float:
        """Width of everything but the text."""
        dot = self._dot + _GAP if chip.uncertain else 0.0
        return dot if chip.kind is ChipKind.UNCERTAIN else dot + 2 * self._pad

    def _width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width


def readable_on(color: QColor) -> QColor:
    """Black or white, whichever has more contrast to a colour (WCAG 2.2, relative luminance)."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Both contrasts are equal where (L + 0.05)² = 1.05 · 0.05.
    return QColor(Qt.GlobalColor.black if luminance > 0.179 else Qt.GlobalColor.white)


def dotted_pen(color: QColor, width: float) -> QPen:
    """Round dots: what a name alone says, in any colour and in none."""
    pen = QPen(color, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.01, 2.2])
    return pen


def dashed_pen(color: QColor, width: float) -> QPen:
    """Short strokes: what another project's model says, in any colour and in none."""
    pen = QPen(color, width, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([3.0, 2.0])
    return pen


def _frame_of(
    painter: QPainter, spot: QRectF, chip: Chip, palette: QPalette, radius: float
) -> None:
    color = QColor(chip.label.color)
    base = palette.color(QPalette.ColorRole.Base)
    if chip.kind is ChipKind.SUGGESTED:
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(faded(color, base, 0.12))
        spot = spot.adjusted(0.75, 0.75, -0.75, -0.75)
    elif chip.kind is ChipKind.ELSEWHERE:
        painter.setPen(dashed_pen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        spot = spot.adjusted(0.75, 0.75, -0.75, -0.75)
    elif chip.kind is ChipKind.NAMED:
        painter.setPen(dotted_pen(color, 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        spot = spot.adjusted(0.75, 0.75, -0.75, -0.75)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
    painter.drawRoundedRect(spot, radius, radius)
