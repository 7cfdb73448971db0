"""Probabilities of a run in the schema's columns; entropy, uncertainty, disagreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.hierarchy import ancestors, parents_of
from labelmt.domain.predictions import Predictions, filled
from labelmt.domain.schema import Schema, Task, TaskKind

_HALVES = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float64)
"""Every float16 there is: a table of 65,536 results replaces millions of logarithms."""


def _table_of_terms() -> NDArray[np.float32]:
    """-p log2 p of every float16; NaN outside [0, 1]."""
    inside = (_HALVES >= 0) & (_HALVES <= 1)
    terms = np.full(len(_HALVES), np.nan)
    probabilities = _HALVES[inside]
    terms[inside] = -probabilities * np.log2(np.where(probabilities > 0, probabilities, 1))
    return terms.astype(np.float32)


def _table_of_entropies() -> NDArray[np.float32]:
    """-p log2 p - (1-p) log2 (1-p), bits, of every float16; NaN outside [0, 1]."""
    inside = (_HALVES >= 0) & (_HALVES <= 1)
    entropies = np.full(len(_HALVES), np.nan)
    for probabilities in (_HALVES[inside], 1 - _HALVES[inside]):
        term = -probabilities * np.log2(np.where(probabilities > 0, probabilities, 1))
        entropies[inside] = np.nan_to_num(entropies[inside]) + term
    return entropies.astype(np.float32)


_TERMS = _table_of_terms()
_ENTROPIES = _table_of_entropies()

MARGIN = 0.2
"""Log-odds around a threshold within which nothing is suggested: 0.45 to 0.55 around 0.5."""
ROUNDED = 0.01
"""How far a distribution of float16 over many labels may be from one."""
ASKED = 3
"""How many of an image's most uncertain questions make its uncertainty."""


@dataclass(frozen=True, eq=False, slots=True)
class PredictedProbabilities:
    """Probabilities of some images, one column a label of the schema.

    Attributes:
        values: (n, labels) float16; NaN where nothing was predicted.
        thresholds: (labels,) float32; NaN for labels the run did not know.
    """

    values: NDArray[np.float16]
    thresholds: NDArray[np.float32]


def probabilities_of(
    predictions: Predictions | None, schema: Schema, start: int, stop: int
) -> PredictedProbabilities | None:
    """The probabilities of rows ``start`` to ``stop`` in the schema's columns.

    Rows and labels the run did not know are NaN. None where it knows nothing of any of them.
    """
    if predictions is None:
        return None
    have = np.asarray(predictions.probabilities[start : min(stop, len(predictions.probabilities))])
    own = _in_columns(predictions, schema, have, stop - start)
    return _completed(own, probabilities_of(predictions.rest, schema, start, stop))


def probabilities_at(
    predictions: Predictions | None, schema: Schema, rows: NDArray[np.int64]
) -> PredictedProbabilities | None:
    """The same of some rows, in ascending order."""
    if predictions is None:
        return None
    known = rows[: np.searchsorted(rows, len(predictions.probabilities))]
    own = _in_columns(predictions, schema, predictions.probabilities[known], len(rows))
    return _completed(own, probabilities_at(predictions.rest, schema, rows))


def _completed(
    own: PredictedProbabilities | None, rest: PredictedProbabilities | None
) -> PredictedProbabilities | None:
    """What one run does not know, another may."""
    if own is None or rest is None:
        return rest if own is None else own
    thresholds = np.where(np.isnan(own.thresholds), rest.thresholds, own.thresholds)
    return PredictedProbabilities(filled(own.values, rest.values), thresholds)


def _in_columns(
    predictions: Predictions, schema: Schema, have: NDArray[np.float16], count: int
) -> PredictedProbabilities | None:
    """The first of ``count`` rows as the run has them, the rest unknown to it."""
    source = {label_id: column for column, label_id in enumerate(predictions.label_ids)}
    pairs = [(to, source[one]) for to, one in enumerate(schema.label_ids) if one in source]
    if not pairs or not len(have):
        return None
    labels = len(schema.label_ids)
    thresholds = np.full(labels, np.nan, dtype=np.float32)
    to, of = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    thresholds[to] = predictions.thresholds[of]
    if len(have) == count and predictions.label_ids == schema.label_ids:
        return PredictedProbabilities(have, thresholds)
    values = np.full((count, labels), np.nan, dtype=np.float16)
    values[: len(have), to] = have[:, of]
    return PredictedProbabilities(values, thresholds)


def predicted(probabilities: PredictedProbabilities, schema: Schema) -> NDArray[np.bool_]:
    """(n, labels): whether the model says present.

    From the threshold on, and with a label those that it implies; of a multiclass task the most
    probable label alone, where there is one, as in tables of predictions.
    """
    with np.errstate(invalid="ignore"):
        yes: NDArray[np.bool_] = np.asarray(
            probabilities.values >= probabilities.thresholds, dtype=np.bool_
        )
    for task in schema.tasks:
        columns = task_columns(schema, task)
        if task.kind is TaskKind.MULTICLASS and columns.stop > columns.start:
            best = most_probable(probabilities.values[:, columns])
            yes[:, columns] = best[:, None] == np.arange(columns.stop - columns.start)
        elif task.kind is TaskKind.MULTILABEL:
            with_implied(yes[:, columns], task)
    return yes


def suggested_present(
    probabilities: PredictedProbabilities, schema: Schema, yes: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """(n, labels): what is suggested: predicted, and not within MARGIN of the threshold.

    What is that close stays open, wherever suggestions are shown or accepted as such.

    Args:
        yes: what ``predicted`` says of them, where that is known already.
    """
    offered = (predicted(probabilities, schema) if yes is None else yes).copy()
    levels = _beyond(probabilities.thresholds)
    for task in schema.tasks:
        columns = task_columns(schema, task)
        if task.kind is TaskKind.MULTILABEL:
            with np.errstate(invalid="ignore"):
                offered[:, columns] &= probabilities.values[:, columns] >= levels[columns]
            with_implied(offered[:, columns], task)
    return offered


def _beyond(thresholds: NDArray[np.float32]) -> NDArray[np.float32]:
    """(labels,) thresholds raised by MARGIN in log-odds."""
    inside = np.clip(thresholds.astype(np.float64), 1e-6, 1 - 1e-6)
    odds = inside / (1 - inside) * np.exp(MARGIN)
    return np.asarray(odds / (1 + odds), dtype=np.float32)


def most_probable(block: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """(n,) place of the label of a multiclass task that is predicted; -1 where none is.

    None is where what is left after a class was deleted says little: the label must have more than
    half of what chance gives it, and more than all that went with the deleted ones.

    Args:
        block: (n, labels of the task) probabilities; NaN where nothing is known.
    """
    values = np.where(np.isnan(block), 0, block).astype(np.float32)
    if not values.shape[1]:
        return np.full(len(values), -1, dtype=np.int64)
    best = values.argmax(axis=1)
    enough = values[np.arange(len(values)), best] > least_of_most_probable(values)
    return np.where(enough, best, -1).astype(np.int64)


def least_of_most_probable(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) what the most probable label of a multiclass task must exceed; see most_probable."""
    gone = 1 - values.sum(axis=1)
    least: NDArray[np.float32] = np.maximum(gone - ROUNDED, 0.5 / max(values.shape[1], 1))
    return least


def with_implied(yes: NDArray[np.bool_], task: Task) -> None:
    """Say present, in place, of what present labels imply.

    Args:
        yes: (n, labels of the task).
    """
    parents = parents_of(task)
    places = {label.id: place for place, label in enumerate(task.labels)}
    for label_id, place in places.items():
        for above in ancestors(parents, label_id):
            if above in places:
                yes[:, places[above]] |= yes[:, place]


def raised_by_implying(block: NDArray[np.float32], task: Task) -> NDArray[np.float32]:
    """Probabilities where no label is less probable than one that implies it.

    Args:
        block: (n, labels of the task), left as it is.
    """
    parents = parents_of(task)
    places = {label.id: place for place, label in enumerate(task.labels)}
    raised = block.copy()
    for label_id, place in places.items():
        for above in ancestors(parents, label_id):
            if above in places:
                at = places[above]
                raised[:, at] = np.maximum(raised[:, at], block[:, place])
    return raised


def disagreement(
    states: NDArray[np.int8],
    probabilities: PredictedProbabilities,
    schema: Schema,
    yes: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """(n, labels): pairs whose annotation is not what the model says.

    Args:
        yes: what ``predicted`` gives of the same, where it is known already.
    """
    if yes is None:
        yes = predicted(probabilities, schema)
    known = (states != State.UNKNOWN) & ~np.isnan(probabilities.values)
    return np.asarray(known & ((states == State.PRESENT) != yes), dtype=np.bool_)


def entropies(values: NDArray[np.float16]) -> NDArray[np.float32]:
    """Binary entropy of probabilities in bits: 0 is sure, 1 a coin's toss, NaN stays NaN."""
    found: NDArray[np.float32] = _ENTROPIES[np.ascontiguousarray(values).view(np.uint16)]
    return found


def normalized_entropies(values: NDArray[np.float16]) -> NDArray[np.float32]:
    """(n,): entropy of the distributions of a multiclass task over that of an even one."""
    terms = _TERMS[np.ascontiguousarray(values).view(np.uint16)]
    share: NDArray[np.float32] = terms.sum(axis=1) / np.float32(np.log2(values.shape[1]))
    return np.minimum(share, 1)


def entropies_of_unknown(
    states: NDArray[np.int8], probabilities: PredictedProbabilities, schema: Schema
) -> Iterator[Iterator[NDArray[np.float32]]]:
    """Task by task, what is to be asked of it: (n,) entropy; NaN where it is known or unpredicted.

    Every label of a multilabel task is a question of its own, a multiclass task is one. A column
    at a time: all at once would be as large as the predictions, in float32.
    """

    def columnwise(task: Task, columns: slice) -> Iterator[NDArray[np.float32]]:
        block, of = states[:, columns], probabilities.values[:, columns]
        if task.kind is TaskKind.MULTICLASS and len(task.labels) > 1:
            share = normalized_entropies(of)
            share[(block == State.PRESENT).any(axis=1)] = np.nan
            yield share
        else:
            for column in range(block.shape[1]):
                asked = entropies(of[:, column])
                asked[block[:, column] != State.UNKNOWN] = np.nan
                yield asked

    for task in schema.tasks:
        columns = task_columns(schema, task)
        if columns.stop > columns.start:
            yield columnwise(task, columns)


def uncertainty(
    states: NDArray[np.int8], probabilities: PredictedProbabilities, schema: Schema
) -> NDArray[np.float32]:
    """(n,): the mean of the largest three entropies over what is unknown of an image.

    Every unknown pair of a multilabel task is one question, with its binary entropy; a multiclass
    task whose label is unknown is one, with the entropy of its distribution over that of an even
    one. NaN where nothing that is unknown was predicted.
    """
    largest = np.full((ASKED, len(states)), -1, dtype=np.float32)
    for questions in entropies_of_unknown(states, probabilities, schema):
        # One against the largest so far: NumPy sorts short rows one by one.
        for asked in questions:
            _ask(asked, largest)
    count = (largest >= 0).sum(axis=0)
    total = np.maximum(largest, 0).sum(axis=0, dtype=np.float32)
    mean = np.full(len(states), np.nan, dtype=np.float32)
    np.divide(total, count, out=mean, where=count > 0)
    return mean


def _ask(figures: NDArray[np.float32], largest: NDArray[np.float32]) -> None:
    """Put each image's figure where it belongs among its largest ones; NaN is none."""
    rest = np.where(np.isnan(figures), np.float32(-1), figures)
    for place in largest:
        smaller = np.minimum(place, rest)
        np.maximum(place, rest, out=place)
        rest = smaller
