"""Chooses for each task how many views of an image it sees, tried on a few of the project's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import data_loss, figures_of, task_slices
from labelmt.learning.training.heads import fold_logits

TRIED = 300
"""Annotated images to try on: what they cost is small beside the project's."""
FEWEST = 40
"""With fewer annotated images, folds cannot tell."""
MOST_IMAGES = 5000
"""In larger projects four views of each image cost more time than most want to wait."""
GAIN = 0.02
"""Share by which the loss has to fall, so that chance does not decide."""


def better_seen_as_several(
    specs: Sequence[TaskSpec],
    one: NDArray[np.float32],
    several: NDArray[np.float32],
    states: NDArray[np.int8],
    l2: float,
    seed: int,
    groups: NDArray[np.int64] | None = None,
    judging: NDArray[np.int8] | None = None,
) -> tuple[bool, ...]:
    """Compare (n, width) features of the same images, task by task, on folds unseen.

    Args:
        groups: (n,) numbers of groups that stay in one fold; None: near-duplicates of ``one``.
        judging: (n, all labels) what is judged by; None: all ``states``.

    Returns:
        one a task: whether its loss falls by the share GAIN with several views, and its mean
        average precision or accuracy does not.
    """
    judging = states if judging is None else judging
    groups = near_duplicate_groups(one) if groups is None else groups
    parts = fold_rows(states, 5, seed, groups)
    before, after = (
        _fares(specs, judging, fold_logits(specs, features, states, l2, parts))
        for features in (one, several)
    )
    return tuple(b.worse_than(a) for b, a in zip(before, after, strict=True))


@dataclass(frozen=True, slots=True)
class _Fares:
    """How a task fares: its loss, 0 where nothing is known of it, and its score."""

    loss: float
    score: float | None

    def worse_than(self, other: _Fares) -> bool:
        if not other.loss < self.loss * (1 - GAIN):
            return False
        return self.score is None or other.score is None or other.score >= self.score


def _fares(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: NDArray[np.float32]
) -> list[_Fares]:
    scores = figures_of(specs, [uncalibrated(spec) for spec in specs], states, logits)
    return [
        _Fares(
            data_loss((replace(spec, weight=1.0),), states[:, columns], logits[:, columns]) or 0.0,
            figures.score,
        )
        for spec, columns, figures in zip(specs, task_slices(specs), scores, strict=True)
    ]
