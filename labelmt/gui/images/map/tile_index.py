"""Finds the points of a map that lie in a rectangle, among millions: sorted by tiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

MOST_SIDE = 256
PER_TILE = 8
"""Points of a tile, about, as far as MOST_SIDE allows."""


class TileIndex:
    """Points in the order of their tiles, so that those of a row of tiles are one slice.

    Args:
        places: (rows, 2) float32; NaN for rows that have no point.

    Attributes:
        rows: (n,) int64, which row each point is of. x, y: (n,) float32.
    """

    def __init__(self, places: Floats) -> None:
        rows: Rows = np.flatnonzero(~np.isnan(places[:, 0])) if len(places) else np.empty(0, int)
        points = places[rows]
        self.low = points.min(axis=0) if len(rows) else np.zeros(2, np.float32)
        high = points.max(axis=0) if len(rows) else np.ones(2, np.float32)
        self.extent = np.maximum(high - self.low, np.float32(1e-6))
        self._side = int(min(MOST_SIDE, max(1, np.sqrt(len(rows) / PER_TILE))))
        column, line = self._tiles(points[:, 0], points[:, 1])
        tile = line * self._side + column
        order = np.argsort(tile, kind="stable")
        self.rows: Rows = rows[order]
        self.x: Floats = np.ascontiguousarray(points[order, 0])
        self.y: Floats = np.ascontiguousarray(points[order, 1])
        self._starts = np.searchsorted(tile[order], np.arange(self._side**2 + 1))
        self.point_of: NDArray[np.int32] = np.full(len(places), -1, dtype=np.int32)
        """(rows,) the point of each row; -1 where it has none."""
        self.point_of[self.rows] = np.arange(len(rows), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.rows)

    def within(self, left: float, top: float, right: float, bottom: float) -> Rows | slice:
        """Points that may lie in a rectangle: all that do, and few others; a slice of all."""
        first, last = self._tile(left, top), self._tile(right, bottom)
        if first == (0, 0) and last == (self._side - 1, self._side - 1):
            return slice(0, len(self))
        parts = [
            np.arange(
                self._starts[line * self._side + first[0]],
                self._starts[line * self._side + last[0] + 1],
            )
            for line in range(first[1], last[1] + 1)
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def inside(self, left: float, top: float, right: float, bottom: float) -> Rows:
        """(n,) points that lie in a rectangle."""
        near = self.within(left, top, right, bottom)
        x, y = self.x[near], self.y[near]
        hit = np.flatnonzero((x >= left) & (x <= right) & (y >= top) & (y <= bottom))
        return hit if isinstance(near, slice) else near[hit]

    def nearest(self, x: float, y: float, reach: float) -> int | None:
        """The point nearest to a place, within a distance; None where there is none."""
        near = self.inside(x - reach, y - reach, x + reach, y + reach)
        if not len(near):
            return None
        far = (self.x[near] - x) ** 2 + (self.y[near] - y) ** 2
        best = int(np.argmin(far))
        return int(near[best]) if far[best] <= reach * reach else None

    def _tile(self, x: float, y: float) -> tuple[int, int]:
        column, line = self._tiles(np.array([x]), np.array([y]))
        return int(column[0]), int(line[0])

    def _tiles(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[Rows, Rows]:
        column = (x - self.low[0]) / self.extent[0] * self._side
        line = (y - self.low[1]) / self.extent[1] * self._side
        last = self._side - 1
        return (
            np.clip(column, 0, last).astype(np.int64),
            np.clip(line, 0, last).astype(np.int64),
        )
