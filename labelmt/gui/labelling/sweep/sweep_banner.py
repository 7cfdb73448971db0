"""The banner of a sweep: label, progress, only undecided, sort again."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.theme.icons import set_icon
from labelmt.gui.widgets.elided_label import ElidedLabel, PartsLabel
from labelmt.gui.widgets.key_button import KeyButton
from labelmt.gui.widgets.label_dot import label_dot
from labelmt.gui.widgets.mode_banner import ModeBanner, keys_label, progress_bar
from labelmt.project.review.sweep import SweepCounts

LEAST_LETTERS = 8
"""Of a label's name, in a narrow window."""


class SweepBanner(ModeBanner):
    """Shows a sweep and says what is asked of it; sweeps nothing itself."""

    label_chosen = Signal(int)
    """Sweep for this label instead."""
    open_only_asked = Signal(bool)
    """Show just what is not decided yet, or everything."""
    sort_asked = Signal()
    finish_asked = Signal()
    """Take the rest as suggested, go on to the next label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sweepBanner", self.tr("Sweep"), parent)
        self.label = QComboBox()
        self.about = QPushButton()
        self.guideline = ElidedLabel()
        self.by_name = ElidedLabel()
        self.by_name.setAccessibleName(self.tr("How far the order may be believed"))
        self.progress = progress_bar(self.tr("Images decided"))
        self.count = PartsLabel()
        self.open_only = QCheckBox(self.tr("Only undecided"))
        self.sort = QPushButton(self.tr("Sort again"))
        self.absents = QCheckBox(self.tr("All others absent"))
        self.finish = KeyButton()
        text = self.tr("Accept the rest, next ({finish_sweep})")
        KeyHint(self, self.finish.setText, text)
        self._how = keys_label(
            self.tr(
                "Drag: present · right button or Shift: absent · Alt or the same again: unknown · "
                "Space: as suggested · Shift+Space: absent · Backspace: unknown"
            )
        )
        self._name_them()
        # What is pressed comes before what changes its words: it stays under the mouse.
        self.lay_out(
            [self.label, self.finish, self.leave, self.progress, self.count],
            [
                self.by_name,
                self.guideline,
                [self.about, self.open_only, self.absents, self.sort, self._how],
            ],
        )
        self.label.activated.connect(lambda _index: self.label_chosen.emit(self.label_id))
        self.open_only.toggled.connect(self.open_only_asked)
        self.sort.clicked.connect(self.sort_asked)
        self.finish.clicked.connect(self.finish_asked)
        self.show_new_order(False)
        self.show_by_name("")

    def _name_them(self) -> None:
        self.label.setAccessibleName(self.tr("Label that is swept for"))
        self.label.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.label.setMinimumContentsLength(LEAST_LETTERS)
        text = self.tr("What this label means, with examples ({guidelines})")
        KeyHint(self, self.about.setToolTip, text)
        self.about.setAccessibleName(self.tr("What this label means"))
        self.about.setFlat(True)
        set_icon(self.about, "circle-help")
        self.open_only.setToolTip(self.tr("Leave out images whose state was known when sorted"))
        self.sort.setToolTip(self.tr("More is known by now: sort by it"))
        self.finish.setToolTip(
            self.tr("A dashed frame is a suggestion: present. All others stay without a state.")
        )
        self.absents.setToolTip(
            self.tr(
                "With the rest as suggested: images without a state and without a dashed frame "
                "become absent, seen or not"
            )
        )

    @property
    def label_id(self) -> int:
        """The label chosen."""
        return int(self.label.currentData())

    def show_sweep(self, schema: Schema, label_id: int) -> None:
        """Show another label, among those there are."""
        with QSignalBlocker(self.label):
            self.label.clear()
            for label in schema.labels:
                self.label.addItem(label_dot(label.color, self), label.name, label.id)
            self.label.setCurrentIndex(self.label.findData(label_id))
        description = schema.label(label_id).description
        self.guideline.setText(" ".join(description.split()))
        self.guideline.setToolTip(plain_tip(description))
        self.guideline.setVisible(bool(description))

    def show_counts(self, counts: SweepCounts) -> None:
        """Show how far one is."""
        self.count.setText(self._words(counts.done, counts.total, counts.present, counts.absent))
        # As the next label begins, its images are all to be decided.
        self.count.reserve(self._words(*[counts.total] * 4))
        self.progress.setRange(0, max(1, counts.total))
        self.progress.setValue(counts.done)

    def _words(self, done: int, total: int, present: int, absent: int) -> str:
        number = QLocale().toString
        text = self.tr("{0} of {1} done").format(number(done), number(total))
        detail = self.tr("{0} present, {1} absent").format(number(present), number(absent))
        return f"{text} · {detail}"

    def show_new_order(self, new: bool) -> None:
        """Offer to sort again, because the model says something else now."""
        self.sort.setVisible(new)

    def show_by_name(self, words: str) -> None:
        """Say that the order is by the label's name alone, and how far that may be believed."""
        if words:
            words += " " + self.tr("A dotted frame: looks like it. No key accepts that.")
        self.by_name.setText(words)
        self.by_name.setToolTip(words)
        self.by_name.setVisible(bool(words))

    @Slot()
    def reset(self) -> None:
        """As a sweep begins."""
        with QSignalBlocker(self.open_only):
            self.open_only.setChecked(False)
        self.show_new_order(False)
