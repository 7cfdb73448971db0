"""Near neighbours of points: of each the nearest ones up to a distance.

Points are sorted along their widest axis, so that most blocks lie too far apart to be compared at
all; the rest is compared along a few wide axes first, and in full where it is near there. A
projection brings two points closer, never further apart: none is missed.

That takes a time that grows with the square of their number. Of very many points each is compared
with those around its nearest few of many landmarks alone (an inverted file: Sivic and Zisserman,
ICCV 2003), which may miss a neighbour, the sooner the further it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.principal_axes import widest_axes

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Pairs: TypeAlias = tuple[Places, Places, Floats]
"""Each point, its neighbour, and half of their squared distance."""


class Points(Protocol):
    """(n, width) float32: an array, or what makes parts of one when asked."""

    @property
    def shape(self) -> tuple[Any, ...]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, places: Any, /) -> Floats: ...


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
EXACT = 200_000
"""So many points or fewer are compared with all that may be near."""
AROUND, LOOKED_AT = 1000, 8
"""Points around each landmark, about; landmarks of each point of which it sees what is around."""
_PAIRS = 4096
"""Pairs compared in full in one go."""
_SLACK = 1e-5
"""Rounding of float32: a pair more is looked at, none less."""
_NONE: Pairs = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))


def near_neighbours(points: Points, near: float, most: int) -> Pairs:
    """Pairs of points at most ``near`` apart; of each point its ``most`` nearest.

    Exact up to EXACT points; of more some pair may be missed.

    Args:
        points: (n, width).
        near: half of a squared distance.

    Returns:
        Each point, its neighbour, and half of their squared distance; in no order.
    """
    searched = _Searched(points)
    looks = searched.by_landmarks(near) if len(points) > EXACT else searched.in_full(near, most)
    found = [_NONE, *(_nearest(*pairs, most) for pairs in looks)]
    one, other, distances = (np.concatenate(column) for column in zip(*found, strict=True))
    one, other, distances = _nearest(one, other, distances, most)
    return searched.order[one], searched.order[other], distances


class _Searched:
    """Points in the order of their widest axis, and their places along a few axes."""

    def __init__(self, points: Points) -> None:
        self._all = points
        self.order: Places = np.arange(len(points))
        self._sieves = len(points) > ALL_AT_ONCE and points.shape[1] > FEW
        if not self._sieves:
            self._few = points[:]
            return
        sample = points[:: -(-len(points) // SAMPLE)]
        axes = widest_axes(sample - sample.mean(axis=0), FEW)
        few = np.empty((len(points), FEW), dtype=np.float32)
        for start in range(0, len(points), PART):
            few[start : start + PART] = points[start : start + PART] @ axes
        self.order = np.argsort(few[:, 0], kind="stable")
        self._few = few[self.order]

    def in_full(self, near: float, most: int) -> Iterator[Pairs]:
        """Neighbours of one block after the other, as places in the order; none is missed."""
        for start in range(0, len(self.order), BLOCK):
            stop = min(start + BLOCK, len(self.order))
            found = _NONE
            begin, end = self._window(start, stop, near)
            for first in range(begin, end, PART):
                there = np.arange(first, min(first + PART, end))
                more = self._compared(np.arange(start, stop), there, near)
                one = np.concatenate([found[0], more[0]])
                other = np.concatenate([found[1], more[1]])
                distances = np.concatenate([found[2], more[2]])
                found = _nearest(one, other, distances, most)
            yield found

    def by_landmarks(self, near: float) -> Iterator[Pairs]:
        """Neighbours among the points around each landmark, as places in the order."""
        count = len(self.order)
        chosen = np.random.default_rng(0).choice(count, -(-count // AROUND), replace=False)
        landmarks = self._few[np.sort(chosen)]
        least = min(LOOKED_AT, len(landmarks))
        seen = np.empty((count, least), dtype=np.int32)
        heights = np.einsum("ij,ij->i", landmarks, landmarks) / 2
        for start in range(0, count, PART):
            far = heights - self._few[start : start + PART] @ landmarks.T
            few = np.argpartition(far, least - 1, axis=1)[:, :least]
            order = np.argsort(np.take_along_axis(far, few, axis=1), axis=1)
            seen[start : start + PART] = np.take_along_axis(few, order, axis=1)
        around, looking = _listed(seen[:, 0]), _listed(seen.reshape(-1))
        for landmark in range(len(landmarks)):
            there, here = around(landmark), looking(landmark) // least
            for start in range(0, len(here), BLOCK):
                for first in range(0, len(there), PART):
                    yield self._compared(
                        here[start : start + BLOCK], there[first : first + PART], near
                    )

    def _window(self, start: int, stop: int, near: float) -> tuple[int, int]:
        """All that may be near any of a block."""
        if not self._sieves:
            return 0, len(self.order)
        first, reach = self._few[:, 0], np.sqrt(2 * (near + _SLACK))
        begin = np.searchsorted(first, first[start] - reach, side="left")
        end = np.searchsorted(first, first[stop - 1] + reach, side="right")
        return int(begin), int(end)

    def _compared(self, here: Places, there: Places, near: float) -> Pairs:
        """Pairs of two blocks that are near, but of a point with itself."""
        few = self._few[here], self._few[there]
        if not self._sieves:
            return _apart(_within(*few, near), here, there)
        rough = _within(*few, near + _SLACK)
        if len(rough[0]) > DENSE * len(here) * len(there):
            full = self._all[self.order[here]], self._all[self.order[there]]
            return _apart(_within(*full, near), here, there)
        one, other, _ = _apart(rough, here, there)
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


def _within(left: Floats, right: Floats, near: float) -> Pairs:
    """Pairs of two blocks of points at most this apart, as places in the blocks."""
    distance = left @ right.T
    np.subtract(np.einsum("ij,ij->i", left, left)[:, None] / 2, distance, out=distance)
    distance += np.einsum("ij,ij->i", right, right) / 2
    close = np.flatnonzero(distance <= near)
    one, other = np.divmod(close, len(right))
    return one, other, distance.reshape(-1)[close]


def _apart(pairs: Pairs, here: Places, there: Places) -> Pairs:
    """The places of two blocks' points, without pairs of a point and itself."""
    one, other = here[pairs[0]], there[pairs[1]]
    apart = one != other
    return one[apart], other[apart], pairs[2][apart]


def _listed(numbers: NDArray[np.int32]) -> Callable[[int], Places]:
    """Places of each number."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]

    def places(number: int) -> Places:
        begin, end = np.searchsorted(ordered, [number, number + 1])
        found: Places = order[begin:end]
        return found

    return places


def _nearest(one: Places, other: Places, distances: Floats, most: int) -> Pairs:
    """Of each point its nearest alone."""
    order = np.lexsort((other, distances, one))
    one, other, distances = one[order], other[order], distances[order]
    rank = np.arange(len(one)) - np.searchsorted(one, one, side="left")
    kept = rank < most
    return one[kept], other[kept], distances[kept]
