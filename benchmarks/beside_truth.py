"""Figures of a task as they were told, beside what is true of images that no model ever met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import MEANS, TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.average_precision import average_precision
from labelmt.learning.evaluation.metrics import calibration_error

BOOTSTRAPS = 100

States = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as it was told, and what is true."""

    figure: str
    sample: str
    told: float
    low: float
    high: float
    truth: float
    bootstrap: float
    """Width of a 90 % interval of as many random, fully labelled images; nan: not compared."""


def beside_truth(
    spec: TaskSpec,
    task: TaskMetrics,
    truth: States,
    values: NDArray[np.float32],
    when: str,
    rng: np.random.Generator,
) -> Iterator[Told]:
    labels = task.labels
    shown = [place for place, one in enumerate(labels) if one.average_precision is not None]
    levels = np.array([one.threshold for one in labels])
    true = _figures(spec, truth, values, levels, shown)
    drawn = rng.choice(len(truth), min(task.images, len(truth)), replace=False)
    widths = _bootstrap(spec, truth[drawn], values[drawn], levels, shown)
    sample = "unknown" if task.judged_by is None else task.judged_by.sample
    for name in MEANS:
        low, high = task.intervals.get(name, (np.nan, np.nan))
        value = getattr(task, name)
        if value is not None and name in true:
            width = widths.get(name, np.nan)
            yield Told(f"{name} {when}", sample, value, low, high, true[name], width)


def label_ids(specs: Sequence[TaskSpec]) -> list[int]:
    return [label for spec in specs for label in spec.label_ids]


def _figures(
    spec: TaskSpec,
    truth: States,
    values: NDArray[np.float32],
    levels: NDArray[np.float64],
    shown: Sequence[int],
) -> dict[str, float]:
    """Of fully labelled images: over the labels that were told of alone."""
    if not shown:
        return {}
    there = truth == State.PRESENT
    found: dict[str, float] = {}
    if all(there[:, one].any() for one in shown):
        scores = [average_precision(there[:, one], values[:, one]) for one in shown]
        found["map"] = float(np.mean(scores))
    if spec.kind is TaskKind.MULTICLASS:
        # An image of a class that the model does not know is a mistake, whatever it says.
        rows, best = np.arange(len(values)), values.argmax(axis=1)
        found["accuracy"] = float(there[rows, best].mean())
        found["ece"] = calibration_error(values[rows, best], there[rows, best])
        return found
    said = values >= levels
    hits, wrong = (said & there).sum(axis=0), (said ^ there).sum(axis=0)
    f1 = 2 * hits / np.maximum(2 * hits + wrong, 1)
    found["macro_f1"] = float(f1[shown].mean())
    found["micro_f1"] = float(2 * hits.sum() / max(2 * hits.sum() + wrong.sum(), 1))
    found["ece"] = calibration_error(values.ravel(), there.ravel())
    return found


def _bootstrap(
    spec: TaskSpec,
    truth: States,
    values: NDArray[np.float32],
    levels: NDArray[np.float64],
    shown: Sequence[int],
) -> dict[str, float]:
    """Metric to the width of its 90 % percentile interval."""
    rng = np.random.default_rng(0)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(BOOTSTRAPS):
        at = rng.integers(0, len(truth), len(truth))
        for name, value in _figures(spec, truth[at], values[at], levels, shown).items():
            drawn[name].append(value)
    return {
        name: float(np.subtract(*np.percentile(of, [95, 5])))
        for name, of in drawn.items()
        if len(of) > BOOTSTRAPS / 2
    }
