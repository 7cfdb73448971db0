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
Rows = NDArray[np.int64]

_EXACT = 1e-9
"""19 of 20 is 95 %, whatever rounding makes of it."""


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
    _rows: Rows

    @property
    def known(self) -> int:
        """Pairs that are judged."""
        return len(self._truth)

    @property
    def tells(self) -> bool:
        """Whether there are enough images of both kinds for shares that do not look too sure."""
        present = int(self._truth.sum())
        return min(present, self.known - present) >= TOO_FEW

    def missed(self, threshold: float) -> Rows:
        """The images that show the label and are not predicted to, the surest first."""
        return self._chosen(self._truth & (self._scores < threshold), self._scores)

    def false_alarms(self, threshold: float) -> Rows:
        """The images that are predicted to show the label and do not, the surest first."""
        return self._chosen(~self._truth & (self._scores >= threshold), -self._scores)

    def _chosen(self, which: NDArray[np.bool_], order: Floats) -> Rows:
        found: Rows = self._rows[which][np.argsort(order[which], kind="stable")]
        return found

    def for_precision(self, wished: float) -> float | None:
        """The threshold of the highest recall at no less than this precision; None: there is none.

        Half-way to the next lower probability, where nothing else changes.
        """
        enough = np.flatnonzero(self.precision >= wished - _EXACT)
        return self._below(int(enough[-1])) if len(enough) else None

    def for_recall(self, wished: float) -> float | None:
        """The highest threshold with no less than this recall; None where nothing is present."""
        enough = np.flatnonzero(self.recall >= wished - _EXACT)
        return self._below(int(enough[0])) if len(enough) else None

    def nearest(self, recall: float, precision: float) -> float:
        """The threshold whose point lies nearest on the curve."""
        distance = (self.recall - recall) ** 2 + (self.precision - precision) ** 2
        return self._below(int(distance.argmin()))

    def _below(self, place: int) -> float:
        """Any threshold down to the next probability predicts the same."""
        here = float(self.thresholds[place])
        below = float(self.thresholds[place + 1]) if place + 1 < len(self.thresholds) else 0.0
        return (here + below) / 2

    def right_of_predicted(self, threshold: float) -> tuple[NDArray[np.bool_], Rows]:
        """(n,) whether each predicted image shows the label (their mean: precision), its row."""
        said = self._scores >= threshold
        return self._truth[said], self._rows[said]

    def predicted_of_present(self, threshold: float) -> tuple[NDArray[np.bool_], Rows]:
        """(n,) whether each image that shows the label is predicted (recall), its row."""
        return self._scores[self._truth] >= threshold, self._rows[self._truth]

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
