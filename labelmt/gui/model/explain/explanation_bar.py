"""The bar of an explanation: which label is explained, what the colours mean, opacity."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import Schema
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.model.explain.heatmap_colours import AGAINST, FOR
from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label
from labelmt.gui.widgets.label_dot import label_dot

OPACITY = 60
"""Percent, to begin with."""


class ExplanationBar(QWidget):
    """Shows what an explanation is of; explains nothing itself."""

    label_chosen = Signal(object)
    """Id of the label to explain, None for the most probable."""
    opacity_changed = Signal(float)
    """0 to 1."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyBar")
        self.label = QComboBox()
        self.label.setAccessibleName(self.tr("Label that is explained"))
        self.answer = ElidedLabel()
        self.answer.setAccessibleName(self.tr("What the model says"))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(20)
        self.opacity.setValue(OPACITY)
        self.opacity.setAccessibleName(self.tr("Opacity of the colours"))
        self.leave = QPushButton()
        KeyHint(self.leave, self.leave.setText, self.tr("Done ({explanation})"))
        self._lay_out()
        self.label.activated.connect(lambda _at: self.label_chosen.emit(self.label.currentData()))
        self.opacity.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        self.leave.clicked.connect(self.left)

    def _lay_out(self) -> None:
        title = bold_label(self.tr("Why"))
        first = FlowLayout()
        for widget in (title, self.label):
            first.addWidget(widget)
        first.add_growing(self.answer)
        first.addWidget(self.leave)
        slider_name = QLabel(self.tr("Opacity"))
        slider_name.setBuddy(self.opacity)
        self.opacity.setFixedWidth(self.fontMetrics().averageCharWidth() * 14)
        second = FlowLayout()
        for colour, words in ((FOR, self.tr("speaks for it")), (AGAINST, self.tr("against it"))):
            swatch, text = QLabel(), QLabel(words)
            swatch.setPixmap(_swatch(colour, self.fontMetrics().height(), self.devicePixelRatioF()))
            text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            second.addWidget(_together(swatch, text))
        second.add_growing(QWidget())
        second.addWidget(_together(slider_name, self.opacity))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(first)
        layout.addLayout(second)
        as_ground(self, QPalette.ColorRole.AlternateBase)
        self.setToolTip(
            self.tr(
                "The colours show where in the image the model finds what it goes by. "
                "The strongest place is coloured most, however sure the model is."
            )
        )

    def show_labels(self, schema: Schema, label_id: int | None) -> None:
        """Offer all labels, and the most probable one whichever it is."""
        with QSignalBlocker(self.label):
            self.label.clear()
            self.label.addItem(self.tr("The most probable label"), None)
            names = [label.name for label in schema.labels]
            for task in schema.tasks:
                for label in task.labels:
                    alone = names.count(label.name) == 1
                    name = label.name if alone else f"{label.name} – {task.name}"
                    self.label.addItem(label_dot(label.color, self), name, label.id)
            self.label.setCurrentIndex(max(0, self.label.findData(label_id)))

    def show_chosen(self, label_id: int | None) -> None:
        """Another label was chosen elsewhere."""
        with QSignalBlocker(self.label):
            self.label.setCurrentIndex(max(0, self.label.findData(label_id)))

    def show_answer(self, name: str, probability: float) -> None:
        """Say how probable the label is, going by the image."""
        percent = QLocale().toString(probability * 100, "f", 0)
        self.show_words(self.tr("{0}: {1} % by the image alone").format(name, percent))

    def show_words(self, words: str, more: str = "") -> None:
        """Say why there is nothing to see, or that it is being worked out."""
        self.answer.setText(words)
        self.answer.setToolTip(plain_tip(" ".join(part for part in (words, more) if part)))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a window at 200 %: it goes on in more lines there."""
        return QSize(0, super().minimumSizeHint().height())


def _together(*widgets: QWidget) -> QWidget:
    """What stays in one line."""
    whole = QWidget()
    layout = QHBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(MEDIUM)
    for widget in widgets:
        layout.addWidget(widget)
    return whole


def _swatch(colour: QColor, side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(colour)
    return pixmap
