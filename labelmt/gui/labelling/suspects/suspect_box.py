"""The box that shows a suspected label error with its reason, and two answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.annotations import State
from labelmt.gui.core.key_names import KeyHint, with_keys
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label
from labelmt.gui.widgets.muted_colours import mute
from labelmt.project.review.suspects import Suspect


class SuspectBox(QWidget):
    """Shows the first of an image's suspected mistakes; changes nothing itself."""

    corrected = Signal()
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doubtBox")
        self._title = bold_label(self.tr("May be a mistake"))
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)  # a label's name is a person's text
        self._apart = QLabel(
            self.tr(
                "The probability in the list above is of the model that predicts. It may have "
                "learnt from this very annotation."
            )
        )
        self._apart.setWordWrap(True)
        self._more = QLabel()
        self.correct = QPushButton()
        self.keep = QPushButton()
        self._suspects: Sequence[Suspect] = ()
        self.correct.clicked.connect(self.corrected)
        self.keep.clicked.connect(self.kept)
        layout = QVBoxLayout(self)
        side = self.fontMetrics().height() // 2
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(side)
        for part in (self._title, self._reason, self._apart, self._more, self.correct, self.keep):
            layout.addWidget(part)
        as_ground(self, QPalette.ColorRole.AlternateBase)
        mute(self._apart)
        mute(self._more)
        self.hide()
        KeyHint(self, self.keep.setText, self.tr("Keep it as it is ({keep})"))
        KeyHint(self, lambda _key: self.show_suspects(self._suspects), "{correct}")

    def show_suspects(self, suspects: Sequence[Suspect]) -> None:
        """The suspected mistakes of one image, the most suspicious first; none hides the box."""
        self._suspects = suspects
        self.setVisible(bool(suspects))
        if not suspects:
            return
        first = suspects[0]
        reason = reason_of(first)
        self._reason.setText(reason)
        answer = self._answer(first).replace("&", "&&")
        self.correct.setText(with_keys(self.tr("{0} ({correct})"), answer))
        self.correct.setAccessibleDescription(reason)
        self._more.setVisible(len(suspects) > 1)
        self._more.setText(self.tr("and {0} more on this image").format(len(suspects) - 1))

    def _answer(self, suspect: Suspect) -> str:
        if suspect.better is not None:
            return self.tr("Change to “{0}”").format(suspect.better.name)
        if suspect.state is State.PRESENT:
            return self.tr("Change to absent")
        return self.tr("Change to present")


def reason_of(suspect: Suspect) -> str:
    """Why an annotation may be a mistake, in the person's language."""
    translate = QCoreApplication.translate

    def percent(share: float) -> str:
        return translate("SuspectBox", "{0} %").format(QLocale().toString(round(100 * share)))

    name, probability = suspect.label.name, percent(suspect.probability)
    if suspect.better is not None:
        return translate(
            "SuspectBox",
            "“{0}” is annotated. A model that never saw this image gives it {1}, and “{2}” {3}.",
        ).format(name, probability, suspect.better.name, percent(suspect.better_probability))
    if suspect.state is State.PRESENT:
        return translate(
            "SuspectBox",
            "“{0}” is annotated as present. A model that never saw this image gives it {1}.",
        ).format(name, probability)
    return translate(
        "SuspectBox",
        "“{0}” is annotated as absent. A model that never saw this image gives it {1}.",
    ).format(name, probability)
