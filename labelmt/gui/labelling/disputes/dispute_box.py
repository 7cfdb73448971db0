"""The box that shows who said what of a disputed label, when, and the answers a reviewer has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.annotations import State
from labelmt.domain.people import Statement
from labelmt.domain.schema import Label
from labelmt.gui.core.key_names import KeyHint, with_keys
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label
from labelmt.gui.widgets.local_time import local_time
from labelmt.gui.widgets.muted_colours import mute


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to settle a dispute."""

    label: Label
    state: State


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is said of one label of one image, or of its task with exactly one label.

    Attributes:
        lines: the label, where several are spoken of, and what somebody said; the latest last.
        answers: what counts now first.
        more: how many other disputes the image has.
    """

    row: int
    label: Label
    lines: tuple[tuple[str, Statement], ...]
    answers: tuple[Answer, ...]
    more: int


class DisputeBox(QWidget):
    """Shows the first dispute of an image; changes nothing itself."""

    settled = Signal(int)
    """Which of the answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("disputeBox")
        self._title = bold_label("")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._more = QLabel()
        self.first, self.second = QPushButton(), QPushButton()
        self.first.clicked.connect(lambda: self.settled.emit(0))
        self.second.clicked.connect(lambda: self.settled.emit(1))
        self._dispute: Dispute | None = None
        layout = QVBoxLayout(self)
        side = self.fontMetrics().height() // 2
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(side)
        for part in (self._title, self.said, self._more, self.first, self.second):
            layout.addWidget(part)
        as_ground(self, QPalette.ColorRole.AlternateBase)
        mute(self._more)
        self.hide()
        KeyHint(self, lambda _key: self.show_dispute(self._dispute), "{settle}")
        KeyHint(self, lambda _key: self.show_dispute(self._dispute), "{settle_other}")

    def show_dispute(self, dispute: Dispute | None) -> None:
        """Who said what; none hides the box."""
        self._dispute = dispute
        self.setVisible(dispute is not None)
        if dispute is None:
            return
        self._title.setText(self.tr("People disagree about “{0}”").format(dispute.label.name))
        self.said.setText("\n".join(self._line(*one) for one in dispute.lines))
        self._more.setVisible(dispute.more > 0)
        self._more.setText(self.tr("and {0} more on this image").format(dispute.more))
        keys = (self.tr("{0} ({settle})"), self.tr("{0} ({settle_other})"))
        answers: Sequence[Answer] = dispute.answers
        for button, key, place in zip((self.first, self.second), keys, range(2), strict=True):
            button.setVisible(place < len(answers))
            if place < len(answers):
                answer = self._answer(answers[place]).replace("&", "&&")
                button.setText(with_keys(key, answer))

    def _line(self, about: str, one: Statement) -> str:
        state = self.tr("present") if one.state == State.PRESENT else self.tr("absent")
        at = local_time(one.at, one.at)
        if about:
            return self.tr("{0}: “{1}” {2}, {3}").format(one.annotator, about, state, at)
        return self.tr("{0}: {1}, {2}").format(one.annotator, state, at)

    def _answer(self, answer: Answer) -> str:
        if answer.state is State.PRESENT:
            return self.tr("Settle: “{0}” is present").format(answer.label.name)
        return self.tr("Settle: “{0}” is absent").format(answer.label.name)
