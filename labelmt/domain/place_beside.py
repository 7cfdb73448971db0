"""Places new points of a map beside their nearest neighbours; the others stay where they are.

As out-of-sample embedding does (Poličar, Stražar and Zupan, Machine Learning 2021): a new point
begins at the weighted mean of the places of its nearest neighbours. It stays there: what is on the
map already does not move for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NEAREST = 5
_BLOCK = 512
_LEAST = np.float32(1e-9)


def place_beside(points: Floats, placed: Floats, places: Floats, nearest: int = NEAREST) -> Floats:
    """(n, 2) places of new points: near the most similar, between several that are as similar.

    Args:
        points: (n, width) of the new ones.
        placed: (m, width) of those that have a place; one at least.
        places: (m, 2) float32.
        nearest: neighbours heeded, as far as there are so many.
    """
    nearest = min(nearest, len(placed))
    square = np.einsum("ij,ij->i", placed, placed)
    found = np.empty((len(points), 2), dtype=np.float32)
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        own = np.einsum("ij,ij->i", block, block)[:, None]
        far = np.maximum(own + square - 2 * (block @ placed.T), 0)
        near = np.argpartition(far, nearest - 1, axis=1)[:, :nearest]
        # By the square of the distance, so that one much nearer than the others decides alone.
        weight = 1 / (np.take_along_axis(far, near, axis=1) + _LEAST)
        weight /= weight.sum(axis=1, keepdims=True)
        found[start : start + _BLOCK] = np.einsum("ij,ijk->ik", weight, places[near])
    return found
