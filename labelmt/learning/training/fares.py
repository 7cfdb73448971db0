"""How a task fares on images that its heads never saw, for choices that folds make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import data_loss, figures_of, task_slices

GAIN = 0.02
"""Share by which the loss has to fall, so that chance does not decide."""
FEWEST = 40
"""Annotated images below which folds cannot tell."""
TRIED = 300
"""Annotated images to try on: what they cost is small beside the project's."""


@dataclass(frozen=True, slots=True)
class Fares:
    """How a task fares: its loss, 0 where nothing is known of it, and its score."""

    loss: float
    score: float | None

    def worse_than(self, other: Fares) -> bool:
        """Whether the other's loss is lower by GAIN, and its score is not."""
        if not other.loss < self.loss * (1 - GAIN):
            return False
        return self.score is None or other.score is None or other.score >= self.score


def fares_of(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: NDArray[np.float32]
) -> list[Fares]:
    """One a task, from (n, all labels) judging states and logits of heads of other folds."""
    scores = figures_of(specs, [uncalibrated(spec) for spec in specs], states, logits)
    return [
        Fares(
            data_loss((replace(spec, weight=1.0),), states[:, columns], logits[:, columns]) or 0.0,
            figures.score,
        )
        for spec, columns, figures in zip(specs, task_slices(specs), scores, strict=True)
    ]
