"""K-means clustering (Lloyd, IEEE Transactions on Information Theory 1982) of many points.

Centres are started by the greedy k-means++ (Arthur and Vassilvitskii, SODA 2007) and moved by a
sample of the points; then every point goes to its nearest centre.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.project.similarity.cosine_similarity import Floats, Rows

SAMPLE = 20_000
"""Points that move the centres."""
ROUNDS = 20
_BLOCK = 4096


def nearest_centres(points: Floats, count: int, seed: int = 0) -> Rows:
    """(n,) which of ``count`` centres each point is nearest to; some may have none.

    Args:
        points: (n, width), n at least 1. The same points give the same answer.
    """
    chance = np.random.default_rng(seed)
    sample = points
    if len(points) > SAMPLE:
        sample = points[np.sort(chance.choice(len(points), SAMPLE, replace=False))]
    centres = _spread_out(sample, count, chance)
    before: Rows | None = None
    for _ in range(ROUNDS):
        nearest = _nearest(sample, centres)
        if before is not None and np.array_equal(before, nearest):
            break
        before = nearest
        counts = np.bincount(nearest, minlength=len(centres))
        order = np.argsort(nearest, kind="stable")
        used = np.flatnonzero(counts)
        starts = np.concatenate([[0], np.cumsum(counts[used])[:-1]])
        centres[used] = np.add.reduceat(sample[order], starts) / counts[used, None]
    return _nearest(points, centres)


def _spread_out(points: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Points that are far from each other: each the best of a few, drawn by their squared distance
    to those before."""
    drawn = 2 + int(np.log(count))
    square = np.einsum("ij,ij->i", points, points)
    chosen = [int(chance.integers(len(points)))]
    far = _squared(points, square, chosen)[:, 0]
    while len(chosen) < count:
        sums = np.cumsum(far, dtype=np.float64)
        if sums[-1] <= 0:  # no further point is elsewhere
            break
        tried = np.searchsorted(sums, chance.random(drawn) * sums[-1], side="right")
        tried = np.minimum(tried, len(points) - 1)
        left = np.minimum(far[:, None], _squared(points, square, tried))
        best = int(np.argmin(left.sum(axis=0, dtype=np.float64)))
        chosen.append(int(tried[best]))
        far = left[:, best]
    return points[chosen].copy()


def _squared(points: Floats, square: Floats, chosen: Sequence[int] | Rows) -> Floats:
    """(n, chosen) squared distances."""
    far = square[:, None] + square[chosen] - 2 * (points @ points[chosen].T)
    least: Floats = np.maximum(far, 0)
    return least


def _nearest(points: Floats, centres: Floats) -> Rows:
    own = np.einsum("ij,ij->i", centres, centres) / 2
    found = np.empty(len(points), dtype=np.int64)
    for start in range(0, len(points), _BLOCK):
        found[start : start + _BLOCK] = np.argmin(
            own - points[start : start + _BLOCK] @ centres.T, axis=1
        )
    return found
