"""Learning curves: metric by number of annotated images, extrapolated.

Errors of learners fall as a power of the examples (Hestness et al., arXiv:1712.00409); a line
through their logarithms goes on for a while, and its own scatter says how surely.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelmt.domain.quantiles import student_quantile
from labelmt.domain.run_records import LearningPoint

FEWEST = 4
"""Points from which a line and its scatter can be told."""
SPAN = 2.0
"""The most images are at least so many times the fewest: a shorter curve says nothing ahead."""
SURE = 0.8
"""How likely the score lies in the interval told."""
FURTHEST = 2.0
"""No further ahead than so many times the images there are."""
WIDEST = 0.25
"""A wider interval tells nothing of what more images would bring."""
_LEAST_ERROR = 1e-4


@dataclass(frozen=True, slots=True)
class Projection:
    """What a score would likely be. ``low`` and ``high`` bound it with probability SURE."""

    images: int
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TaskCurve:
    """One task's points of one stage, from few images to many."""

    task_id: int
    stage: str
    points: tuple[LearningPoint, ...]

    def ahead(self, more: int) -> Projection | None:
        """With so many more images; None where the points are too few to tell."""
        if not self.points or more <= 0:
            return None
        have = self.points[-1].images
        counts = np.array([one.images for one in self.points], dtype=np.float64)
        if (
            len(np.unique(counts)) < FEWEST
            or counts.min() < 1
            or counts.max() / counts.min() < SPAN
            or (have + more) / have > FURTHEST
        ):
            return None
        errors = np.maximum([1 - one.score for one in self.points], _LEAST_ERROR)
        x, y = np.log(counts), np.log(errors)
        slope, intercept = np.polyfit(x, y, 1).tolist()
        at = math.log(have + more)
        middle = intercept + slope * at
        freedom = len(x) - 2
        scatter = math.sqrt(float(((y - intercept - slope * x) ** 2).sum()) / freedom)
        spread = float(((x - x.mean()) ** 2).sum())
        margin = scatter * math.sqrt(1 + 1 / len(x) + (at - x.mean()) ** 2 / spread)
        margin *= student_quantile(freedom, (1 + SURE) / 2)
        low, score, high = (
            min(1.0, max(0.0, 1 - math.exp(value)))
            for value in (middle + margin, middle, middle - margin)
        )
        return None if high - low > WIDEST else Projection(have + more, score, low, high)


def task_curves(points: Sequence[LearningPoint]) -> tuple[TaskCurve, ...]:
    """The points parted by task and stage."""
    parts: dict[tuple[int, str], list[LearningPoint]] = {}
    for point in points:
        parts.setdefault((point.task_id, point.stage), []).append(point)
    return tuple(
        TaskCurve(task_id, stage, tuple(sorted(found, key=lambda one: (one.images, one.at))))
        for (task_id, stage), found in sorted(parts.items())
    )
