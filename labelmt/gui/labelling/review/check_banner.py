"""The banner of a spot check: what is asked of the image, two answers, how far one is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from labelmt.domain.annotations import State
from labelmt.domain.key_sets import split_key
from labelmt.domain.schema import Label
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.gui.widgets.key_button import KeyButton
from labelmt.gui.widgets.mode_banner import ModeBanner, hint_label


class CheckBanner(ModeBanner):
    """Asks whether a label is on the image; answers nothing itself."""

    answered = Signal(object)
    """State."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("checkBanner", self.tr("Check"), parent)
        self.count = ElidedLabel()
        self.count.setAccessibleName(self.tr("Progress of the check"))
        self.question = bold_label()
        self.question.setWordWrap(True)
        self.question.setAccessibleName(self.tr("Question"))
        self.present = KeyButton()
        self.absent = KeyButton()
        how = self.tr(
            "Drawn by chance from what was accepted. What the model and you said before is hidden, "
            "so that your answer tells how much of it is right."
        )
        # What is pressed comes before what changes its words: it stays under the mouse.
        self.lay_out(
            [self.present, self.absent, self.leave, self.count], [self.question, hint_label(how)]
        )
        self.present.clicked.connect(lambda: self.answered.emit(State.PRESENT))
        self.absent.clicked.connect(lambda: self.answered.emit(State.ABSENT))

    def ask(self, label: Label, done: int, total: int) -> None:
        """Ask about a label on the image that is shown."""
        self.question.setText(self.tr("Is “{0}” on this image?").format(label.name))
        self.count.setText(self.tr("{0} of {1}").format(done + 1, total))
        self.count.reserve(self.tr("{0} of {1}").format(total, total))
        yes, no = self.tr("Yes"), self.tr("No")
        key = label.shortcut
        if key and split_key(key)[0] == 1:
            yes, no = f"{yes} ({key})", f"{no} ({self.tr('Shift+{0}').format(key)})"
        self.present.setText(yes)
        self.absent.setText(no)
