"""Questions before big actions on a selection: what is asked, and how it is estimated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from labelmt.domain.annotations import State
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.project import Project
from labelmt.project.review.bulk_accept import accept_shown
from labelmt.project.review.unseen_estimate import (
    Estimate,
    States,
    estimate_rest,
    estimate_states,
    estimate_suggestions,
)
from labelmt.project.runs.precision_evidence import read_precision_evidence


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """What is asked of some images; ``estimating`` runs on the project's thread."""

    text: str
    estimating: Callable[[Project], Estimate | None]
    suggested: bool = False


def about_states(
    view: ProjectView, rows: Rows, states: Sequence[tuple[int, State]], words: str
) -> Question:
    """Of states asserted of all these images; ``words`` names them."""
    schema = view.schema
    known = [one for one in states if one[0] in schema.columns]
    text = QCoreApplication.translate("Consent", "Label these images “{0}”?").format(words)
    return Question(
        text, lambda project: estimate_states(rows, known, schema, project.annotation_matrix())
    )


def about_marks(rows: Rows, words: str) -> Question:
    """Of marks of all these images themselves; ``words`` are the question."""
    return Question(words, lambda _project: Estimate(rows, marked=len(rows)))


def about_rest(
    view: ProjectView, rows: Rows, task_ids: tuple[int, ...], present: int | None
) -> Question:
    """Of the rest of some tasks absent, and maybe one label present."""
    schema = view.schema
    translate = QCoreApplication.translate
    text = translate("Consent", "Set what is unknown of these images absent?")
    if present is not None:
        text = translate("Consent", "Label these images “{0}”, and set the rest absent?")
        text = text.format(schema.label(present).name)
    return Question(
        text,
        lambda project: estimate_rest(rows, task_ids, present, schema, project.annotation_matrix()),
    )


def about_suggestions(view: ProjectView, rows: Rows) -> Question:
    """Of what is suggested of these images."""
    schema, predictions, judging = view.schema, view.predictions, view.judging
    text = QCoreApplication.translate("Consent", "Accept what is suggested of these images?")
    return about_acceptance(
        view,
        text,
        lambda matrix: accept_shown(schema, matrix, predictions, rows, judging=judging),
    )


def about_acceptance(
    view: ProjectView, words: str, accepting: Callable[[States], AcceptSuggestions | None]
) -> Question:
    """Of suggestions as they are; ``words`` are the question.

    Args:
        accepting: what is accepted, from (images, labels) int8 of State codes; None: nothing.
    """
    schema, predictions = view.schema, view.predictions

    def estimating(project: Project) -> Estimate | None:
        command = accepting(project.annotation_matrix())
        if command is None or predictions is None:
            return None
        judging, told_by = project.judging_matrix(), read_precision_evidence(project)
        return estimate_suggestions(
            command, schema, judging, predictions, told_by.held_out, told_by.by_chance
        )

    return Question(words, estimating, suggested=True)
