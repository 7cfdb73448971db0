"""Accepts suggestions in bulk above a probability, with the precision to expect.

Pure functions of the arrays a window holds; run them on a pool. How many are right is judged by
what a run was judged by itself: images that it, or the fold's heads, had not learnt from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.predictions.probabilities import probabilities_at, suggested_present

Rows = NDArray[np.int64]
JudgedBy = Mapping[int, HeldOutPredictions]
"""Run id to what it was judged by."""
States = NDArray[np.int8]

TOO_FEW = 20
"""Held-out suggestions below which their precision says nothing."""
SURE = 0.95
"""How likely the true precision lies in the interval told."""


@dataclass(frozen=True, slots=True)
class ExpectedPrecision:
    """Share of suggestions that are right, judged on held-out images, with its interval.

    Attributes:
        by_chance: whether the images that judge were drawn from all, or else chosen.
    """

    share: float
    low: float
    high: float
    judged: int
    by_chance: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class BulkSuggestions:
    """What would be accepted: label by label the images; ``images`` and ``pairs`` count it."""

    rows: dict[int, Rows]
    images: int
    pairs: int
    expected: ExpectedPrecision | None
    """None where held-out images are too few to tell."""


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
        judging: the states that a person saw or imported; None: all of ``states``.
        by_chance: (images, labels) pairs drawn from all photographs, which alone judge where
            there are enough, see ``random_sample``; None: there are none.
    """
    above = {
        label_id: _above(schema, predictions, label_id, level)
        for label_id in label_ids
        if predictions.of(label_id) is not None
    }
    found: dict[int, Rows] = {}
    truths = states if judging is None else judging
    for label_id, yes in above.items():
        here = among[among < len(yes)]
        rows = here[yes[here] & _open(schema, states, label_id)[here]]
        if len(rows):
            found[label_id] = np.sort(rows)
    touched = np.unique(np.concatenate(list(found.values()))) if found else among[:0]
    outcomes = [
        _truth_of_suggested(schema, truths, predictions, label_id, level, judged_by, by_chance)
        for label_id in above
    ]
    expected = _expected(outcomes)
    return BulkSuggestions(found, len(touched), sum(map(len, found.values())), expected)


def accept_shown(
    schema: Schema,
    states: States,
    predictions: Predictions | None,
    rows: Rows,
    seen: Seen = Seen.UNSEEN,
) -> AcceptSuggestions | None:
    """What the outlined chips of these images say: present beyond each label's threshold.

    None where nothing is suggested that is not known already.
    """
    asked = np.sort(rows[rows < len(states)])
    probabilities = probabilities_at(predictions, schema, asked)
    if predictions is None or probabilities is None:
        return None
    yes = suggested_present(probabilities, schema) & (states[asked] == State.UNKNOWN)
    parts = tuple(
        (label_id, State.PRESENT, tuple(asked[yes[:, column]].tolist()))
        for label_id, column in schema.columns.items()
        if yes[:, column].any()
    )
    return AcceptSuggestions(predictions.run_id, parts, seen) if parts else None


def _truth_of_suggested(
    schema: Schema,
    states: States,
    predictions: Predictions,
    label_id: int,
    level: float,
    judged_by: JudgedBy,
    by_chance: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """(2, n) images a label would have been suggested for, unseen: is it present, drawn by chance.

    Annotations that came later count as they are now, but for those that judged nothing then.

    Args:
        states: those that a person saw or imported.
    """
    known = predictions.of(label_id)
    judged = None if known is None else judged_by.get(known.run_id)
    if judged is None or not (at := judged.columns((label_id,))):
        return np.zeros((2, 0), dtype=np.bool_)
    values = judged.probabilities[:, at[0]]
    yes = (values >= level) & (judged.states[:, at[0]] != State.UNKNOWN)
    task = schema.task_of(label_id)
    if task.kind is TaskKind.MULTICLASS:
        others = tuple(label.id for label in task.labels if label.id != label_id)
        for other in judged.columns(others):
            yes &= values > judged.probabilities[:, other]
    rows, column = judged.rows[yes], schema.columns[label_id]
    rows = rows[rows < len(states)]
    rows = rows[states[rows, column] != State.UNKNOWN]
    drawn = np.zeros(len(rows), dtype=np.bool_)
    if by_chance is not None:
        inside = rows < len(by_chance)
        drawn[inside] = by_chance[rows[inside], column]
    return np.stack([states[rows, column] == State.PRESENT, drawn])


def _expected(outcomes: Sequence[NDArray[np.bool_]]) -> ExpectedPrecision | None:
    """Judged by what was drawn by chance, where it is enough, else by all."""
    if not outcomes:
        return None
    right, drawn = np.concatenate(outcomes, axis=1)
    told = expected_precision(int(right[drawn].sum()), int(drawn.sum()))
    if told is not None:
        return replace(told, by_chance=True)
    return expected_precision(int(right.sum()), len(right))


def expected_precision(right: int, judged: int, fewest: int = TOO_FEW) -> ExpectedPrecision | None:
    """With the interval of Jeffreys' prior (Brown, Cai and DasGupta, Statistical Science 2001).

    Args:
        fewest: how many there must be for it to say anything.
    """
    if judged < max(1, fewest):
        return None
    tail, wrong = (1 - SURE) / 2, judged - right
    from scipy.special import betaincinv  # here, for a window that is there at once

    low = 0.0 if not right else float(betaincinv(right + 0.5, wrong + 0.5, tail))
    high = 1.0 if not wrong else float(betaincinv(right + 0.5, wrong + 0.5, 1 - tail))
    return ExpectedPrecision(right / judged, low, high, judged)


def accepting(found: BulkSuggestions, predictions: Predictions) -> AcceptSuggestions:
    """The one command that accepts them all."""
    return AcceptSuggestions(
        predictions.run_id,
        tuple(
            (label_id, State.PRESENT, tuple(rows.tolist())) for label_id, rows in found.rows.items()
        ),
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
