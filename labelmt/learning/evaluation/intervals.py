"""Confidence intervals of a task's metrics: how far each may be from its value on all images.

Accuracy, precision and recall are shares of images; average precision, F1, their means over labels
and the calibration error are bootstrapped. Both take groups of images that belong together. An
interval of average precision reaches down to what it is at the prevalence expected of a label.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.average_precision import RankedLabel
from labelmt.learning.evaluation.group_bootstrap import (
    PSEUDO,
    error_interval,
    group_weights,
    imagined,
    ratio_interval,
)
from labelmt.learning.evaluation.metrics import (
    BINS,
    Implied,
    calibration_bins,
    decided_images,
    decisions,
)
from labelmt.learning.evaluation.prevalence import positive_weights
from labelmt.learning.evaluation.proportion_interval import Interval, proportion_interval

Floats = NDArray[np.floating]

REPLICATES, FEWEST_REPLICATES = 1000, 200
WORK = 4 * 10**8
"""Images · labels · replicates from which fewer replicates are made: some seconds on one core."""


@dataclass(frozen=True, slots=True)
class TaskIntervals:
    """Of one task; what is missing could not be told.

    Attributes:
        means: metric (``map``, ``micro_f1``, ``macro_f1``, ``accuracy``, ``ece``) to interval.
        average_precision, f1, precision, recall: column of the task to interval.
        groups: groups of images, which were taken as independent of each other.
        labels_scored: labels in the means, the same in each replicate.
        replicates: of the bootstrap; 0 where there was none.
    """

    means: dict[str, Interval] = field(default_factory=dict)
    average_precision: dict[int, Interval] = field(default_factory=dict)
    f1: dict[int, Interval] = field(default_factory=dict)
    precision: dict[int, Interval] = field(default_factory=dict)
    recall: dict[int, Interval] = field(default_factory=dict)
    groups: int = 0
    labels_scored: int = 0
    replicates: int = 0


def task_intervals(
    kind: TaskKind,
    states: NDArray[np.int8],
    probabilities: Floats,
    thresholds: Floats,
    groups: NDArray[np.int64] | None = None,
    apart: tuple[Floats, Floats] | None = None,
    implied: Implied | None = None,
    seed: int = 0,
) -> TaskIntervals:
    """Intervals of all that ``task_metrics`` tells; see there for the other arguments.

    Args:
        groups: (n,) numbers of groups that belong together, such as near-duplicates, bursts or the
            images of one patient; None takes every image as independent.
    """
    judged = decided_images(kind, states)
    groups = np.arange(len(states)) if groups is None else groups
    groups = np.unique(groups[judged], return_inverse=True)[1]
    count = int(groups.max(initial=-1)) + 1
    if count < TOO_FEW:
        return TaskIntervals(groups=count)
    calibrated, levels = apart or (probabilities, np.broadcast_to(thresholds, states.shape))
    predicted = decisions(kind, calibrated, levels, implied)
    task = _Judged(
        kind, states[judged], probabilities[judged], calibrated[judged], predicted[judged], groups
    )
    found = TaskIntervals(
        groups=count,
        labels_scored=len(task.scored),
        replicates=task.replicates() if len(task.scored) or task.enough else 0,
    )
    _tell_shares(task, found)
    if found.replicates:
        _tell_bootstrapped(task, found, seed)
    return found


class _Judged:
    """The known images of one task, summed by group where sums are all that counts."""

    def __init__(
        self,
        kind: TaskKind,
        states: NDArray[np.int8],
        values: Floats,
        calibrated: Floats,
        predicted: NDArray[np.bool_],
        groups: NDArray[np.int64],
    ) -> None:
        self.exclusive = kind is TaskKind.MULTICLASS
        self.groups, self.count = groups, int(groups.max()) + 1
        self.known, self.truth = states != State.UNKNOWN, states == State.PRESENT
        self.values, self.calibrated = values, calibrated
        self.predicted = predicted & self.known
        positives = self.truth.sum(axis=0)
        self.scored = np.flatnonzero(
            np.minimum(positives, self.known.sum(axis=0) - positives) >= TOO_FEW
        ).tolist()
        self.enough = self.exclusive and len(states) >= 2 * TOO_FEW

    def replicates(self) -> int:
        """Fewer where there is much to do."""
        work = WORK // (len(self.truth) * max(len(self.scored), 1))
        return int(np.clip(work, FEWEST_REPLICATES, REPLICATES))

    def positive_weights(self) -> Floats:
        """(scored,) weight of a positive at which each label is as frequent as can be expected."""
        weights = positive_weights(self.truth.sum(axis=0), self.known.sum(axis=0))
        return np.asarray(weights[self.scored])

    def right(self) -> NDArray[np.bool_]:
        """(n,) whether the most likely label is the true one."""
        best = self.values.argmax(axis=1)
        return np.asarray(self.truth[np.arange(len(best)), best])

    def by_group(self, pairs: NDArray[np.bool_]) -> NDArray[np.float32]:
        """(n, labels) to (labels, groups): how many."""
        sums = [np.bincount(self.groups, one, self.count) for one in pairs.T]
        return np.array(sums, dtype=np.float32).reshape(pairs.shape[1], self.count)

    def bins_by_group(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(bins, groups) confidence minus frequency; (groups,) number of pairs."""
        if self.exclusive:
            values, groups = self.calibrated.max(axis=1), self.groups
            truth = self.truth[np.arange(len(values)), self.calibrated.argmax(axis=1)]
        else:
            values, truth = self.calibrated[self.known], self.truth[self.known]
            groups = np.repeat(self.groups, self.known.sum(axis=1))
        values = values.astype(np.float64)
        cells = calibration_bins(values) * self.count + groups
        gaps = np.bincount(cells, values - truth, BINS * self.count)
        return (
            gaps.reshape(BINS, self.count).astype(np.float32),
            np.bincount(groups, minlength=self.count).astype(np.float32),
        )


def _tell_shares(task: _Judged, found: TaskIntervals) -> None:
    if task.enough:
        _put(found.means, "accuracy", proportion_interval(task.right(), task.groups))
    for column in task.scored:
        truth, predicted = task.truth[:, column], task.predicted[:, column]
        told = proportion_interval(truth[predicted], task.groups[predicted])
        _put(found.precision, column, told)
        _put(found.recall, column, proportion_interval(predicted[truth], task.groups[truth]))


def _tell_bootstrapped(task: _Judged, found: TaskIntervals, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ranked, base = _ranked(task)
    positive = task.positive_weights()
    hits = task.by_group(task.predicted & task.truth)
    misses = task.by_group((task.predicted ^ task.truth) & task.known)
    gaps, sizes = task.bins_by_group()
    shape = (len(task.scored), found.replicates)
    drawn = _Ratios(np.empty(shape), np.empty(shape), base)
    rarer = _Ratios(np.empty(shape), drawn.total, base)
    right, wrong = (np.empty((len(hits), found.replicates)) for _ in range(2))
    errors, distances = np.empty(found.replicates), np.empty(found.replicates)
    gap = (gaps.sum(axis=1) / sizes.sum())[:, None]
    for part, weights in group_weights(task.count, found.replicates, rng):
        for line, label in enumerate(ranked):
            drawn.success[line, part], drawn.total[line, part] = label.weighted(weights)
            rarer.success[line, part] = (
                drawn.success[line, part]
                if positive[line] == 1.0
                else label.weighted(weights, positive[line])[0]
            )
        right[:, part], wrong[:, part] = hits @ weights, misses @ weights
        moved = gaps @ weights / (sizes @ weights)
        errors[part] = np.abs(moved).sum(axis=0)
        distances[part] = np.abs(moved - gap).sum(axis=0)
    found.means["ece"] = error_interval(float(np.abs(gap).sum()), errors, distances)
    if not task.scored:
        return
    positives = task.truth.sum(axis=0)[task.scored][:, None].astype(np.float64)
    told = np.array([[one.value()] for one in ranked])
    mean, own = _intervals(_Ratios(told * positives, positives, base), drawn, rng)
    if (positive < 1).any():
        expected = np.array(
            [[one.value(weight)] for one, weight in zip(ranked, positive, strict=True)]
        )
        at = base * positive[:, None]
        below = _Ratios(expected * positives, positives, at / (1 - base + at))
        rarer = _Ratios(rarer.success, rarer.total, below.floor)
        lower, lower_own = _intervals(below, rarer, rng)
        mean = _down_to(lower, mean)
        own = [_down_to(*both) for both in zip(lower_own, own, strict=True)]
    found.means["map"] = mean
    found.average_precision.update(zip(task.scored, own, strict=True))
    # F1 is a ratio as well: true positives count on both sides, what is wrong half.
    all_right, all_wrong = hits.sum(axis=1, keepdims=True), misses.sum(axis=1, keepdims=True)
    f1, drawn_f1 = _f1(all_right, all_wrong), _f1(right, wrong)
    macro, own = _intervals(f1.of(task.scored), drawn_f1.of(task.scored), rng)
    found.f1.update(zip(task.scored, own, strict=True))
    if not task.exclusive:
        pooled, drawn_pooled = f1.pooled(), drawn_f1.pooled()
        found.means["macro_f1"], found.means["micro_f1"] = (
            macro,
            _intervals(pooled, drawn_pooled, rng)[0],
        )


def _ranked(task: _Judged) -> tuple[list[RankedLabel], Floats]:
    """The scored labels, and (labels, 1) which share of each is positive."""
    ranked, base = [], np.empty((len(task.scored), 1))
    for line, column in enumerate(task.scored):
        known = task.known[:, column]
        truth, values = task.truth[known, column], task.values[known, column]
        ranked.append(RankedLabel(truth, values, task.groups[known]))
        base[line] = truth.mean()
    return ranked, base


@dataclass(frozen=True, eq=False, slots=True)
class _Ratios:
    """A ratio for each label, once or in each replicate: (labels, 1 or replicates) each.

    Attributes:
        floor: (labels, 1) what of an imagined failure counts as success all the same: a positive
            below all images still has the precision of chance.
    """

    success: Floats
    total: Floats
    floor: Floats

    def mean(self, more: Floats | float = 0.0, less: Floats | float = 0.0) -> Floats:
        """Over labels, with imagined successes and failures: (1 or replicates,)."""
        return np.asarray(self.values(more, less).mean(axis=0))

    def values(self, more: Floats | float = 0.0, less: Floats | float = 0.0) -> Floats:
        success = self.success + more + less * self.floor
        return np.asarray(success / np.maximum(self.total + more + less, 1e-12))

    def of(self, lines: list[int]) -> _Ratios:
        return _Ratios(self.success[lines], self.total[lines], self.floor[lines])

    def pooled(self) -> _Ratios:
        """All labels as one."""
        success, total = (one.sum(axis=0, keepdims=True) for one in (self.success, self.total))
        return _Ratios(success, total, self.floor[:1])


def _f1(right: Floats, wrong: Floats) -> _Ratios:
    return _Ratios(right, right + wrong / 2, np.zeros((len(right), 1)))


def _intervals(
    told: _Ratios, drawn: _Ratios, rng: np.random.Generator
) -> tuple[Interval, list[Interval]]:
    """Of the mean over labels, and of each."""
    labels, replicates = drawn.total.shape
    shared = PSEUDO / labels
    mean = ratio_interval(
        float(told.mean()[0]),
        float(told.mean(shared, shared)[0]),
        drawn.mean(*imagined(shared, labels, replicates, rng)),
    )
    expected = told.values(PSEUDO, PSEUDO)[:, 0].tolist()
    each = drawn.values(*imagined(PSEUDO, labels, replicates, rng))
    values = told.values()[:, 0].tolist()
    return mean, [ratio_interval(*one) for one in zip(values, expected, each, strict=True)]


def _down_to(lower: Interval, interval: Interval) -> Interval:
    return min(lower[0], interval[0]), interval[1]


Key = TypeVar("Key", str, int)


def _put(told: dict[Key, Interval], key: Key, interval: Interval | None) -> None:
    if interval is not None:
        told[key] = interval
