"""The mark of one label on each image of the grid: its state and probability, as in a sweep."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen

from labelmt.domain.annotations import State
from labelmt.gui.widgets.state_glyphs import draw_state, shade

EDGE_SHARE = 0.2
"""Side of the mark as a share of the thumbnail's, between the two limits."""
EDGE_LEAST, EDGE_MOST = 14, 30
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
    """

    state: State
    probability: float | None = None
    one_of: bool = False
    wet: bool = False
    suggested: State = State.UNKNOWN


def draw_mark(painter: QPainter, frame: QRectF, mark: Mark, palette: QPalette) -> None:
    """Draw a mark over the thumbnail's frame: decided images are told apart at a glance."""
    accent = palette.color(QPalette.ColorRole.Highlight)
    base = palette.color(QPalette.ColorRole.Base)
    if mark.state is State.ABSENT:
        veil = QColor(base)
        veil.setAlphaF(0.62)
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
    if mark.wet:
        glow = QColor(accent)
        glow.setAlphaF(0.22)
        painter.fillRect(frame, glow)
    edge = min(max(frame.width() * EDGE_SHARE, EDGE_LEAST), EDGE_MOST)
    gap = edge * 0.25
    text = ""
    if mark.probability is not None and frame.width() >= FIGURE_FROM:
        text = QLocale().toString(mark.probability, "f", 2)
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + gap if text else 0.0
    plate = QRectF(frame.right() - edge - wide - 3 * gap, frame.top() + gap, 0, edge + 2 * gap)
    plate.setRight(frame.right() - gap)
    ground = QColor(base)
    ground.setAlphaF(0.88)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, gap, gap)
    if text:
        painter.setPen(shade(palette, 0.8))
        words = plate.adjusted(gap, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    box = QRectF(plate.right() - edge - gap, plate.top() + gap, edge, edge)
    draw_state(painter, box, mark.state, palette, one_of=mark.one_of)
