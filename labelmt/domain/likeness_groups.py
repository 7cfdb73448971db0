"""Groups of near-duplicate images from their features: bursts, crops and repeats of one scene.

Nearest pairs join first (single linkage, by Kruskal's algorithm), so that no two near-duplicates
are parted, with two bounds that keep a chain from joining everything: what is near is told beside
how far images of this project are from each other at all, since X-rays are all alike; and no group
grows beyond a share of the images.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.near_neighbours import Floats, Points, near_neighbours

Groups = NDArray[np.int64]

NEAR = 0.06
"""Distance (1 − cosine of features) up to which images of a varied project are near. Of 200 drawn
bursts, hand-held, 0.02 knows 11 % of the frames again and 0.06 knows 98 %; the nearest image of
another burst is at 0.062. UC Merced has near-duplicates of 10 % of its images then, and a group of
54 where one field of shrubs looks like the next."""
CHANCE = 0.01
"""Share of images that may have a near one by chance. Of X-rays, or of one camera's frames, all
lie within NEAR of each other; what repeats another is nearer than chance brings any two."""
LARGEST_SHARE, LARGEST_LEAST = 0.1, 10
"""Share of the images that a group may grow to, and images that it may have in any case."""
NEIGHBOURS = 30
"""Nearest images of each that are looked at: a group is found through any of its pairs."""
_PAIRS = 20_000
_BLOCK = 512


def near_duplicate_groups(
    features: NDArray[np.floating[Any]], rows: Groups | None = None
) -> Groups:
    """(n,) group numbers; images with equal features always share one.

    Args:
        features: (images, width); may be memory-mapped: a few are looked at in one go, and a
            third of a kilobyte an image is kept.
        rows: (n,) of which images; None is all.
    """
    count = len(features) if rows is None else len(rows)
    if not count:
        return np.arange(0)
    placed = _Directions(features, np.arange(count) if rows is None else rows)
    first, copy_of = _equal_rows(placed)
    distinct = placed.of(first)
    one, other = _near_pairs(distinct, near_distance(distinct))
    sizes = np.bincount(copy_of, minlength=len(first))
    largest = max(LARGEST_LEAST, int(LARGEST_SHARE * count))
    return _joined(one, other, sizes, largest)[copy_of]


def near_distance(placed: Points, seed: int = 0) -> float:
    """The distance up to which two of these are near; (n, width) directions about their mean."""
    rng = np.random.default_rng(seed)
    one, other = rng.integers(0, len(placed), (2, _PAIRS))
    apart = one != other
    if not apart.any():
        return 0.0
    distances = _distances(placed, one[apart], other[apart])
    low, middle, high = np.quantile(distances, (0.25, 0.5, 0.75))
    if high <= low:
        return float(min(NEAR, middle)) / 2
    # A sum of squares: gamma distributed, and P(d < x) is close to (x / scale)^shape / shape!.
    spread = (high - low) / 1.349
    shape = (middle / spread) ** 2
    tail = (math.log(CHANCE / len(placed)) + math.lgamma(shape + 1)) / shape
    return float(min(NEAR, spread**2 / middle * math.exp(tail)))


def _distances(placed: Points, one: Groups, other: Groups) -> Floats:
    """(pairs,) a block at a time: all pairs' vectors at once are 100 MB of fresh pages each."""
    found = np.empty(len(one), dtype=np.float32)
    for start in range(0, len(one), _BLOCK):
        block = slice(start, start + _BLOCK)
        between = placed[one[block]] - placed[other[block]]
        found[block] = np.einsum("ij,ij->i", between, between) / 2
    return found


class _Directions:
    """Unit vectors about their mean: half of their squared distance is 1 − cosine.

    About the mean, what all images share takes no digits. Made a part at a time, when asked.
    """

    def __init__(self, features: NDArray[np.floating[Any]], rows: Groups) -> None:
        self._features, self._rows = features, rows
        self._lengths = np.ones((len(rows), 1), dtype=np.float32)
        self._mean = np.zeros(features.shape[1], dtype=np.float32)
        total = np.zeros(features.shape[1])
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            lengths = np.linalg.norm(self[block], axis=1, keepdims=True)
            self._lengths[block] = np.maximum(lengths, 1e-9)
            total += self[block].sum(axis=0, dtype=np.float64)
        self._mean = (total / len(rows)).astype(np.float32)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self._rows), len(self._mean)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, places: Any, /) -> Floats:
        made = np.array(self._features[self._rows[places]], dtype=np.float32, order="C")
        made /= self._lengths[places]
        made -= self._mean
        return made

    def of(self, places: Groups) -> _Directions:
        """Some of them, about the same mean."""
        some = object.__new__(_Directions)
        some._features, some._mean = self._features, self._mean
        some._rows, some._lengths = self._rows[places], self._lengths[places]
        return some


def _equal_rows(rows: Points) -> tuple[Groups, Groups]:
    """Of each distinct row the first, and (n,) which of them each row is.

    Distinct rows are ordered by the bytes they begin with, in whatever order images come: folds are
    drawn by the numbers of groups.
    """
    mixed = np.random.default_rng(0).integers(1 << 63, size=int(rows.shape[1]), dtype=np.uint64) | 1
    sums, begins = np.empty((2, len(rows)), dtype=np.uint64)
    for start in range(0, len(rows), _BLOCK):
        block = slice(start, start + _BLOCK)
        part = rows[block]
        sums[block] = (part.view(np.uint32).astype(np.uint64) * mixed).sum(axis=1, dtype=np.uint64)
        begins[block] = part[:, 0].copy().view(">u4")
    _, first, copy_of = np.unique(sums, return_index=True, return_inverse=True)
    order = np.lexsort((sums[first], begins[first]))
    return first[order], np.argsort(order)[copy_of.reshape(-1)]


def _near_pairs(placed: Points, near: float) -> tuple[Groups, Groups]:
    """Pairs up to this distance, the nearest first; of each image its nearest alone."""
    one, other, distances = near_neighbours(placed, near, NEIGHBOURS)
    order = np.lexsort((other, one, distances))
    return one[order], other[order]


def _joined(one: Groups, other: Groups, sizes: Groups, largest: int) -> Groups:
    """(len(sizes),) group numbers: pairs joined in order while groups stay small enough."""
    top = list(range(len(sizes)))
    size = sizes.tolist()

    def root(item: int) -> int:
        while top[item] != item:
            top[item] = item = top[top[item]]
        return item

    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        a, b = root(a), root(b)
        if a != b and size[a] + size[b] <= largest:
            top[max(a, b)] = min(a, b)
            size[min(a, b)] = size[a] + size[b]
    leads = np.array([root(item) for item in top], dtype=np.int64)
    return np.unique(leads, return_inverse=True)[1].reshape(-1)
