"""Chooses how many views of an image help this project, tried on a few of its images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.evaluation.held_out_metrics import data_loss
from labelmt.learning.training.heads import fold_logits

TRIED = 300
"""Annotated images to try on: what they cost is small beside the project's."""
FEWEST = 40
"""With fewer annotated images, folds cannot tell."""
MOST_IMAGES = 5000
"""In larger projects four views of each image cost more time than most want to wait."""
GAIN = 0.02
"""Share by which the loss has to fall, so that chance does not decide."""


def several_are_better(
    specs: Sequence[TaskSpec],
    one: NDArray[np.float32],
    several: NDArray[np.float32],
    states: NDArray[np.int8],
    l2: float,
    seed: int,
    judging: NDArray[np.int8] | None = None,
) -> bool:
    """Compare (n, width) features of the same images by the loss on folds unseen.

    Args:
        judging: (n, all labels) what the loss is of; None: of all ``states``.
    """
    parts = fold_rows(states, 5, seed)
    judging = states if judging is None else judging
    losses = [
        data_loss(specs, judging, fold_logits(specs, features, states, l2, parts))
        for features in (one, several)
    ]
    before, after = losses
    return before is not None and after is not None and after < before * (1 - GAIN)
