"""Reliability diagram: how often what is told with some probability is so, bin by bin.

DeGroot and Fienberg, The Statistician 32, 1983; the bins are those of the calibration error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.schema import Task, TaskKind

BINS = 15


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of BINS equally wide bins of the probability, from the lowest up.

    Attributes:
        counts: pairs in it. confidence: their mean probability. frequency: share that is so.
            Both are 0 where there are none.
    """

    counts: tuple[int, ...]
    confidence: tuple[float, ...]
    frequency: tuple[float, ...]

    @property
    def pairs(self) -> int:
        return sum(self.counts)

    @property
    def error(self) -> float:
        """The expected calibration error of these pairs."""
        apart = (
            count * abs(told - so)
            for count, told, so in zip(self.counts, self.confidence, self.frequency, strict=True)
        )
        return sum(apart) / max(1, self.pairs)


def reliability(judged: HeldOutPredictions, task: Task) -> Reliability | None:
    """Of a task's known pairs; of a multiclass task, of the most probable label of each image.

    None where none of it was judged.
    """
    columns = judged.columns(tuple(label.id for label in task.labels))
    if not columns:
        return None
    states, values = judged.states[:, columns], judged.probabilities[:, columns]
    if task.kind is TaskKind.MULTICLASS:
        decided = (states == State.PRESENT).any(axis=1) & ~np.isnan(values).all(axis=1)
        states, values = states[decided], np.nan_to_num(values[decided], nan=-1.0)
        top, rows = values.argmax(axis=1), np.arange(len(values))
        told, so = values[rows, top], states[rows, top] == State.PRESENT
    else:
        known = (states != State.UNKNOWN) & ~np.isnan(values)
        told, so = values[known], states[known] == State.PRESENT
    return None if not len(told) else _binned(told.astype(np.float64), so)


def _binned(told: NDArray[np.float64], so: NDArray[np.bool_]) -> Reliability:
    bins = np.minimum((told * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    divisor = np.maximum(counts, 1)
    confidence = np.bincount(bins, told, minlength=BINS) / divisor
    frequency = np.bincount(bins, so.astype(np.float64), minlength=BINS) / divisor
    return Reliability(
        tuple(counts.tolist()), tuple(confidence.tolist()), tuple(frequency.tolist())
    )
