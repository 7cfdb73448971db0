"""Form of what is kept together: a rule, what the program proposes, and what the rule makes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.errors import LabelMTError
from labelmt.domain.keep_together import KeepTogether, Together, parse_rule
from labelmt.domain.text import translated
from labelmt.gui.theme.tokens import TIGHT
from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.project.training.keep_together import GroupCounts, Proposal

FIRST_PATTERN = r"^(.*?)[-_. ]?\d+\.\w+$"
"""Names that are alike but for the number at their end."""
FIRST_SECONDS = 2.0
LEAST_LETTERS = 16
"""Of a choice, in a narrow window."""


class KeepTogetherForm(QWidget):
    """Holds one rule; groups and proposals come from outside."""

    rule_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposed: Proposal | None = None
        self.choice = QComboBox()
        _shorten(self.choice)
        self.choice.setAccessibleName(self.tr("Keep together"))
        for kind, words in (
            (Together.LIKENESS, self.tr("Images that look alike")),
            (Together.FOLDER, self.tr("Images in one folder")),
            (Together.NAME, self.tr("Images with the same part of the name")),
            (Together.TIME, self.tr("Images taken shortly one after the other")),
            (Together.COLUMN, self.tr("Images with the same label of a task")),
            (Together.SEQUENCE, self.tr("Images of one sequence of a camera trap")),
            (Together.LOCATION, self.tr("Images of one location of a camera trap")),
            (Together.NONE, self.tr("Nothing: each image by itself")),
        ):
            self.choice.addItem(words, kind)
        self.pattern = QLineEdit(FIRST_PATTERN)
        self.pattern.setAccessibleName(self.tr("Regular expression of the part of the name"))
        self.pattern.setToolTip(
            self.tr("A regular expression. Images in whose path it finds the same are a group.")
        )
        self.seconds = QDoubleSpinBox()
        self.seconds.setAccessibleName(self.tr("Longest time between two captures"))
        self.seconds.setRange(0.1, 1e6)
        self.seconds.setDecimals(1)
        self.seconds.setValue(FIRST_SECONDS)
        self.seconds.setSuffix(self.tr(" s"))
        self.column = QComboBox()
        _shorten(self.column)
        self.column.setAccessibleName(self.tr("Task whose labels are groups"))
        self.effect = quiet_label()
        self.proposal = QLabel()
        self.proposal.setWordWrap(True)
        self.take = QPushButton(self.tr("Keep each together"))
        self.take.setAutoDefault(False)
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._follow)
        self.column.currentIndexChanged.connect(self._follow)
        self.pattern.editingFinished.connect(self._follow)
        self.seconds.editingFinished.connect(self._follow)
        self.take.clicked.connect(self._take)
        self._follow()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.choice, 1)
        self._proposal_line = QWidget()
        proposed = QHBoxLayout(self._proposal_line)
        proposed.setContentsMargins(0, 0, 0, 0)
        proposed.addWidget(self.proposal, 1)
        proposed.addWidget(self.take)
        self._proposal_line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(line)
        for part in (self.pattern, self.seconds, self.column):
            layout.addWidget(part)
        layout.addWidget(self.effect)
        layout.addWidget(self._proposal_line)

    def rule(self) -> KeepTogether:
        """The rule as it stands. Raises InvalidInput where it is none."""
        kind: Together = Together(self.choice.currentData())
        value = {
            Together.NAME: self.pattern.text().strip(),
            Together.TIME: f"{self.seconds.value():g}",
            Together.COLUMN: self.column.currentText(),
        }.get(kind)
        return parse_rule(str(kind) if value is None else f"{kind}:{value}")

    def show_columns(self, names: Sequence[str]) -> None:
        """Offer the tasks that groups can be made of; without any that rule cannot be chosen."""
        with QSignalBlocker(self.column):
            self.column.clear()
            self.column.addItems(list(names))
        model, place = self.choice.model(), self.choice.findData(Together.COLUMN)
        item = model.item(place)  # type: ignore[attr-defined]  # of QComboBox's own model
        item.setEnabled(bool(names))

    def show_rule(self, rule: KeepTogether) -> None:
        """Show a rule as the one chosen."""
        with QSignalBlocker(self.choice), QSignalBlocker(self.column):
            self.choice.setCurrentIndex(self.choice.findData(rule.kind))
            if rule.kind is Together.NAME:
                self.pattern.setText(rule.value)
            elif rule.kind is Together.TIME:
                self.seconds.setValue(rule.seconds)
            elif rule.kind is Together.COLUMN:
                self.column.setCurrentText(rule.value)
        self._follow()

    def propose(self, proposal: Proposal) -> None:
        """Ask whether to keep together what looks like a burst; nothing where nothing does."""
        self._proposed = proposal if proposal.size else None
        self._show_proposal()

    def show_counts(self, counts: GroupCounts | None) -> None:
        """Tell what the rule makes; None: that is known when features are there."""
        number = QLocale().toString
        if counts is None:
            self.effect.setText(self.tr("Which ones look alike is found out when training."))
        elif not counts.together:
            self.effect.setText(self.tr("No two of these images belong together by this rule."))
        else:
            self.effect.setText(
                self.tr("Puts {0} images into {1} groups of several; the largest has {2}.").format(
                    number(counts.together), number(counts.groups), number(counts.largest)
                )
            )

    def show_problem(self, error: Exception) -> None:
        """Tell why a rule cannot be used."""
        said = error.said("what") if isinstance(error, LabelMTError) else str(error)
        details = error.details if isinstance(error, LabelMTError) else ""
        self.effect.setText(" ".join(filter(None, (translated(said), details))))

    @Slot()
    def _follow(self) -> None:
        kind = self.choice.currentData()
        self.pattern.setVisible(kind == Together.NAME)
        self.seconds.setVisible(kind == Together.TIME)
        self.column.setVisible(kind == Together.COLUMN)
        self._show_proposal()
        self.rule_changed.emit()

    def _show_proposal(self) -> None:
        proposed = self._proposed
        try:
            stands = proposed is not None and self.rule() == proposed.rule
        except LabelMTError:
            stands = False
        asks = proposed is not None and not stands
        self._proposal_line.setVisible(asks)
        if proposed is not None and asks:
            self.proposal.setText(
                self.tr(
                    "These look like bursts of about {0} images ({1}): keep each together?"
                ).format(QLocale().toString(proposed.size), self._in_words(proposed.rule))
            )

    def _in_words(self, rule: KeepTogether) -> str:
        return {
            Together.FOLDER: self.tr("one in each folder"),
            Together.NAME: self.tr("names alike but for a number"),
            Together.TIME: self.tr("taken within {0} s of each other").format(rule.value),
            Together.SEQUENCE: self.tr("as their data set tells"),
        }.get(rule.kind, self.tr("they look alike"))

    @Slot()
    def _take(self) -> None:
        if self._proposed is not None:
            self.show_rule(self._proposed.rule)
            self.choice.setFocus()


def _shorten(choice: QComboBox) -> None:
    """Let the form say how wide it is, not the longest of its words."""
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(LEAST_LETTERS)
