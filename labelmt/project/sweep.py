"""A sweep: the images in view in the order of one label's probability, how far, and the rest.

Pure functions of the arrays a window holds; run them on a pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Schema, TaskKind
from labelmt.project.commands import AcceptSuggestions
from labelmt.project.predicted import chances_at, predicted
from labelmt.project.similarity.kept_features import KeptFeatures
from labelmt.project.similarity.likeness import unit

Rows = NDArray[np.int64]

SURE = 0.01
"""Probabilities this near to 0 and 1 are the model's certainties; 0.005 to 0.05 were tried on
UC Merced with models of 80 to 600 images and need as many strokes."""
KNOWN_SHARE = 0.15
"""How much a known label counts beside all the features, whose length is 1; 0.15 and 0.5 alike."""
FEWEST, TOGETHER, MOST = 8, 800, 3200
"""Unsure images that are put in order by likeness, so many at a time: a tree of more would keep
the interpreter for over 16 ms, and all of many would take seconds."""


@dataclass(frozen=True, slots=True)
class SweepCounts:
    """How many images of a sweep are decided."""

    total: int
    present: int
    absent: int

    @property
    def done(self) -> int:
        return self.present + self.absent


def sweep_rows(
    rows: Rows,
    label_id: int,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
    features: KeptFeatures | None = None,
    *,
    open_only: bool = False,
) -> Rows:
    """(n,) the same rows, the most probable first; those without a probability last, as they were.

    Images of which the model is not sure stand by likeness: neighbours mostly want the same
    state, and one stroke paints them.

    Args:
        rows: the images to sweep over.
        matrix: (images, labels) int8 of State codes, in the schema's columns.
        features: None where there are none yet; then the probability alone counts.
        open_only: leave out those whose state is known.
    """
    rows = rows[rows < len(matrix)]
    if open_only:
        rows = rows[matrix[rows, schema.columns[label_id]] == State.UNKNOWN]
    column = predictions.column(label_id) if predictions is not None else None
    if column is None:
        return rows
    chances = np.full(len(rows), np.nan, dtype=np.float32)
    known = rows < len(column)
    chances[known] = column[rows[known]]
    order = np.argsort(-chances, kind="stable")
    unsure = np.flatnonzero(np.abs(chances[order] - 0.5) < 0.5 - SURE)
    for start in range(0, min(len(unsure), MOST), TOGETHER):
        part = unsure[start : start + TOGETHER]
        if features is not None and len(part) >= FEWEST:
            place = order[part]
            others = np.delete(matrix[rows[place]], schema.columns[label_id], axis=1)
            order[part] = place[_by_likeness(features, rows[place], chances[place], others)]
    return rows[order]


def _by_likeness(
    features: KeptFeatures, rows: Rows, chances: NDArray[np.float32], others: NDArray[np.int8]
) -> NDArray[np.intp]:
    """An order in which neighbours are alike: the leaves of a tree of groups of groups.

    What is known of other labels counts as well: the same scene mostly has the same things.

    Args:
        others: (n, labels) State codes.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import pdist

    known = np.where(others == State.UNKNOWN, 0, 2 * others.astype(np.float32) - 1)
    there = rows < len(features.features)
    seen = np.zeros((len(rows), features.width), dtype=np.float32)
    seen[there] = unit(np.asarray(features.features[rows[there]], dtype=np.float32))
    points = np.column_stack([seen, chances, KNOWN_SHARE * known])
    order: NDArray[np.intp] = leaves_list(linkage(pdist(points), "average"))
    half = len(order) // 2
    if chances[order[:half]].mean() < chances[order[half:]].mean():
        order = order[::-1]  # the more probable end first
    return order


def count_sweep(rows: Rows, label_id: int, schema: Schema, matrix: NDArray[np.int8]) -> SweepCounts:
    """How many of these rows have a state of a label."""
    states = matrix[rows[rows < len(matrix)], schema.columns[label_id]]
    return SweepCounts(
        len(states), int((states == State.PRESENT).sum()), int((states == State.ABSENT).sum())
    )


def suggested_states(
    rows: Rows, label_id: int, schema: Schema, predictions: Predictions | None
) -> NDArray[np.int8]:
    """(n,) State codes that the model suggests for a label; UNKNOWN where it says nothing.

    That a label of a multiclass task is absent is not suggested: another one says so.

    Args:
        rows: in ascending order.
    """
    states = np.full(len(rows), State.UNKNOWN, dtype=np.int8)
    chances = chances_at(predictions, schema, rows)
    if chances is None:
        return states
    column = schema.columns[label_id]
    yes = predicted(chances, schema)[:, column]
    states[yes] = State.PRESENT
    if schema.task_of(label_id).kind is not TaskKind.MULTICLASS:
        states[~yes & ~np.isnan(chances.values[:, column])] = State.ABSENT
    return states


def accept_rest(
    rows: Rows,
    label_id: int,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
) -> AcceptSuggestions | None:
    """Take what is undecided in a sweep as suggested; None where nothing is suggested."""
    if predictions is None:
        return None
    open_rows = np.sort(rows[rows < len(matrix)])
    open_rows = open_rows[matrix[open_rows, schema.columns[label_id]] == State.UNKNOWN]
    states = suggested_states(open_rows, label_id, schema, predictions)
    parts = tuple(
        (label_id, state, tuple(open_rows[states == state].tolist()))
        for state in (State.PRESENT, State.ABSENT)
        if (states == state).any()
    )
    return AcceptSuggestions(predictions.run_id, parts) if parts else None
