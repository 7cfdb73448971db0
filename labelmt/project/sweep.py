"""A sweep: the images in view in the order of one label's probability, and how far one is.

Pure functions of the arrays a window holds; run them on a pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Schema

Rows = NDArray[np.int64]


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
    *,
    open_only: bool = False,
) -> Rows:
    """(n,) the same rows, the most probable first; those without a probability last, as they were.

    Args:
        rows: the images to sweep over.
        matrix: (images, labels) int8 of State codes, in the schema's columns.
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
    return rows[np.argsort(-chances, kind="stable")]


def count_sweep(rows: Rows, label_id: int, schema: Schema, matrix: NDArray[np.int8]) -> SweepCounts:
    """How many of these rows have a state of a label."""
    states = matrix[rows[rows < len(matrix)], schema.columns[label_id]]
    return SweepCounts(
        len(states), int((states == State.PRESENT).sum()), int((states == State.ABSENT).sum())
    )
