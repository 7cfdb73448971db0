"""The dialog that accepts all suggestions above a probability, with a preview of the effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import State
from labelmt.domain.text import translated
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.labelling.consent.promise_text import promise_text
from labelmt.gui.labelling.review.check_text import checked_text
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.review.acceptance_checks import checked_share
from labelmt.project.review.bulk_accept import (
    BulkSuggestions,
    absents_below,
    accepting,
    suggestions_above,
)
from labelmt.project.review.from_elsewhere import unchecked_told
from labelmt.project.runs.precision_evidence import PrecisionEvidence

LOWEST, HIGHEST, FIRST = 50, 99, 90
"""Of the slider, in hundredths."""


@dataclass(frozen=True, eq=False, slots=True)
class _Preview:
    """What would be accepted; ``missed`` of the absents are present by the model's account."""

    found: BulkSuggestions
    command: AcceptSuggestions
    absents: int
    missed: float


class AcceptDialog(FittingDialog):
    """Previews on a pool; asks for the command by a signal when it is accepted.

    Args:
        among: the images in view.
        judges: what tells how many of them are right.
    """

    command_asked = Signal(object)
    """AcceptSuggestions."""
    failed = Signal(object)

    def __init__(
        self, project_view: ProjectView, among: Rows, judges: PrecisionEvidence, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Accept suggestions"))
        self._project_view, self._among, self._judges = project_view, among, judges
        self._predictions = project_view.predictions
        self._command: AcceptSuggestions | None = None
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)
        self.scope = QComboBox()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.level = QLabel()
        self.absents = QCheckBox()
        self.count = QLabel()
        self.precision = QLabel()
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.accept_button = self.buttons.button(buttons.Ok)
        self._fill()
        self._lay_out()
        self.scope.currentIndexChanged.connect(self._preview)
        self.slider.valueChanged.connect(self._preview)
        self.absents.toggled.connect(self._preview)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(self._ask)
        self.finished.connect(self._latest.close)
        self._preview()

    def _fill(self) -> None:
        schema = self._project_view.schema
        self.scope.addItem(self.tr("All labels"), schema.label_ids)
        for task in schema.tasks:
            ids = tuple(label.id for label in task.labels)
            self.scope.addItem(self.tr("Task {0}").format(task.name), ids)
        for label in schema.labels:
            self.scope.addItem(label.name, (label.id,))
        self.scope.setAccessibleName(self.tr("Labels to accept"))
        self.slider.setRange(LOWEST, HIGHEST)
        self.slider.setValue(FIRST)
        self.slider.setAccessibleName(self.tr("Least probability"))
        self.accept_button.setText(self.tr("Accept"))
        for words in (self.count, self.precision):
            words.setWordWrap(True)
            # Room for four lines before the words come: a dialog does not grow with them.
            words.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
            words.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.slider, 1)
        line.addWidget(self.level)
        form = QFormLayout()
        form.addRow(self.tr("Labels"), self.scope)
        form.addRow(self.tr("Probability at least"), line)
        form.addRow("", self.absents)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.count)
        layout.addWidget(self.precision)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)

    @Slot()
    def _preview(self) -> None:
        level = self.slider.value() / 100
        self.level.setText(QLocale().toString(level, "f", 2))
        text = self.tr("Set absent what is at most {0} probable")
        self.absents.setText(text.format(QLocale().toString(1 - level, "f", 2)))
        self.accept_button.setEnabled(False)
        self._command = None
        predictions = self._predictions
        if predictions is None:
            self.count.setText(self.tr("There are no predictions yet."))
            return
        schema, states = self._project_view.schema, self._project_view.matrix
        judging = self._project_view.judging
        among, judges, ids = self._among, self._judges, tuple(self.scope.currentData())
        absents = self.absents.isChecked()

        def work() -> _Preview:
            found = suggestions_above(
                schema, states, predictions, level,
                among=among, judged_by=judges.held_out, label_ids=ids, judging=judging,
                by_chance=judges.by_chance,
            )  # fmt: skip
            none: dict[int, Rows] = {}
            if absents:
                none = absents_below(
                    schema, states, predictions, 1 - level,
                    among=among, label_ids=ids, judging=judging,
                )  # fmt: skip
            missed = sum(
                float(predictions.at(rows, label_id).astype(np.float64).sum())
                for label_id, rows in none.items()
            )
            pairs = sum(map(len, none.values()))
            return _Preview(found, accepting(found, predictions, none), pairs, missed)

        self._latest.submit(work, self._show)

    def _show(self, made: _Preview) -> None:
        found, self._command = made.found, made.command
        number = QLocale().toString
        text = self.tr("{0} annotations on {1} of the {2} images in view.")
        self.count.setText(
            text.format(number(found.pairs), number(found.images), number(len(self._among)))
        )
        told = (
            self._unchecked(found),
            self._absents(made),
            promise_text(found.expected) if found.pairs or not found.unchecked else "",
            self._unlike(found),
            self._checked(),
        )
        self.precision.setText("\n".join(filter(None, told)))
        self.accept_button.setEnabled(bool(self._command.states))
        # Where nobody can tell how many are right, Enter by itself accepts nothing.
        told_right = found.expected is not None
        self.accept_button.setAutoDefault(told_right)
        safe = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        (self.accept_button if told_right else safe).setDefault(True)

    def _unchecked(self, found: BulkSuggestions) -> str:
        """That another project's model suggests more, and what comes before that is offered."""
        told = unchecked_told(self._project_view.schema, sorted(found.unchecked))
        return translated(told) if told is not None else ""

    def _absents(self, made: _Preview) -> str:
        """How many pairs become absent, and how many of them wrongly by the model's own account."""
        if not made.absents:
            return ""
        number = QLocale().toString
        text = self.tr(
            "{0} are set absent; by the model's own probabilities about {1} of them are present."
        )
        return text.format(number(made.absents), number(round(made.missed)))

    def _unlike(self, found: BulkSuggestions) -> str:
        """That some of them are on images where nothing annotated tells how many are right."""
        touched = np.unique(np.concatenate(list(found.rows.values()))) if found.rows else ()
        unlike = int(np.isin(self._project_view.unlike, touched).sum())
        if not unlike:
            return ""
        return self.tr("{0} of these images look unlike any you annotated.").format(
            QLocale().toString(unlike)
        )

    def _checked(self) -> str:
        """What people found who looked again at such suggestions that were accepted before."""
        view = self._project_view
        share = checked_share(
            self._judges.checked, view.schema, view.judging, tuple(self.scope.currentData()),
            (State.PRESENT,),
        )  # fmt: skip
        if not share.checked:
            return ""
        return self.tr("Of those accepted before: {0}.").format(checked_text(share))

    @Slot()
    def _ask(self) -> None:
        if self._command is not None:
            self.command_asked.emit(self._command)
