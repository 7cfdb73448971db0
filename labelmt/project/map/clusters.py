"""Clusters of the map: hills of density, what label each is of, and islands nobody has annotated.

ToMATo (Chazal, Guibas, Oudot and Skraba, Journal of the ACM 2013) on a raster: points go uphill to
the peak of their density, and a hill that stands out too little belongs to the one beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.project.map.colouring import predicted_labels
from labelmt.project.search.search_columns import Columns, Rows
from labelmt.project.similarity.cosine_similarity import Floats

MOST_CELLS = 96
"""Of the raster's side."""
STANDS_OUT = 1.6
"""A peak is so many times as dense as the pass to the next one, or it is none of its own."""
LEAST = 6
"""Images of a cluster; fewer are no crowd."""
MAIN = 0.5
"""Share of a cluster from which a label is predominant."""
FEWEST_ANNOTATED = 3
"""Images by which annotations name a cluster."""


@dataclass(frozen=True, eq=False, slots=True)
class Cluster:
    """Images that lie in one crowd.

    Attributes:
        rows: ascending.
        x, y: its middle on the map. radius: within which most of it lies.
        label_id: what is predominant; None where nothing is.
        share: of the images by which it is named, those that have the label.
        annotated: images of which anything is annotated.
        by_prediction: the model alone names it.
    """

    rows: Rows
    x: float
    y: float
    radius: float
    label_id: int | None
    share: float
    annotated: int
    by_prediction: bool

    @property
    def is_island(self) -> bool:
        """Whether nothing is annotated in it."""
        return self.annotated == 0


def clusters_of(places: Floats, columns: Columns) -> tuple[Cluster, ...]:
    """The clusters, the largest first.

    Args:
        places: (images, 2) float32; NaN where an image has none.
    """
    count = min(len(places), len(columns))
    rows = np.flatnonzero(~np.isnan(places[:count, 0]))
    if len(rows) < LEAST:
        return ()
    which = _hills(places[rows])
    present = columns.matrix == State.PRESENT
    annotated = (columns.matrix != State.UNKNOWN).any(axis=1)
    guessed = predicted_labels(columns) | present
    overall_present = present[rows].sum(axis=0) / max(1, int(annotated[rows].sum()))
    overall_guessed = guessed[rows].mean(axis=0)
    found = []
    order = np.argsort(which, kind="stable")
    starts = np.searchsorted(which[order], np.arange(int(which.max()) + 2))
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        members = np.sort(rows[order[first:last]])
        if len(members) < LEAST:
            continue
        known = members[annotated[members]]
        by_prediction = len(known) < FEWEST_ANNOTATED
        named_by = members if by_prediction else known
        shares = (guessed if by_prediction else present)[named_by]
        overall = overall_guessed if by_prediction else overall_present
        label_id, share = _main(shares, overall, columns)
        points = places[members]
        middle = np.median(points, axis=0)
        far = np.sqrt(((points - middle) ** 2).sum(axis=1))
        found.append(
            Cluster(
                members, float(middle[0]), float(middle[1]), float(np.quantile(far, 0.9)),
                label_id, share, len(known), by_prediction,
            )
        )  # fmt: skip
    found.sort(key=lambda one: (-len(one.rows), int(one.rows[0])))
    return tuple(found)


def _main(
    has: NDArray[np.bool_], overall: NDArray[np.floating], columns: Columns
) -> tuple[int | None, float]:
    """The label that most images have and that sets them apart from the others."""
    if not has.shape[1] or not len(has):
        return None, 0.0
    share = has.mean(axis=0)
    apart = np.where(share >= MAIN, share - overall, -np.inf)
    best = int(np.argmax(apart))
    if not np.isfinite(apart[best]):
        return None, 0.0
    return columns.schema.label_ids[best], float(share[best])


def _hills(points: Floats) -> NDArray[np.int64]:
    """(n,) which hill of density each point is on."""
    side = int(min(MOST_CELLS, max(12, 2.5 * np.sqrt(len(points)))))
    low = points.min(axis=0)
    extent = max(float((points.max(axis=0) - low).max()), 1e-6)
    cell = np.minimum(((points - low) / extent * side).astype(np.int64), side - 1)
    flat = cell[:, 1] * side + cell[:, 0]
    density = np.bincount(flat, minlength=side * side).reshape(side, side).astype(np.float64)
    for _ in range(2):  # twice a box of three is about a Gaussian
        density = _blurred(density)
    hill_of = _climbed(density)
    return hill_of[flat]


def _blurred(density: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(density, 1)
    lines = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    found: NDArray[np.float64] = (lines[:-2] + lines[1:-1] + lines[2:]) / 9
    return found


def _climbed(density: NDArray[np.float64]) -> NDArray[np.int64]:
    """(cells,) the peak each cell belongs to; -1 where there is nothing."""
    side = len(density)
    wide = side + 2
    padded = np.pad(density, 1).reshape(-1)
    heights = padded.tolist()
    top = list(range(len(heights)))
    seen = [False] * len(heights)
    beside = (-wide - 1, -wide, -wide + 1, -1, 1, wide - 1, wide, wide + 1)

    def root(cell: int) -> int:
        while top[cell] != cell:
            top[cell] = top[top[cell]]
            cell = top[cell]
        return cell

    order = np.argsort(-padded, kind="stable")
    for cell in order[: int((padded > 0).sum())].tolist():
        seen[cell] = True
        peaks = {root(cell + step) for step in beside if seen[cell + step]}
        if not peaks:
            continue
        highest = max(peaks, key=lambda one: (heights[one], -one))
        top[cell] = highest
        for peak in peaks - {highest}:
            if heights[peak] < STANDS_OUT * heights[cell]:
                top[peak] = highest
    hills = np.array([root(one) if seen[one] else -1 for one in range(len(heights))])
    return hills.reshape(wide, wide)[1:-1, 1:-1].reshape(-1)
