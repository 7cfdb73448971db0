"""The mark of one label on each image of the grid: its state and probability, as in a sweep."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen

from labelmt.domain.annotations import State
from labelmt.gui.images.grid.chips import SOFT, dotted_pen
from labelmt.gui.images.grid.placeholder import GAP
from labelmt.gui.widgets.state_glyphs import draw_state, shade

VEIL = 0.5
"""Over what is absent: paler than the others, and still to be seen."""
FIGURE_FROM = 96
"""Edge of a thumbnail from which the probability has room beside the mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one label is on one image.

    Attributes:
        state: as saved, or as it is just being painted.
        chance: the label's probability, None without a prediction.
        one_of: whether the label's task takes exactly one.
        wet: painted by a stroke that is not saved yet.
        suggested: what the model says of an undecided image.
        label_id: of the label; its chip alone is shown beside the mark.
        named: whether an undecided image looks like the label by its name alone.
    """

    state: State
    probability: float | None = None
    one_of: bool = False
    wet: bool = False
    suggested: State = State.UNKNOWN
    label_id: int | None = None
    named: bool = False


def draw_mark(painter: QPainter, frame: QRectF, mark: Mark, palette: QPalette) -> None:
    """Draw a mark over a picture, not on it: decided images are told apart at a glance."""
    accent = palette.color(QPalette.ColorRole.Highlight)
    base = palette.color(QPalette.ColorRole.Base)
    if mark.state is State.ABSENT:
        veil = QColor(base)
        veil.setAlphaF(VEIL)
        painter.fillRect(frame, veil)
    elif mark.state is State.PRESENT:
        width = max(2.0, frame.width() / 48)
        painter.setPen(QPen(accent, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(frame.adjusted(half, half, -half, -half), 3, 3)
    elif mark.suggested is State.PRESENT:
        pen = QPen(accent, max(1.5, frame.width() / 64), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = pen.widthF() / 2
        painter.drawRoundedRect(frame.adjusted(half, half, -half, -half), 3, 3)
    elif mark.named:
        pen = dotted_pen(palette.color(QPalette.ColorRole.Text), max(2.0, frame.width() / 64))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = pen.widthF() / 2
        painter.drawRoundedRect(frame.adjusted(half, half, -half, -half), 3, 3)
    if mark.wet:
        glow = QColor(accent)
        glow.setAlphaF(0.22)
        painter.fillRect(frame, glow)


def draw_mark_line(painter: QPainter, line: QRectF, mark: Mark, palette: QPalette) -> float:
    """Draw state and probability at the beginning of a line; returns the width that they took."""
    box = QRectF(line.left(), line.top(), line.height(), line.height())
    draw_state(painter, box, mark.state, palette, one_of=mark.one_of)
    taken = box.width() + GAP
    if mark.probability is not None and line.width() >= FIGURE_FROM:
        text = QLocale().toString(mark.probability, "f", 2)
        painter.setPen(shade(palette, SOFT))
        words = line.adjusted(taken, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        taken += QFontMetricsF(painter.font()).horizontalAdvance(text) + 2 * GAP
    return taken
