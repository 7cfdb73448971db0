"""The legend: what chips on images, boxes, bars and lights in the label panel mean, each drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import State
from labelmt.domain.schema import PALETTE, Label
from labelmt.gui.images.grid.chips import ChipPainter
from labelmt.gui.images.grid.shown_labels import Chip, ChipKind
from labelmt.gui.labelling.panel.row_painter import draw_bar, groove_of
from labelmt.gui.labelling.panel.trust_lights import draw_light
from labelmt.gui.theme.tokens import LARGE, MEDIUM, WIDE
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.gui.widgets.state_glyphs import draw_state
from labelmt.project.review.trust import Trust

Draw = Callable[[QPainter, QWidget, QRect], None]


class LegendDialog(FittingDialog):
    """Each sign as the window draws it, in this theme and size of text, with its meaning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What the colours mean"))
        self._label = Label(0, 0, self.tr("tree"), PALETTE[2])
        inside = QWidget()
        self._rows = QGridLayout(inside)
        self._rows.setHorizontalSpacing(WIDE)
        self._rows.setVerticalSpacing(MEDIUM)
        self._rows.setColumnStretch(1, 1)
        self._add_chips()
        self._add_states()
        self._add_bars()
        self._add_lights()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName(self.windowTitle())
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 40, unit * 52)

    def _add_chips(self) -> None:
        self._title(self.tr("On an image"))
        self._chip(ChipKind.ANNOTATED, False, self.tr("Filled: the label is annotated as present."))
        self._chip(
            ChipKind.SUGGESTED,
            False,
            self.tr("Outlined: the model suggests it, and nobody said so yet. Space accepts it."),
        )
        self._chip(
            ChipKind.SUGGESTED, True, self.tr("With a dot: it suggests it, and is not sure.")
        )
        self._chip(ChipKind.ELSEWHERE, False, self.tr(
            "Dashed: another project's model suggests it. Space accepts it where you see the "
            "image; many at once only after you looked at a dozen."))  # fmt: skip
        self._chip(ChipKind.UNCERTAIN, True, self.tr(
            "A dot alone: the model cannot tell whether the label is there."))  # fmt: skip
        self._chip(ChipKind.NAMED, False, self.tr(
            "Dotted: the image looks like the label by its name alone. No model has learnt it, and "
            "nothing accepts it: its key does, or a sweep."))  # fmt: skip
        self._text(self.tr("The colour is the label's own; it says nothing else."))

    def _add_states(self) -> None:
        self._title(self.tr("In the label panel: what is annotated"))
        for state, one_of, suggested, words in (
            (State.PRESENT, False, None, self.tr("Present.")),
            (State.ABSENT, False, None, self.tr("Absent: somebody said that it is not there.")),
            (State.UNKNOWN, False, None, self.tr("Unknown: nothing is said of it.")),
            (None, False, None, self.tr("The selected images differ.")),
            (State.PRESENT, True, None, self.tr(
                "A circle: exactly one label of this task per image.")),
            (State.UNKNOWN, False, State.PRESENT, self.tr(
                "Dotted: what Space will accept in a review.")),
        ):  # fmt: skip

            def draw(
                painter: QPainter,
                widget: QWidget,
                box: QRect,
                state: State | None = state,
                one_of: bool = one_of,
                suggested: State | None = suggested,
            ) -> None:
                square = QRectF(box.topLeft(), QSize(box.height(), box.height()))
                draw_state(
                    painter, square, state, widget.palette(), one_of=one_of, suggested=suggested
                )

            self._row(draw, words)

    def _add_bars(self) -> None:
        self._title(self.tr("In the label panel: what the model says"))

        def draw(painter: QPainter, widget: QWidget, box: QRect) -> None:
            bar = QRect(QPoint(), QSize(box.width() * 3 // 4, max(5, box.height() // 3)))
            bar.moveCenter(box.center())
            bar.moveLeft(box.left())
            palette = widget.palette()
            inks = groove_of(palette), palette.color(QPalette.ColorRole.Text)
            draw_bar(painter, bar, 0.8, self._label.color, 0.5, inks)

        self._row(draw, self.tr(
            "A bar: the probability that the label is there, 0 to 1. From the mark on it the "
            "label counts as predicted."))  # fmt: skip

    def _add_lights(self) -> None:
        self._title(self.tr("In the label panel: how far the model can be trusted"))
        for light, words in (
            (Trust.FEW, self.tr(
                "Empty: no model has learnt the label yet, or it has too few examples.")),
            (Trust.NAMED, self.tr(
                "Dotted: from the name alone; no model has learnt the label yet.")),
            (Trust.ELSEWHERE, self.tr(
                "Dashed: from another project's model; no model has learnt the label here yet.")),
            (Trust.UNCALIBRATED, self.tr(
                "Half: it has learnt the label; its probabilities are not checked yet.")),
            (Trust.READY, self.tr("Full: measured on images it had not seen.")),
        ):  # fmt: skip

            def draw(painter: QPainter, widget: QWidget, box: QRect, light: Trust = light) -> None:
                edge = box.height() / 2
                spot = QRectF(box.left() + 1, box.center().y() - edge / 2, edge, edge)
                draw_light(painter, spot, light, widget.palette())

            self._row(draw, words)
        self._text(self.tr("Rest the mouse on a label or an image: it says the numbers."))

    def _chip(self, kind: ChipKind, uncertain: bool, words: str) -> None:
        chip = Chip(self._label, kind, uncertain)

        def draw(painter: QPainter, widget: QWidget, box: QRect) -> None:
            chips = ChipPainter(widget.font())
            spot = QRectF(box)
            spot.setTop(box.center().y() - chips.height / 2)
            chips.draw(painter, spot, [chip], widget.palette())

        self._row(draw, words)

    def _row(self, draw: Draw, words: str) -> None:
        sample, text = _Sample(draw), QLabel(words)
        sample.setAccessibleName(words)
        text.setWordWrap(True)
        row = self._rows.rowCount()
        self._rows.addWidget(sample, row, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(text, row, 1)

    def _title(self, words: str) -> None:
        title = bold_label(words)
        title.setContentsMargins(0, LARGE if self._rows.count() else 0, 0, 0)
        self._rows.addWidget(title, self._rows.rowCount(), 0, 1, 2)

    def _text(self, words: str) -> None:
        text = QLabel(words)
        text.setWordWrap(True)
        self._rows.addWidget(text, self._rows.rowCount(), 0, 1, 2)


class _Sample(QWidget):
    """A sign, drawn by what draws it in the window."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self._draw = draw
        unit = self.fontMetrics().height()
        self.setFixedSize(unit * 5, unit * 3 // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            unit = self.fontMetrics().height()
            box = QRect(0, 0, self.width(), unit)
            box.moveCenter(self.rect().center())
            self._draw(painter, self, box)
