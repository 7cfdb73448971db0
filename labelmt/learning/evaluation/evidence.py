"""Evidence for a task's figures: truth and probabilities of images, and what is told from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import JudgedBy, TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.fold_intervals import widened
from labelmt.learning.evaluation.intervals import task_intervals
from labelmt.learning.evaluation.metrics import decided_images, task_metrics

Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """One task on n images that the weights never saw; see ``task_metrics`` for the arrays.

    Attributes:
        rows: (n,) int64.
    """

    spec: TaskSpec
    rows: NDArray[np.int64]
    states: NDArray[np.int8]
    probabilities: Floats
    thresholds: Floats
    before: Floats | None = None
    apart: tuple[Floats, Floats] | None = None

    def of(self, chosen: NDArray[np.bool_]) -> Evidence:
        """The same on some of the images, by (n,) bool."""
        return replace(
            self,
            rows=self.rows[chosen],
            states=self.states[chosen],
            probabilities=self.probabilities[chosen],
            before=None if self.before is None else self.before[chosen],
            apart=None if self.apart is None else (self.apart[0][chosen], self.apart[1][chosen]),
        )

    def metrics(self) -> TaskMetrics:
        """The figures alone."""
        return task_metrics(
            self.spec,
            self.states,
            self.probabilities,
            self.thresholds,
            self.before,
            apart=self.apart,
        )

    def told(self, groups: NDArray[np.int64], part: str, sample: str) -> TaskMetrics:
        """The figures with intervals, and the images they are of.

        Args:
            groups: (n,) numbers of groups of images that belong together.
            part, sample: see ``JudgedBy``.
        """
        metrics = self.metrics()
        found = task_intervals(
            self.spec.kind,
            self.states,
            self.probabilities,
            self.thresholds,
            groups,
            apart=self.apart,
        ).means
        judges = decided_images(self.spec.kind, self.states)
        by = JudgedBy(part, int(judges.sum()), len(np.unique(groups[judges])), sample)
        told = {name: one for name, one in found.items() if getattr(metrics, name) is not None}
        if part == "cross-fitted":
            told = {name: widened(name, getattr(metrics, name), one) for name, one in told.items()}
        return replace(metrics, intervals=told, judged_by=by)
