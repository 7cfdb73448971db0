"""Chooses for each task whether Laplacian regularisation (μ) serves it, by the project's folds.

It holds alike images to alike logits: of aerial photographs a gain with every number of
annotations (UC Merced), of clothes a loss, because what tells garments apart is not what most
tells photographs apart (docs/adr/0005).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.training.fares import fares_of

Floats = NDArray[np.float32]


def better_unsmoothed(
    specs: Sequence[TaskSpec], judging: NDArray[np.int8], plain: Floats, smooth: Floats
) -> frozenset[int]:
    """The ids of tasks whose heads do not gain by μ.

    Args:
        judging: (n, all labels) what is judged by.
        plain, smooth: (n, all labels) logits of heads of other folds, without and with it.
    """
    without, within = fares_of(specs, judging, plain), fares_of(specs, judging, smooth)
    return frozenset(
        spec.id
        for spec, one, other in zip(specs, without, within, strict=True)
        if not one.worse_than(other)
    )
