"""Projects features on their leading principal axes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.principal_axes import widest_axes
from labelmt.project.similarity.cosine_similarity import Floats, Rows, unit

Features = NDArray[np.float16]

SAMPLE = 4000
"""Images whose spread gives the axes."""
_BLOCK = 1024


def projected(features: Features, rows: Rows, axes: int | None) -> Floats:
    """(n, axes) coordinates of directions, along the widest axis first; distances never grow.

    Args:
        features: (images, width), all rows asked for are in it; one row at least.
        axes: None or more than the width takes all of them, in no order.
    """
    step = -(-len(rows) // SAMPLE)
    sample = unit(np.asarray(features[rows[::step]], dtype=np.float32))
    mean = sample.mean(axis=0)
    turn: Floats | None = None
    if axes is not None and axes < features.shape[1]:
        turn = widest_axes(sample - mean, axes)
    width = features.shape[1] if turn is None else axes
    points = np.empty((len(rows), width or 1), dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = unit(np.asarray(features[rows[start : start + _BLOCK]], dtype=np.float32)) - mean
        points[start : start + _BLOCK] = block if turn is None else block @ turn
    return points
