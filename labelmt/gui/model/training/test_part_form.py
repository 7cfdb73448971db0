"""Form of the test part: how large it is, drawing one, and the way to label its images."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.project.training.test_part import TestPart

FIRST_SHARE = 0.1
FIRST_MOST = 200
"""Images from which more tell little more."""


class TestPartForm(QWidget):
    """Draws at once, by a signal: what was drawn does not wait for OK."""

    __test__ = False  # pytest collects what is called so

    draw_asked = Signal(int, bool)
    """How many images, and whether they take the place of those there are."""
    label_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: TestPart | None = None
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.count = QSpinBox()
        self.count.setAccessibleName(self.tr("Images to draw"))
        self.count.setSuffix(self.tr(" images"))
        self.draw = QPushButton(self.tr("Draw by chance"))
        self.label = QPushButton(self.tr("Label them…"))
        for button in (self.draw, self.label):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.state)
        line.addWidget(self.count)
        line.addWidget(self.draw)
        line.addWidget(self.label)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(
            quiet_label(
                self.tr(
                    "Images that nothing learns from and nothing is chosen on: what they tell "
                    "can be published. Drawn once from all images; while you label them, "
                    "suggestions are hidden."
                )
            )
        )
        self.setEnabled(False)
        self.draw.clicked.connect(self._ask)
        self.label.clicked.connect(self._label)

    def show_part(self, part: TestPart) -> None:
        """Show what there is."""
        first = self._part is None
        self._part = part
        number = QLocale().toString
        have, left = len(part.rows), len(part.unfinished)
        self.setEnabled(True)
        self.count.setRange(1, max(1, part.readable - 1))
        if first:
            self.count.setValue(have or min(FIRST_MOST, round(FIRST_SHARE * part.readable)) or 1)
        self.draw.setEnabled(part.readable > 1)
        self.label.setVisible(left > 0)
        self.state.setVisible(have > 0)
        self.draw.setText(self.tr("Draw another…") if have else self.tr("Draw by chance"))
        text = self.tr("{0} images, {1} of them still to label.")
        if not left:
            text = self.tr("{0} images, all labelled.")
        self.state.setText(text.format(number(have), number(left)))

    @Slot()
    def _ask(self) -> None:
        part = self._part
        if part is None:
            return
        if not len(part.rows):
            self.draw_asked.emit(self.count.value(), False)
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Draw another test part"))
        box.setText(self.tr("Draw another test part in place of the one there is?"))
        box.setInformativeText(
            self.tr(
                "Whoever draws until the figures please has chosen on the test part. Labels stay, "
                "and its images are learnt from in future."
            )
        )
        draw = box.addButton(self.tr("Draw another"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def finish() -> None:
            if box.clickedButton() is draw:
                self.draw_asked.emit(self.count.value(), True)
            box.deleteLater()

        box.finished.connect(finish)
        box.open()

    @Slot()
    def _label(self) -> None:
        if self._part is not None:
            self.label_asked.emit(self._part.unfinished)
