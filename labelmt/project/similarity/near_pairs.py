"""Exact near-neighbour pairs of images, without comparing most of them in full.

Directions are compared along a few wide axes first, then along more, and only then in full: a
projection brings two points closer, never further apart, so that pairs too far apart there need
no second look and none is missed. Along the first axis alone many blocks of images lie too far
apart to be compared at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from labelmt.project.similarity.cosine_similarity import Floats, Rows, unit
from labelmt.project.similarity.projection import Features, projected
from labelmt.project.similarity.single_thread_blas import one_thread

Report = Callable[[float], bool]
"""Told the share that is done; True ends it."""

FEW, MORE = 64, 320
"""Axes that all pairs are compared along, and those that come through this sieve."""
ALL_AT_ONCE = 4000
"""So many images or fewer are compared in full."""
BLOCK = 1024
CANDIDATES = 2048
"""Pairs compared in full in one go: their features stay in the processor's cache."""
DENSE = 8 * BLOCK
"""Pairs of two blocks from which it is faster to compare all of both."""
EASY = 8
"""So many times as many are sieved before that: each costs as much less."""
MOST_PAIRS = 1_000_000
ROOM = 3
"""So many times more are kept before the least similar ones go: each time all are sorted."""
_SLACK = 1e-5
"""Rounding of float32; a pair more is looked at, none less."""
LEVELS = 1 - np.logspace(0, -6, 10_001)
"""What ``least`` may be raised to: the same ones in whatever order pairs are found."""
NOTHING = 2.0
"""A cosine that no pair has."""


@dataclass(frozen=True, eq=False, slots=True)
class NearPairs:
    """Pairs of images, the most similar first.

    Attributes:
        one, other: (pairs,) places in the rows asked for, one < other.
        similarity: (pairs,) float32, from ``least`` on.
        least: what was asked for, or more where that would be more than MOST_PAIRS.
    """

    one: Rows
    other: Rows
    similarity: Floats
    least: float


def near_pairs(
    features: Features, rows: Rows, least: float, report: Report = lambda _share: False
) -> NearPairs | None:
    """Every pair of the rows with at least this cosine; None where ``report`` has ended it.

    Args:
        features: (n, width), all rows asked for are in it.
        least: above 0.
    """
    found = _Found(least)
    if len(rows) < 2:
        return found.result()
    # Threads of our own over blocks: each step of one is too small to be shared by BLAS's.
    with one_thread():
        comparison = _Comparison(features, rows, found)
        starts = range(0, len(rows), BLOCK)
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="near") as threads:
            for done, _ in enumerate(threads.map(comparison.compare, starts), start=1):
                if report(done / len(starts)):
                    comparison.ended = True
                    break
            threads.shutdown(cancel_futures=comparison.ended)
    return None if comparison.ended else found.result()


class _Comparison:
    """A block of images with itself and all behind it, block by block."""

    def __init__(self, features: Features, rows: Rows, found: _Found) -> None:
        self.ended = False
        self._features, self._rows, self._found = features, rows, found
        points = projected(features, rows, MORE if _sieves(rows) else None)
        self._order = np.argsort(points[:, 0], kind="stable")
        self._points = points[self._order]
        self._in_order = rows[self._order]
        few = self._points[:, :FEW] if _sieves(rows) else self._points
        halves = np.einsum("ij,ij->i", few, few)[:, None] / 2
        ones = np.ones_like(halves)
        self._left = np.concatenate([few, -halves, ones], axis=1)
        self._right = np.concatenate([few, ones, -halves], axis=1)

    def _bound(self) -> float:
        """What minus half the squared distance of a near pair is at least, as things stand."""
        return -(1 - min(self._found.least, 1.0)) - _SLACK

    def compare(self, start: int) -> None:
        """Find the near pairs of the block from ``start`` on."""
        points = self._points
        stop = min(start + BLOCK, len(points))
        last = points[stop - 1, 0] + np.sqrt(-2 * self._bound())
        end = int(np.searchsorted(points[:, 0], last, side="right"))
        for begin in range(start, end, BLOCK):
            if self.ended:
                return
            until, bound = min(begin + BLOCK, end), self._bound()
            near = self._left[start:stop] @ self._right[begin:until].T
            one, other = np.divmod(np.flatnonzero(near >= bound), until - begin)
            later = other + begin > one + start
            one, other = one[later], other[later]
            one, other = one + start, other + begin
            if _sieves(self._rows) and len(one) <= EASY * DENSE:
                close = _within(points, one, other, -2 * bound)
                one, other = one[close], other[close]
            if len(one) > DENSE:
                cosines = self._all_cosines(start, stop, begin, until)
                self._add(one, other, cosines[one - start, other - begin])
                continue
            for first in range(0, len(one), CANDIDATES):
                part = slice(first, first + CANDIDATES)
                pair = self._in_order[one[part]], self._in_order[other[part]]
                figures = _cosines(self._features, *pair)
                self._add(one[part], other[part], figures)

    def _add(self, one: Rows, other: Rows, figures: Floats) -> None:
        one, other = self._order[one], self._order[other]
        self._found.add(np.minimum(one, other), np.maximum(one, other), figures)

    def _all_cosines(self, start: int, stop: int, begin: int, until: int) -> Floats:
        """(stop - start, until - begin) cosines of two blocks."""
        rows = self._in_order
        left = unit(np.asarray(self._features[rows[start:stop]], dtype=np.float32))
        right = unit(np.asarray(self._features[rows[begin:until]], dtype=np.float32))
        cosines: Floats = left @ right.T
        return cosines


def _sieves(rows: Rows) -> bool:
    return len(rows) > ALL_AT_ONCE


def _within(points: Floats, one: Rows, other: Rows, square: float) -> NDArray[np.bool_]:
    """(n,) whether two points are no further apart than the root of this."""
    close = np.empty(len(one), dtype=np.bool_)
    for start in range(0, len(one), CANDIDATES):
        part = slice(start, start + CANDIDATES)
        between = points[one[part]] - points[other[part]]
        close[part] = np.einsum("ij,ij->i", between, between) <= square
    return close


class _Found:
    """The pairs found so far. Too many raise ``least``, by their numbers alone: in any order."""

    def __init__(self, least: float) -> None:
        self.least = least
        self._lock = Lock()
        self._parts: list[tuple[Rows, Rows, Floats]] = []
        self._count = 0

    def add(self, one: Rows, other: Rows, figures: Floats) -> None:
        with self._lock:
            near = figures >= self.least
            self._parts.append((one[near], other[near], figures[near]))
            self._count += int(near.sum())
            if self._count > ROOM * MOST_PAIRS:
                self._raise()

    def result(self) -> NearPairs:
        if self._count > MOST_PAIRS:
            self._raise()
        one, other, figures = self._joined()
        order = np.lexsort((other, one, -figures))
        return NearPairs(one[order], other[order], figures[order], self.least)

    def _raise(self) -> None:
        one, other, figures = self._joined()
        levels = LEVELS[self.least < LEVELS]
        above = len(figures) - np.searchsorted(np.sort(figures), levels)
        fits = np.flatnonzero(above <= MOST_PAIRS)
        self.least = float(levels[fits[0]]) if len(fits) else NOTHING
        near = figures >= self.least
        one, other, figures = one[near], other[near], figures[near]
        self._parts, self._count = [(one, other, figures)], len(figures)

    def _joined(self) -> tuple[Rows, Rows, Floats]:
        if not self._parts:
            none = np.empty(0, dtype=np.int64)
            return none, none, np.empty(0, dtype=np.float32)
        one, other, figures = zip(*self._parts, strict=True)
        return np.concatenate(one), np.concatenate(other), np.concatenate(figures)


def _cosines(features: Features, one: Rows, other: Rows) -> Floats:
    """(n,) cosines of pairs; a pair of images that are the same row by row has exactly 1."""
    a = np.asarray(features[one], dtype=np.float32)
    b = np.asarray(features[other], dtype=np.float32)
    lengths = np.einsum("ij,ij->i", a, a) * np.einsum("ij,ij->i", b, b)
    cosines = np.einsum("ij,ij->i", a, b) / np.sqrt(np.maximum(lengths, 1e-18))
    return np.asarray(cosines, dtype=np.float32)
