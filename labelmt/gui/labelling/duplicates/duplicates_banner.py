"""The banner of duplicates: kind of group, similarity threshold, transfer of labels."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSlider, QWidget

from labelmt.domain.similarity_limits import LEAST
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.key_button import KeyButton
from labelmt.gui.widgets.mode_banner import ModeBanner, hint_label

STEP = 0.005
"""Of the slider, in similarity."""
PAUSE_MS = 150
"""Groups are listed anew when the slider rests."""


class Kind(Enum):
    """Which groups are listed."""

    ALL = "all"
    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    """With other labels on one than on another."""


class DuplicatesBanner(ModeBanner):
    """Says what was asked for; looks for nothing itself."""

    kind_chosen = Signal()
    similarity_chosen = Signal(float)
    transfer_asked = Signal()
    extras_asked = Signal()
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("duplicateBanner", self.tr("Duplicates"), parent)
        self.kind = QComboBox()
        self.count = ElidedLabel()
        self.near = QSlider(Qt.Orientation.Horizontal)
        self._near = QLabel()
        self.note = hint_label()
        self.note.hide()
        self.transfer = KeyButton()
        KeyHint(self, self.transfer.setText, self.tr("Transfer labels ({transfer})"))
        self.extras = QPushButton(self.tr("Select the others"))
        self.look = QPushButton(self.tr("Search again"))
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._name_them()
        self.lay_out(
            [self.kind, self.transfer, self.leave, self.count],
            [[self.extras, self.look, self.near, self._near], self.note],
        )
        self.kind.activated.connect(self.kind_chosen)
        self.near.valueChanged.connect(self._show_similarity)
        self.near.valueChanged.connect(self._rest.start)
        self._rest.timeout.connect(lambda: self.similarity_chosen.emit(self.similarity))
        self.transfer.clicked.connect(self.transfer_asked)
        self.extras.clicked.connect(self.extras_asked)
        self.look.clicked.connect(self.look_asked)

    def _name_them(self) -> None:
        for kind, name in (
            (Kind.ALL, self.tr("All groups")),
            (Kind.SAME, self.tr("The same content")),
            (Kind.NEAR, self.tr("Nearly the same")),
            (Kind.DIFFERENT, self.tr("Different labels")),
        ):
            self.kind.addItem(name, kind.value)
        self.kind.setAccessibleName(self.tr("Groups that are listed"))
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.count.setAccessibleName(self.tr("Groups found"))
        self.near.setRange(0, round((1 - LEAST) / STEP))
        self.near.setPageStep(2)
        self.near.setMaximumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.near.setAccessibleName(self.tr("Least similarity of near-duplicates"))
        self.near.setToolTip(self.tr("Least similarity of two images; 1 is identical"))
        self.transfer.setToolTip(
            self.tr("Give the group's other images the labels of the current one")
        )
        self.extras.setToolTip(
            self.tr("Select all but the current image, for instance to trash their files")
        )
        self.look.setToolTip(self.tr("Compare all images again"))
        self._show_similarity()

    @property
    def similarity(self) -> float:
        """From which two images are near-duplicates, as chosen."""
        return round(LEAST + STEP * self.near.value(), 4)

    @property
    def chosen_kind(self) -> Kind:
        return Kind(self.kind.currentData())

    def choose_kind(self, kind: Kind) -> None:
        """List other groups; nobody is told."""
        self.kind.setCurrentIndex(self.kind.findData(kind.value))

    def show_similarity(self, similarity: float) -> None:
        """Show what holds; nobody is told."""
        with QSignalBlocker(self.near):
            self.near.setValue(round((similarity - LEAST) / STEP))
        self._show_similarity()

    def show_found(self, listed: int, different: int, least: float, compared: int) -> None:
        """Say how many groups there are, and what was not compared."""
        number = QLocale().toString
        text = self.tr("1 group") if listed == 1 else self.tr("{0} groups")
        text = text.format(number(listed))
        if different:
            text += " · " + self.tr("{0} with different labels").format(number(different))
        self.count.setText(text)
        if not compared:
            note = self.tr(
                "Without features only the same content is found. Features are made by live "
                "learning or Train."
            )
        elif least > self.similarity:
            note = self.tr("Too many images are similar: those below {0} are left out.")
            note = note.format(QLocale().toString(least, "f", 3))
        else:
            note = ""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_looking(self, looking: bool) -> None:
        """Images are being compared, or no longer."""
        self.look.setEnabled(not looking)
        if looking:
            self.count.setText(self.tr("Looking for duplicates…"))

    def show_actions(self, enabled: bool) -> None:
        """Whether there is a group that something can be done with."""
        self.transfer.setEnabled(enabled)
        self.extras.setEnabled(enabled)

    @Slot()
    def _show_similarity(self) -> None:
        text = self.tr("{0} alike or more")
        self._near.setText(text.format(QLocale().toString(self.similarity, "f", 3)))
