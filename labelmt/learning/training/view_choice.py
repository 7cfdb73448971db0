"""Chooses for each task how many views of an image it sees, tried on a few of the project's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.training.fares import fares_of
from labelmt.learning.training.heads import fold_logits

MOST_IMAGES = 5000
"""In larger projects four views of each image cost more time than most want to wait."""


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
        fares_of(specs, judging, fold_logits(specs, features, states, l2, parts))
        for features in (one, several)
    )
    return tuple(b.worse_than(a) for b, a in zip(before, after, strict=True))
