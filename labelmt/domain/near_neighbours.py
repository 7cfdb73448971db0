"""Near neighbours of points: of each the nearest ones up to a distance, exactly.

Points are sorted along their widest axis, so that most blocks lie too far apart to be compared at
all; the rest is compared along a few wide axes first, and in full where it is near there. A
projection brings two points closer, never further apart: none is missed.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.principal_axes import widest_axes

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Pairs: TypeAlias = tuple[Places, Places, Floats]
"""Each point, its neighbour, and half of their squared distance."""

FEW = 64
"""Axes along which points are compared first."""
ALL_AT_ONCE = 4000
"""So many points or fewer are compared in full."""
SAMPLE = 4000
"""Points whose spread gives the axes."""
BLOCK, PART = 512, 4096
"""Points that are compared in one go with others."""
DENSE = 0.05
"""Share of their pairs that come through from which comparing all of them is faster."""
_PAIRS = 4096
"""Pairs compared in full in one go."""
_SLACK = 1e-5
"""Rounding of float32: a pair more is looked at, none less."""
_NONE: Pairs = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))


def near_neighbours(points: Floats, near: float, most: int) -> Pairs:
    """Pairs of points at most ``near`` apart; of each point its ``most`` nearest.

    Args:
        points: (n, width).
        near: half of a squared distance.

    Returns:
        Each point, its neighbour, and half of their squared distance; in no order.
    """
    searched = _Searched(points)
    found = [searched.near(start, near, most) for start in range(0, len(points), BLOCK)]
    one, other, distances = (np.concatenate(column) for column in zip(_NONE, *found, strict=True))
    return searched.order[one], searched.order[other], distances


class _Searched:
    """Points in the order of their widest axis, and their places along a few axes."""

    def __init__(self, points: Floats) -> None:
        self._all, self._few = points, points
        self.order: Places = np.arange(len(points))
        self._sieves = len(points) > ALL_AT_ONCE and points.shape[1] > FEW
        if self._sieves:
            sample = points[:: -(-len(points) // SAMPLE)]
            few = points @ widest_axes(sample - sample.mean(axis=0), FEW)
            self.order = np.argsort(few[:, 0], kind="stable")
            self._few = few[self.order]

    def near(self, start: int, near: float, most: int) -> Pairs:
        """Neighbours of a block, as places in the order."""
        stop = min(start + BLOCK, len(self.order))
        found = _NONE
        begin, end = self._window(start, stop, near)
        for first in range(begin, end, PART):
            more = self._compared(slice(start, stop), slice(first, min(first + PART, end)), near)
            one = np.concatenate([found[0], more[0]])
            other = np.concatenate([found[1], more[1]])
            distances = np.concatenate([found[2], more[2]])
            apart = one != other
            found = _nearest(one[apart], other[apart], distances[apart], most)
        return found

    def _window(self, start: int, stop: int, near: float) -> tuple[int, int]:
        """All that may be near any of a block."""
        if not self._sieves:
            return 0, len(self.order)
        first, reach = self._few[:, 0], np.sqrt(2 * (near + _SLACK))
        begin = np.searchsorted(first, first[start] - reach, side="left")
        end = np.searchsorted(first, first[stop - 1] + reach, side="right")
        return int(begin), int(end)

    def _compared(self, here: slice, there: slice, near: float) -> Pairs:
        """Pairs of two blocks that are near."""
        if not self._sieves:
            return _within(self._all[here], self._all[there], here, there, near)
        rough = _within(self._few[here], self._few[there], here, there, near + _SLACK)
        one, other, _ = rough
        if len(one) > DENSE * (here.stop - here.start) * (there.stop - there.start):
            rows = self.order
            return _within(self._all[rows[here]], self._all[rows[there]], here, there, near)
        distances = self._distances(one, other)
        close = distances <= near
        return one[close], other[close], distances[close]

    def _distances(self, one: Places, other: Places) -> Floats:
        """(pairs,) a part at a time: all vectors at once are hundreds of megabytes."""
        found = np.empty(len(one), dtype=np.float32)
        for start in range(0, len(one), _PAIRS):
            part = slice(start, start + _PAIRS)
            between = self._all[self.order[one[part]]] - self._all[self.order[other[part]]]
            found[part] = np.einsum("ij,ij->i", between, between) / 2
        return found


def _within(left: Floats, right: Floats, here: slice, there: slice, near: float) -> Pairs:
    """Pairs of two blocks of points at most this apart, as places in their order."""
    distance = left @ right.T
    np.subtract(np.einsum("ij,ij->i", left, left)[:, None] / 2, distance, out=distance)
    distance += np.einsum("ij,ij->i", right, right) / 2
    close = np.flatnonzero(distance <= near)
    one, other = np.divmod(close, len(right))
    return one + here.start, other + there.start, distance.reshape(-1)[close]


def _nearest(one: Places, other: Places, distances: Floats, most: int) -> Pairs:
    """Of each point its nearest alone."""
    order = np.lexsort((other, distances, one))
    one, other, distances = one[order], other[order], distances[order]
    rank = np.arange(len(one)) - np.searchsorted(one, one, side="left")
    kept = rank < most
    return one[kept], other[kept], distances[kept]
