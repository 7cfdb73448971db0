"""Form of the test part: drawn by chance or chosen, and the way to label its images."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.model.training.chosen_images import ChosenImages
from labelmt.gui.theme.tokens import TIGHT
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.project.training.test_part import TestPart

LEAST_LETTERS = 8
"""Of a choice of images, in a narrow window."""
FIRST_SHARE = 0.1
FIRST_MOST = 200
"""Images from which more tell little more."""


class TestPartForm(QWidget):
    """Draws at once, by a signal: what was drawn does not wait for OK."""

    __test__ = False  # pytest collects what is called so

    draw_asked = Signal(int, bool)
    """How many images, and whether they take the place of those there are."""
    use_asked = Signal(object, bool)
    """ChosenImages, and the same."""
    label_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: TestPart | None = None
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.source = QComboBox()
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.source.setMinimumContentsLength(LEAST_LETTERS)
        self.source.setAccessibleName(self.tr("Where the test part comes from"))
        self.count = QSpinBox()
        self.count.setAccessibleName(self.tr("Images to draw"))
        self.count.setSuffix(self.tr(" images"))
        self.draw = QPushButton(self.tr("Draw by chance"))
        self.label = QPushButton(self.tr("Label them…"))
        for button in (self.draw, self.label):
            button.setAutoDefault(False)
        line = FlowLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.state)
        line.add_giving(self.source, 0)
        line.addWidget(self.count)
        line.addWidget(self.draw)
        line.addWidget(self.label)
        layout.addLayout(line)
        layout.addWidget(
            quiet_label(
                self.tr(
                    "Images that nothing learns from and nothing is chosen on: what they tell "
                    "can be published. Drawn by chance, it tells of all your photographs; chosen, "
                    "of such images. While you label them, suggestions are hidden."
                )
            )
        )
        self.show_choices(())
        self.setEnabled(False)
        self.source.currentIndexChanged.connect(self._show_source)
        self.draw.clicked.connect(self._ask)
        self.label.clicked.connect(self._label)

    def show_choices(self, choices: Sequence[ChosenImages]) -> None:
        """Offer images that a person chose, beside a draw by chance."""
        self.source.clear()
        self.source.addItem(self.tr("By chance, from all images"), None)
        for one in choices:
            self.source.addItem(one.title, one)
        self.source.setVisible(bool(choices))

    @Slot()
    def _show_source(self) -> None:
        part, chosen = self._part, self.source.currentData() is not None
        self.count.setVisible(not chosen)
        if part is None:
            return
        have = len(part.rows) > 0
        first = self.tr("Use these") if chosen else self.tr("Draw by chance")
        other = self.tr("Use these instead…") if chosen else self.tr("Draw another…")
        self.draw.setText(other if have else first)

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
        self._show_source()
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
            self._emit(replace=False)
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Another test part"))
        box.setText(self.tr("Let another test part take the place of the one there is?"))
        box.setInformativeText(
            self.tr(
                "Whoever changes it until the figures please has chosen on the test part. Labels "
                "stay, and its images are learnt from in future."
            )
        )
        chosen = self.source.currentData() is not None
        yes = self.tr("Use these instead") if chosen else self.tr("Draw another")
        draw = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def finish() -> None:
            if box.clickedButton() is draw:
                self._emit(replace=True)
            box.deleteLater()

        box.finished.connect(finish)
        box.open()

    def _emit(self, *, replace: bool) -> None:
        chosen = self.source.currentData()
        if chosen is None:
            self.draw_asked.emit(self.count.value(), replace)
        else:
            self.use_asked.emit(chosen, replace)

    @Slot()
    def _label(self) -> None:
        if self._part is not None:
            self.label_asked.emit(self._part.unfinished)
