"""Suspected label errors: annotations that out-of-sample predictions contradict.

Confident learning (Northcutt, Jiang and Chuang, JAIR 2021), a label at a time: an annotation is
suspect where the probability of another answer reaches the mean that images annotated with that
answer get. Whether a model is bold or shy about a label then does not count.

Where a person errs seldom, that alone asks about a third of a hundred images for nothing. How
seldom shows in what a model is sure of: of its sure answers that are annotated otherwise. By Bayes'
rule an annotation given the probability 1 - p then is a mistake with odds of that share times
p / (1 - p), and below ``WORTH`` it is not asked about.

Nobody is accused by a model that is not to be trusted yet: a label waits until as many images of
each kind judged it as its trust light asks for (``trust.ENOUGH``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.predictions.probabilities import (
    PredictedProbabilities,
    probabilities_at,
    probabilities_of,
)
from labelmt.project.review.trust import ENOUGH

Confirmed = Mapping[int, NDArray[np.int64]]
"""Label id to rows, ascending, whose annotation a person has looked at again and kept."""

BLOCK = 16_384
MAJORITY = 0.5
"""Of a multiclass task, more than all other labels together is reason enough: with the mean alone,
a quarter of the wrong choices among 21 scenes of UC Merced were no suspects."""
SURE = 0.95
"""Probability from which an answer that is annotated otherwise speaks of the person's mistakes."""
EXPECTED, WEIGHT = 0.05, 40
"""Share of mistakes expected before any answer is seen, and how many sure answers that weighs."""
WORTH = 0.1
"""Least probability of a mistake that is asked about. Of 300 correct images of UC Merced 34 have a
suspect in place of 107; of 5 % flips as many are found but for one in thirty."""


@dataclass(frozen=True, eq=False, slots=True)
class ConfidenceThresholds:
    """What a contradicting probability has to reach; infinite where too few tell.

    Attributes:
        present, absent: (labels,) float32: the mean probability of that state over images
            annotated with it.
        least: (labels,) float32: the least suspicion that is worth a question.
        trusted: (labels,) whether enough images judged the label to ask about it at all.
    """

    present: NDArray[np.float32]
    absent: NDArray[np.float32]
    least: NDArray[np.float32]
    trusted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One annotation that may be a mistake.

    Attributes:
        state: what is annotated of ``label``.
        probability: of ``label``, by a model that never saw the image.
        better: of a multiclass task, the label that fits more, with its probability.
        suspicion: 0 to 1, see ``suspicions``.
    """

    row: int
    label: Label
    state: State
    probability: float
    suspicion: float
    better: Label | None = None
    better_probability: float = 0.0


def out_of_sample(predictions: Predictions | None) -> Predictions | None:
    """A run's out-of-fold probabilities in the place of its own; None where it left none.

    Images without any taught it nothing: of them its own say as much. Where another run answers
    what it does not know, that one has learnt from more annotations.
    """
    if predictions is None:
        return None
    newer = out_of_sample(predictions.rest)
    if newer is not None or predictions.out_of_fold is None:
        return newer
    own = replace(predictions, out_of_fold=None, rest=None)
    return replace(predictions, probabilities=predictions.out_of_fold, rest=own)


def confidence_thresholds(
    states: NDArray[np.int8], outside: Predictions, schema: Schema, *, trusted_from: int = 0
) -> ConfidenceThresholds:
    """The thresholds of all labels.

    Args:
        states: (images, labels) int8 of State codes that a person saw or imported.
        outside: see ``out_of_sample``.
        trusted_from: images of each kind that must judge a label before it is asked about.
    """
    labels = len(schema.label_ids)
    totals, counts = np.zeros((2, labels)), np.zeros((2, labels))
    sure = {task.id: np.zeros(2) for task in schema.tasks}
    for start in range(0, len(states), BLOCK):
        stop = min(start + BLOCK, len(states))
        chances = probabilities_of(outside, schema, start, stop)
        if chances is None:
            continue
        values = chances.values.astype(np.float32)
        told = ~np.isnan(values)
        for side, state in enumerate((State.ABSENT, State.PRESENT)):
            chosen = told & (states[start:stop] == state)
            fit = values if state is State.PRESENT else 1 - values
            totals[side] += np.where(chosen, fit, 0).sum(axis=0, dtype=np.float64)
            counts[side] += chosen.sum(axis=0)
        for task in schema.tasks:
            columns = task_columns(schema, task)
            sure[task.id] += _sure(task, states[start:stop, columns], values[:, columns])
    bars = np.where(counts >= TOO_FEW, totals / np.maximum(counts, 1), np.inf).astype(np.float32)
    least = np.zeros(labels, dtype=np.float32)
    for task in schema.tasks:
        least[task_columns(schema, task)] = _least_suspicion(*sure[task.id])
    trusted = counts.min(axis=0) >= trusted_from
    return ConfidenceThresholds(present=bars[1], absent=bars[0], least=least, trusted=trusted)


def _sure(task: Task, states: NDArray[np.int8], values: NDArray[np.float32]) -> tuple[int, int]:
    """How many answers a model is sure of where something is annotated, and how many of them
    are annotated otherwise."""
    if not states.shape[1]:
        return 0, 0
    if task.kind is TaskKind.MULTICLASS:
        rows = np.flatnonzero((states == State.PRESENT).any(axis=1) & ~np.isnan(values).any(axis=1))
        best = values[rows].argmax(axis=1)
        kept = values[rows, best] >= SURE
        rows, best = rows[kept], best[kept]
        return len(rows), int((states[rows, best] != State.PRESENT).sum())
    known = states != State.UNKNOWN
    yes, no = known & (values >= SURE), known & (values <= 1 - SURE)
    wrong = (yes & (states == State.ABSENT)).sum() + (no & (states == State.PRESENT)).sum()
    return int(yes.sum() + no.sum()), int(wrong)


def _least_suspicion(answers: float, wrong: float) -> float:
    """The probability of another answer from which an annotation is a mistake once in ten."""
    share = (wrong + EXPECTED * WEIGHT) / (answers + WEIGHT)
    odds = WORTH / (1 - WORTH) * (1 - share) / share
    return odds / (1 + odds)


def suspicions(
    states: NDArray[np.int8],
    chances: PredictedProbabilities,
    bars: ConfidenceThresholds,
    schema: Schema,
) -> NDArray[np.float32]:
    """(n, labels): how improbable what is annotated is, above 0.5 to 1; NaN is no suspect.

    In a multiclass task the label that is present is asked about, the others follow from it.
    """
    found = np.full(states.shape, np.nan, dtype=np.float32)
    values = chances.values.astype(np.float32)
    with np.errstate(invalid="ignore"):
        for task in schema.tasks:
            columns = task_columns(schema, task)
            if columns.stop <= columns.start:
                continue
            if task.kind is TaskKind.MULTICLASS:
                _of_choices(states, values, bars, columns, found)
            else:
                block, probability = states[:, columns], values[:, columns]
                no = (block == State.PRESENT) & (1 - probability >= bars.absent[columns])
                yes = (block == State.ABSENT) & (probability >= bars.present[columns])
                part = found[:, columns]
                part[no & (probability < 0.5)] = (1 - probability)[no & (probability < 0.5)]
                part[yes & (probability > 0.5)] = probability[yes & (probability > 0.5)]
        found[found < bars.least] = np.nan
    found[:, ~bars.trusted] = np.nan
    return found


def _of_choices(
    states: NDArray[np.int8],
    values: NDArray[np.float32],
    bars: ConfidenceThresholds,
    columns: slice,
    found: NDArray[np.float32],
) -> None:
    block, probability = states[:, columns], values[:, columns]
    decided = (block == State.PRESENT).any(axis=1) & ~np.isnan(probability).any(axis=1)
    rows = np.flatnonzero(decided)
    given = block[rows].argmax(axis=1)
    other = _best_other(probability[rows], given, bars.present[columns])
    own, best = probability[rows, given], np.where(other < 0, -1, probability[rows, other])
    suspect = best > own
    found[rows[suspect], columns.start + given[suspect]] = (1 - own)[suspect]


def _best_other(
    probability: NDArray[np.float32], given: NDArray[np.int64], bars: NDArray[np.float32]
) -> NDArray[np.int64]:
    """(n,) column of the most probable other label that reaches its bar; -1 is none."""
    reached = np.where(probability >= np.minimum(bars, MAJORITY), probability, np.float32(-1))
    reached[np.arange(len(probability)), given] = -1
    best = reached.argmax(axis=1)
    best[reached[np.arange(len(probability)), best] < 0] = -1
    return np.asarray(best, dtype=np.int64)


def most_suspicious(
    states: NDArray[np.int8],
    predictions: Predictions | None,
    schema: Schema,
    confirmed: Confirmed,
    judging: NDArray[np.int8] | None = None,
    *,
    trusted_from: int = ENOUGH,
) -> NDArray[np.float32]:
    """(images,) the largest suspicion of each image; NaN where nothing is suspect.

    Args:
        judging: the states that a person saw or imported, which set the bars; None: all.
        trusted_from: see ``confidence_thresholds``.
    """
    result = np.full(len(states), np.nan, dtype=np.float32)
    outside = out_of_sample(predictions)
    if outside is None:
        return result
    truth = states if judging is None else judging
    bars = confidence_thresholds(truth, outside, schema, trusted_from=trusted_from)
    for start in range(0, len(states), BLOCK):
        stop = min(start + BLOCK, len(states))
        chances = probabilities_of(outside, schema, start, stop)
        if chances is None:
            continue
        figures = suspicions(states[start:stop], chances, bars, schema)
        _leave_out(figures, confirmed, schema, start)
        some = ~np.isnan(figures).all(axis=1)
        result[start:stop][some] = np.nanmax(figures[some], axis=1)
    return result


def suspects_of(
    row: int,
    states: NDArray[np.int8],
    outside: Predictions,
    bars: ConfidenceThresholds,
    schema: Schema,
    confirmed: Confirmed,
) -> tuple[Suspect, ...]:
    """The suspected mistakes of one image, the most suspicious first.

    Args:
        states: (labels,) int8 of State codes. outside: see ``out_of_sample``.
    """
    chances = probabilities_at(outside, schema, np.array([row], dtype=np.int64))
    if chances is None:
        return ()
    figures = suspicions(states[None], chances, bars, schema)
    _leave_out(figures, confirmed, schema, row)
    found = _told(row, states, chances.values[0], figures[0], bars, schema)
    return tuple(sorted(found, key=lambda one: -one.suspicion))


def _told(
    row: int,
    states: NDArray[np.int8],
    values: NDArray[np.float16],
    figures: NDArray[np.float32],
    bars: ConfidenceThresholds,
    schema: Schema,
) -> Iterator[Suspect]:
    for column in np.flatnonzero(~np.isnan(figures)).tolist():
        label = schema.label(schema.label_ids[column])
        suspect = Suspect(
            row, label, State(int(states[column])), float(values[column]), float(figures[column])
        )
        task = schema.task(label.task_id)
        yield _with_better(suspect, task, values, bars, schema)


def _with_better(
    suspect: Suspect,
    task: Task,
    values: NDArray[np.float16],
    bars: ConfidenceThresholds,
    schema: Schema,
) -> Suspect:
    if task.kind is not TaskKind.MULTICLASS:
        return suspect
    columns = task_columns(schema, task)
    given = np.array([schema.columns[suspect.label.id] - columns.start])
    probability = values[columns].astype(np.float32)
    best = int(_best_other(probability[None], given, bars.present[columns])[0])
    return replace(suspect, better=task.labels[best], better_probability=float(probability[best]))


def _leave_out(
    figures: NDArray[np.float32], confirmed: Confirmed, schema: Schema, start: int
) -> None:
    for label_id, rows in confirmed.items():
        if label_id in schema.columns:
            first, last = np.searchsorted(rows, (start, start + len(figures)))
            figures[rows[first:last] - start, schema.columns[label_id]] = np.nan
