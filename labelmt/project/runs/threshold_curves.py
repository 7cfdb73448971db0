"""Precision and recall of a label by threshold, on held-out images.

Pure functions of arrays; run them on a pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import TOO_FEW

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Counts of known pairs of one label; from the threshold on it counts as predicted."""

    threshold: float
    hits: int
    false_alarms: int
    misses: int
    rejections: int

    @property
    def precision(self) -> float | None:
        """Share of the predicted that are right; None where nothing is predicted."""
        predicted = self.hits + self.false_alarms
        return self.hits / predicted if predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the present that are predicted; None where nothing is present."""
        present = self.hits + self.misses
        return self.hits / present if present else None

    @property
    def f1(self) -> float | None:
        counted = 2 * self.hits + self.false_alarms + self.misses
        return 2 * self.hits / counted if counted else None


@dataclass(frozen=True, eq=False, slots=True)
class LabelCurve:
    """Every threshold that makes a difference, from the highest down.

    Attributes:
        thresholds, precision, recall: (n,) each.
    """

    label_id: int
    thresholds: Floats
    precision: Floats
    recall: Floats
    _scores: Floats
    _truth: NDArray[np.bool_]
    _rows: NDArray[np.int64]

    @property
    def known(self) -> int:
        """Pairs that are judged."""
        return len(self._truth)

    @property
    def tells(self) -> bool:
        """Whether there are enough images of both kinds for shares that do not look too sure."""
        present = int(self._truth.sum())
        return min(present, self.known - present) >= TOO_FEW

    def missed(self, threshold: float) -> NDArray[np.int64]:
        """The images that show the label and are not predicted to, the surest first."""
        return self._chosen(self._truth & (self._scores < threshold), self._scores)

    def false_alarms(self, threshold: float) -> NDArray[np.int64]:
        """The images that are predicted to show the label and do not, the surest first."""
        return self._chosen(~self._truth & (self._scores >= threshold), -self._scores)

    def _chosen(self, which: NDArray[np.bool_], order: Floats) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self._rows[which][np.argsort(order[which], kind="stable")]
        return found

    def at(self, threshold: float) -> AtThreshold:
        """The counts at a threshold."""
        said = self._scores >= threshold
        hits = int((said & self._truth).sum())
        alarms = int(said.sum()) - hits
        misses = int(self._truth.sum()) - hits
        return AtThreshold(threshold, hits, alarms, misses, len(said) - hits - alarms - misses)


def label_curve(judged: HeldOutPredictions, label_id: int) -> LabelCurve | None:
    """Precision and recall over all thresholds; None for a label that was not judged."""
    columns = judged.columns((label_id,))
    if not columns:
        return None
    states, values = judged.states[:, columns[0]], judged.probabilities[:, columns[0]]
    known = (states != State.UNKNOWN) & ~np.isnan(values)
    scores, truth = values[known].astype(np.float64), states[known] == State.PRESENT
    rows = judged.rows[known]
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, len(scores) > 0))
    counted = last + 1.0
    present = max(1, int(truth.sum()))
    return LabelCurve(
        label_id, scores[order][last], hits[last] / counted, hits[last] / present,
        scores, truth, rows,
    )  # fmt: skip
