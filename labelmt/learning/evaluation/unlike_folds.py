"""Leave-cluster-out folds: figures on photographs unlike those that were learnt from.

Random folds tell how a model does on more photographs of the same kind, place and day. Where a
project is used, they will be others. So the images of each label are clustered by their features,
and every fold holds out whole clusters: what scores them has seen the label, but never looking like
that (Ward's method, JASA 1963; the idea is leave-cluster-out cross-validation, as in Meredig et
al., Mol. Syst. Des. Eng. 2018). It is a guess at what others will bring;
benchmarks/unlike_photographs.py measures it beside random folds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.held_out_metrics import figures_of

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Fit = Callable[[Sequence[Rows]], Floats]
"""Parts of the images to (n, all labels) logits, of each by what never saw its part."""

FOLDS = 5
FEWEST = 25
"""Images below which clusters are single images."""
MOST_CLUSTERED = 1000
"""Groups of one label that are clustered; others join the nearest cluster's centre."""
METRICS = ("map", "micro_f1", "macro_f1", "accuracy")


def unlike_folds(
    features: Floats, states: NDArray[np.int8], groups: Rows | None = None, folds: int = FOLDS
) -> list[Rows]:
    """Parts of whole clusters, none of them empty and no group in two of them.

    An image with several labels counts with the rarest: where tasks nest, that is the narrowest.

    Args:
        features: (n, width). states: (n, labels) int8 of State codes.
        groups: (n,) numbers of groups that stay together; None sets every image apart.
    """
    if not len(states):
        return []
    groups = np.arange(len(states)) if groups is None else groups
    _, of = np.unique(groups, return_inverse=True)
    of = of.reshape(-1)
    sizes = np.bincount(of)
    middle = np.zeros((len(sizes), features.shape[1]), dtype=np.float32)
    np.add.at(middle, of, features)
    middle /= sizes[:, None]
    part_of, load = np.zeros(len(sizes), dtype=np.int64), np.zeros(folds)
    stratum = _rarest_labels(states, of)
    # Those with few clusters last, so that they fill what is emptiest.
    for label in np.argsort(-np.bincount(stratum + 1, minlength=1), kind="stable") - 1:
        here = np.flatnonzero(stratum == label)
        if not len(here):
            continue
        cluster = _clusters(middle[here], folds)
        weight = np.bincount(cluster, sizes[here], folds)
        largest, emptiest = np.argsort(-weight, kind="stable"), np.argsort(load, kind="stable")
        place = np.empty(folds, dtype=np.int64)
        place[largest] = emptiest
        part_of[here] = place[cluster]
        load[place] += weight
    parts = [np.flatnonzero(part_of[of] == part) for part in range(folds)]
    return [part for part in parts if len(part)]


def unlike_figures(
    specs: Sequence[TaskSpec],
    fitted: Sequence[TaskCalibration],
    states: NDArray[np.int8],
    parts: Sequence[Rows],
    fit: Fit,
) -> dict[int, dict[str, float]]:
    """Task id to ``{METRIC: value}``, at the thresholds of the model that serves.

    Args:
        states: (n, all labels) what figures are judged by. parts: see ``unlike_folds``.
    """
    if len(states) < FEWEST or len(parts) < 2:
        return {}
    tasks = figures_of(specs, fitted, states, fit(parts))
    told = {task.task_id: told_figures(task) for task in tasks}
    return {task_id: figures for task_id, figures in told.items() if figures}


def told_figures(task: TaskMetrics) -> dict[str, float]:
    """The means over labels or images that could be told."""
    values = {name: getattr(task, name) for name in METRICS}
    return {name: float(value) for name, value in values.items() if value is not None}


def headline(
    figures: Mapping[str, float],
    intervals: Mapping[str, tuple[float, float]],
    unlike: Mapping[str, float],
) -> dict[str, float]:
    """The figures to tell first: of unlike photographs where they lie below the interval."""
    return {
        name: unlike[name]
        if name in unlike and name in intervals and unlike[name] < intervals[name][0]
        else value
        for name, value in figures.items()
    }


def _rarest_labels(states: NDArray[np.int8], of: Rows) -> Rows:
    """(groups,) the rarest label that any image of a group shows; -1 where none does."""
    present = np.zeros((int(of.max()) + 1, states.shape[1]), dtype=bool)
    np.logical_or.at(present, of, states == State.PRESENT)
    counts = np.where(present, present.sum(axis=0), len(states) + 1)
    return np.where(present.any(axis=1), counts.argmin(axis=1), -1)


def _clusters(places: Floats, count: int) -> Rows:
    """(n,) numbers of at most ``count`` clusters."""
    if len(places) <= count:
        return np.arange(len(places))
    step = -(-len(places) // MOST_CLUSTERED)
    some = places[::step]
    found = fcluster(linkage(some, "ward"), count, "maxclust") - 1
    if step == 1:
        return np.asarray(found, dtype=np.int64)
    centres = np.stack([some[found == one].mean(axis=0) for one in range(int(found.max()) + 1)])
    away = (centres**2).sum(axis=1) - 2 * places @ centres.T
    return np.asarray(away.argmin(axis=1), dtype=np.int64)
