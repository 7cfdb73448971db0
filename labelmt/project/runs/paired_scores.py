"""Scores two runs on the images and labels that both were judged by.

Pure functions of arrays; run them on a pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.schema import Task, TaskKind
from labelmt.project.runs.threshold_curves import label_curve

Pair = tuple[float, float]


def common_scores(
    before: HeldOutPredictions, after: HeldOutPredictions, tasks: Sequence[Task]
) -> Pair | None:
    """Mean of the tasks' scores (mAP, or accuracy) of each; None where too few images tell.

    Both are held to what was annotated for the later one.
    """
    pairs = [found for task in tasks if (found := _score(before, after, task)) is not None]
    return _mean(pairs)


def common_precisions(
    before: HeldOutPredictions, after: HeldOutPredictions, task: Task
) -> dict[int, Pair | None]:
    """Label id to its average precision in each; None where too few images tell."""
    common = _Common.of(before, after, task)
    return {} if common is None else {one: common.precisions(one) for one in common.label_ids}


def common_positives(
    before: HeldOutPredictions, after: HeldOutPredictions, task: Task
) -> dict[int, int]:
    """Label id to how many images show it of those that ``common_precisions`` are of."""
    common = _Common.of(before, after, task)
    if common is None:
        return {}
    counts = (common.states == State.PRESENT).sum(axis=0).tolist()
    return dict(zip(common.label_ids, counts, strict=True))


def _score(before: HeldOutPredictions, after: HeldOutPredictions, task: Task) -> Pair | None:
    common = _Common.of(before, after, task)
    if common is None:
        return None
    if task.kind is TaskKind.MULTICLASS:
        return common.accuracies()
    found = [common.precisions(one) for one in common.label_ids]
    return _mean([one for one in found if one is not None])


def _mean(pairs: Sequence[Pair]) -> Pair | None:
    if not pairs:
        return None
    first, second = np.mean(pairs, axis=0).tolist()
    return first, second


@dataclass(frozen=True, eq=False, slots=True)
class _Common:
    """Attributes:
    states: (n, labels) as annotated for the later one; UNKNOWN where either says nothing.
    values: (n, labels) probabilities of each.
    """

    label_ids: tuple[int, ...]
    states: NDArray[np.int8]
    values: tuple[NDArray[np.float32], NDArray[np.float32]]

    @classmethod
    def of(
        cls, before: HeldOutPredictions, after: HeldOutPredictions, task: Task
    ) -> _Common | None:
        ids = tuple(
            label.id
            for label in task.labels
            if label.id in before.label_ids and label.id in after.label_ids
        )
        if not ids:
            return None
        _, here, there = np.intersect1d(before.rows, after.rows, return_indices=True)
        values = (
            before.probabilities[here][:, before.columns(ids)],
            after.probabilities[there][:, after.columns(ids)],
        )
        told = ~(np.isnan(values[0]) | np.isnan(values[1]))
        states = after.states[there][:, after.columns(ids)]
        return cls(ids, np.where(told, states, np.int8(State.UNKNOWN)), values)

    def accuracies(self) -> Pair | None:
        """Of a multiclass task."""
        known = np.flatnonzero((self.states != State.UNKNOWN).all(axis=1))
        if len(known) < 2 * TOO_FEW:
            return None
        # Where the true class is none of the labels that both know, each is wrong.
        first, second = (
            float((self.states[known, values[known].argmax(axis=1)] == State.PRESENT).mean())
            for values in self.values
        )
        return first, second

    def precisions(self, label_id: int) -> Pair | None:
        """Average precision of a label."""
        states = self.states[:, self.label_ids.index(label_id)]
        if min((states == State.PRESENT).sum(), (states == State.ABSENT).sum()) < TOO_FEW:
            return None
        rows = np.arange(len(states))
        first, second = (
            _average_precision(
                HeldOutPredictions(self.label_ids, rows, self.states, values), label_id
            )
            for values in self.values
        )
        return first, second


def _average_precision(judged: HeldOutPredictions, label_id: int) -> float:
    curve = label_curve(judged, label_id)
    if curve is None:
        return 0.0
    return float((np.diff(curve.recall, prepend=0.0) * curve.precision).sum())
