"""Estimates what a big action would write before it is done: states, images, how many are right.

Pure functions of the arrays a window holds; run them on a pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.review.bulk_accept import JudgedBy, expected_of
from labelmt.project.review.expected_precision import ExpectedPrecision

Rows = NDArray[np.int64]
States = NDArray[np.int8]


@dataclass(frozen=True, eq=False, slots=True)
class Estimate:
    """What an action would write.

    Attributes:
        rows: (n,) the images it changes, ascending.
        present, absent, unknown: pairs of image and label that would become so.
        replaced: of them, those that are decided otherwise now.
        right: how many of the suggested present ones are right; None: not suggested, or too few
            held-out images to tell.
        missed: absents that are present by the model's own probabilities; None where none tell.
        marked: images of which something is said themselves: a flag, a rating, a comment.
    """

    rows: Rows
    present: int = 0
    absent: int = 0
    unknown: int = 0
    replaced: int = 0
    right: ExpectedPrecision | None = None
    missed: float | None = None
    marked: int = 0

    @property
    def pairs(self) -> int:
        """How much is written in all."""
        return self.present + self.absent + self.unknown + self.marked


def estimate_states(
    rows: Rows, states: Sequence[tuple[int, State]], schema: Schema, matrix: States
) -> Estimate:
    """Of one state of each of some labels on all these images.

    A single label set present where all have it is cleared, as a key does.

    Args:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
    """
    rows = np.sort(rows[rows < len(matrix)])
    counts = dict.fromkeys(State, 0)
    touched = np.zeros(len(rows), dtype=np.bool_)
    replaced = 0
    for label_id, state in states:
        now = matrix[rows, schema.columns[label_id]]
        if len(states) == 1 and state is State.PRESENT and len(now) and (now == state).all():
            state = State.UNKNOWN
        other = now != state
        counts[state] += int(other.sum())
        replaced += int((other & (now != State.UNKNOWN)).sum())
        touched |= other
    return Estimate(
        rows[touched], counts[State.PRESENT], counts[State.ABSENT], counts[State.UNKNOWN], replaced
    )


def estimate_rest(
    rows: Rows, task_ids: Sequence[int], present: int | None, schema: Schema, matrix: States
) -> Estimate:
    """Of what is unknown of some tasks set absent, and maybe one label present; see SetRestAbsent.

    Args:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
    """
    rows = np.sort(rows[rows < len(matrix)])
    tasks = [task for task in schema.tasks if task.id in task_ids]
    columns = [
        schema.columns[label.id]
        for task in tasks
        if task.kind is not TaskKind.MULTICLASS
        for label in task.labels
        if label.id != present
    ]
    unknown = matrix[np.ix_(rows, np.array(columns, dtype=np.int64))] == State.UNKNOWN
    touched = unknown.any(axis=1)
    shown = np.zeros(len(rows), dtype=np.bool_)
    replaced = 0
    if present is not None:
        now = matrix[rows, schema.columns[present]]
        shown = now != State.PRESENT
        replaced = int((now == State.ABSENT).sum())
    return Estimate(rows[touched | shown], int(shown.sum()), int(unknown.sum()), replaced=replaced)


def estimate_suggestions(
    command: AcceptSuggestions,
    schema: Schema,
    judging: States,
    predictions: Predictions,
    judged_by: JudgedBy,
    by_chance: NDArray[np.bool_] | None = None,
) -> Estimate:
    """Of suggestions that are accepted as they are, label by label.

    Args:
        judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
        judged_by, by_chance: what tells how many are right, see ``bulk_accept.expected_of``.
    """
    counts = dict.fromkeys(State, 0)
    missed: float | None = None
    for label_id, state, rows in command.states:
        counts[state] += len(rows)
        column = predictions.column(label_id)
        if state is State.ABSENT and column is not None:
            told = np.nan_to_num(column[np.asarray(rows, dtype=np.int64)].astype(np.float64))
            missed = (missed or 0.0) + float(told.sum())
    touched = [np.asarray(rows, dtype=np.int64) for _label, _state, rows in command.states]
    return Estimate(
        np.unique(np.concatenate(touched)) if touched else np.empty(0, dtype=np.int64),
        counts[State.PRESENT],
        counts[State.ABSENT],
        counts[State.UNKNOWN],
        right=expected_of(command, schema, judging, predictions, judged_by, by_chance),
        missed=missed,
    )
