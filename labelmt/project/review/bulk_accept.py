"""Accepts suggestions in bulk above a probability, with the precision to expect.

Pure functions of the arrays a window holds; run them on a pool. How many are right is judged by
what a run was judged by itself: images that it, or the fold's heads, had not learnt from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.predictions.probabilities import probabilities_at, suggested_present
from labelmt.project.review.expected_precision import (
    ExpectedPrecision,
    JudgedSuggestions,
    precision_of_offered,
)
from labelmt.project.review.from_elsewhere import for_bulk, unchecked_elsewhere

Rows = NDArray[np.int64]
JudgedBy = Mapping[int, HeldOutPredictions]
"""Run id to what it was judged by."""
States = NDArray[np.int8]


@dataclass(frozen=True, eq=False, slots=True)
class BulkSuggestions:
    """What would be accepted: label by label the images; ``images`` and ``pairs`` count it."""

    rows: dict[int, Rows]
    images: int
    pairs: int
    expected: ExpectedPrecision | None
    """None where held-out images are too few to tell."""
    unchecked: frozenset[int] = frozenset()
    """Labels of which nothing is offered, see ``from_elsewhere``."""


def suggestions_above(
    schema: Schema,
    states: States,
    predictions: Predictions,
    level: float,
    *,
    among: Rows,
    judged_by: JudgedBy,
    label_ids: Sequence[int],
    judging: States | None = None,
    by_chance: NDArray[np.bool_] | None = None,
) -> BulkSuggestions:
    """Labels that are unknown of these images and present with at least this probability.

    Of a multiclass task the most probable label alone, where none is present.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
        judged_by: of the runs that predict.
        judging: the states that a person saw or imported; None: all of ``states``. Labels that
            another project's model suggests and of which it has too few are left out.
        by_chance: (images, labels) pairs drawn from all photographs, which alone judge where
            there are enough, see ``random_sample``; None: there are none.
    """
    truths = states if judging is None else judging
    unchecked = unchecked_elsewhere(schema, truths, predictions).intersection(label_ids)
    above = {
        label_id: _above(schema, predictions, label_id, level)
        for label_id in label_ids
        if predictions.of(label_id) is not None and label_id not in unchecked
    }
    found: dict[int, Rows] = {}
    for label_id, yes in above.items():
        here = among[among < len(yes)]
        rows = here[yes[here] & _open(schema, states, label_id)[here]]
        if len(rows):
            found[label_id] = np.sort(rows)
    touched = np.unique(np.concatenate(list(found.values()))) if found else among[:0]
    judged = [
        _judged(schema, truths, predictions, label_id, level, judged_by, by_chance)
        for label_id in above
    ]
    offered = [_column(predictions, label_id)[rows] for label_id, rows in found.items()]
    expected = precision_of_offered(_together(judged), np.concatenate(offered)) if found else None
    pairs = sum(map(len, found.values()))
    return BulkSuggestions(found, len(touched), pairs, expected, unchecked)


def accept_shown(
    schema: Schema,
    states: States,
    predictions: Predictions | None,
    rows: Rows,
    seen: Seen = Seen.UNSEEN,
    only: int | None = None,
    judging: States | None = None,
) -> AcceptSuggestions | None:
    """What the outlined chips of these images say: present beyond each label's threshold.

    ``only`` of this label, or of all. None where nothing is suggested that is not known already.

    Args:
        judging: as for ``suggestions_above``, where nobody sees what is accepted; None: no label
            is left out.
    """
    asked = np.sort(rows[rows < len(states)])
    if judging is not None and seen is Seen.UNSEEN:
        predictions = for_bulk(schema, judging, predictions)
    probabilities = probabilities_at(predictions, schema, asked)
    if predictions is None or probabilities is None:
        return None
    yes = suggested_present(probabilities, schema) & (states[asked] == State.UNKNOWN)
    parts = tuple(
        (label_id, State.PRESENT, tuple(asked[yes[:, column]].tolist()))
        for label_id, column in schema.columns.items()
        if yes[:, column].any() and only in (None, label_id)
    )
    return AcceptSuggestions(predictions.run_id, parts, seen) if parts else None


def expected_of(
    command: AcceptSuggestions,
    schema: Schema,
    judging: States,
    predictions: Predictions,
    judged_by: JudgedBy,
    by_chance: NDArray[np.bool_] | None = None,
) -> ExpectedPrecision | None:
    """How many of a command's present suggestions are right, each label's beyond its threshold.

    None where none is present, or where held-out images are too few to tell. See
    ``suggestions_above`` for the arguments.
    """
    judged, offered = [], []
    for label_id, state, rows in command.states:
        level = predictions.threshold(label_id)
        if state is State.PRESENT and level is not None:
            judged.append(
                _judged(schema, judging, predictions, label_id, level, judged_by, by_chance)
            )
            offered.append(_column(predictions, label_id)[np.asarray(rows, dtype=np.int64)])
    return precision_of_offered(_together(judged), np.concatenate(offered)) if judged else None


def _judged(
    schema: Schema,
    states: States,
    predictions: Predictions,
    label_id: int,
    level: float,
    judged_by: JudgedBy,
    by_chance: NDArray[np.bool_] | None,
) -> JudgedSuggestions:
    """Images a label would have been suggested for, unseen.

    Annotations that came later count as they are now, but for those that judged nothing then.

    Args:
        states: those that a person saw or imported.
    """
    known = predictions.of(label_id)
    judged = None if known is None else judged_by.get(known.run_id)
    if judged is None or not (at := judged.columns((label_id,))):
        none = np.zeros(0, dtype=np.bool_)
        return JudgedSuggestions(np.zeros(0, dtype=np.int64), np.zeros(0), none, none)
    values = judged.probabilities[:, at[0]]
    yes = (values >= level) & (judged.states[:, at[0]] != State.UNKNOWN)
    task = schema.task_of(label_id)
    if task.kind is TaskKind.MULTICLASS:
        others = tuple(label.id for label in task.labels if label.id != label_id)
        for other in judged.columns(others):
            yes &= values > judged.probabilities[:, other]
    rows, column = judged.rows, schema.columns[label_id]
    inside = np.minimum(rows, len(states) - 1)
    yes &= (rows < len(states)) & (states[inside, column] != State.UNKNOWN)
    rows = rows[yes]
    drawn = np.zeros(len(rows), dtype=np.bool_)
    if by_chance is not None:
        there = rows < len(by_chance)
        drawn[there] = by_chance[rows[there], column]
    halves = values[yes].astype(np.float16)  # as precise as those that are offered
    return JudgedSuggestions(rows, halves, states[rows, column] == State.PRESENT, drawn)


def _together(parts: Sequence[JudgedSuggestions]) -> JudgedSuggestions:
    return JudgedSuggestions(
        np.concatenate([one.rows for one in parts]),
        np.concatenate([one.probabilities for one in parts]),
        np.concatenate([one.right for one in parts]),
        np.concatenate([one.by_chance for one in parts]),
    )


def absents_below(
    schema: Schema,
    states: States,
    predictions: Predictions,
    level: float,
    *,
    among: Rows,
    label_ids: Sequence[int],
    judging: States | None = None,
) -> dict[int, Rows]:
    """Label by label the images of which it is unknown and at most this probable.

    Tasks with exactly one label an image are left out: the label that is there tells the rest.
    ``judging`` as for ``suggestions_above``.
    """
    found: dict[int, Rows] = {}
    truths = states if judging is None else judging
    predictions = predictions.without(unchecked_elsewhere(schema, truths, predictions))
    for label_id in label_ids:
        column = predictions.column(label_id)
        if column is None or schema.task_of(label_id).kind is TaskKind.MULTICLASS:
            continue
        here = among[among < len(column)]
        no = column[here] <= np.float16(level)  # not where nothing is predicted: that is NaN
        rows = here[no & (states[here, schema.columns[label_id]] == State.UNKNOWN)]
        if len(rows):
            found[label_id] = np.sort(rows)
    return found


def accepting(
    found: BulkSuggestions, predictions: Predictions, absents: Mapping[int, Rows] | None = None
) -> AcceptSuggestions:
    """The one command that accepts them all, and sets these absent."""
    parts = [(label_id, State.PRESENT, rows) for label_id, rows in found.rows.items()]
    parts += [(label_id, State.ABSENT, rows) for label_id, rows in (absents or {}).items()]
    return AcceptSuggestions(
        predictions.run_id,
        tuple((label_id, state, tuple(rows.tolist())) for label_id, state, rows in parts),
    )


def _open(schema: Schema, states: States, label_id: int) -> NDArray[np.bool_]:
    """(images,) where a label is unknown and may still be present."""
    task = schema.task_of(label_id)
    unknown: NDArray[np.bool_] = states[:, schema.columns[label_id]] == State.UNKNOWN
    if task.kind is TaskKind.MULTICLASS:
        columns = [schema.columns[label.id] for label in task.labels]
        unknown = unknown & ~(states[:, columns] == State.PRESENT).any(axis=1)
    return unknown


def _above(
    schema: Schema, predictions: Predictions, label_id: int, level: float
) -> NDArray[np.bool_]:
    """(predicted images,) where a label is suggested with at least this probability."""
    values = _column(predictions, label_id)
    yes: NDArray[np.bool_] = values >= np.float16(level)
    task = schema.task_of(label_id)
    if task.kind is TaskKind.MULTICLASS:
        for label in task.labels:
            if label.id != label_id and predictions.of(label.id) is not None:
                other = _column(predictions, label.id)[: len(values)]
                yes[: len(other)] &= values[: len(other)] > other
    return yes


def _column(predictions: Predictions, label_id: int) -> NDArray[np.float16]:
    """(predicted images,) probabilities of a label, 0 where there is none."""
    column = predictions.column(label_id)
    return np.zeros(0, dtype=np.float16) if column is None else np.nan_to_num(column)
