"""Which images of a map are shown as pictures: as many as do not overlap each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.gui.images.map.tile_index import Floats, Rows

MOST = 600
"""Points on the screen up to which any are shown as pictures."""
EDGES = 36, 128
"""Least and largest side of a picture, in pixels at 100 %."""


def picture_edge(points: int, width: int, height: int) -> int:
    """How large pictures are where so many points are on the screen; 0: there are too many."""
    if not points or points > MOST:
        return 0
    room = int((width * height / points) ** 0.5 * 0.8)
    return 0 if room < EDGES[0] else min(room, EDGES[1])


def not_overlapping(x: Floats, y: Floats, rows: Rows, first: Sequence[int], edge: int) -> list[int]:
    """Places, in the arrays given, of the points whose pictures are shown.

    The choice depends on where points lie to each other alone, so that it stays as one pans.

    Args:
        x, y: (n,) middles on the screen, in pixels. rows: (n,) which image each is.
        first: rows that are preferred.
        edge: side of a picture with its margin.
    """
    # A fixed order that has nothing to do with places: multiplied by the golden ratio's bits.
    order = np.argsort((rows.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32))
    if first:
        wanted = np.isin(rows[order], np.fromiter(first, np.int64))
        order = np.concatenate([order[wanted], order[~wanted]])
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    found: list[int] = []
    xs, ys = x.tolist(), y.tolist()
    for at in order.tolist():
        px, py = xs[at], ys[at]
        cx, cy = int(px // edge), int(py // edge)
        free = all(
            abs(px - ox) >= edge or abs(py - oy) >= edge
            for nx in (cx - 1, cx, cx + 1)
            for ny in (cy - 1, cy, cy + 1)
            for ox, oy in taken.get((nx, ny), ())
        )
        if free:
            taken.setdefault((cx, cy), []).append((px, py))
            found.append(at)
    return found
