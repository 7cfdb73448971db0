"""Sweep: images ordered by one label's probability, progress, and accepting the rest.

Pure functions of the arrays a window holds; run them on a pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.predictions.probabilities import predicted, probabilities_at
from labelmt.project.review.from_elsewhere import for_bulk

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

    Unsure images put in order by likeness instead, so that neighbours want the same state, took
    more strokes in benchmarks/annotation_effort.py: what is wrong is spread over more pages.

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
    probabilities = np.full(len(rows), np.nan, dtype=np.float32)
    known = rows < len(column)
    probabilities[known] = column[rows[known]]
    return rows[np.argsort(-probabilities, kind="stable")]


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
    probabilities = probabilities_at(predictions, schema, rows)
    if probabilities is None:
        return states
    column = schema.columns[label_id]
    yes = predicted(probabilities, schema)[:, column]
    states[yes] = State.PRESENT
    if schema.task_of(label_id).kind is not TaskKind.MULTICLASS:
        states[~yes & ~np.isnan(probabilities.values[:, column])] = State.ABSENT
    return states


def accept_rest(
    rows: Rows,
    label_id: int,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
    *,
    absents: bool = True,
    judging: NDArray[np.int8] | None = None,
) -> AcceptSuggestions | None:
    """Take what is undecided in a sweep as suggested; None where nothing is suggested.

    Args:
        absents: whether what is not suggested to be present becomes absent, or stays unknown.
        judging: the states that a person saw or imported: where another project's model suggests
            and these are too few, nothing is taken. None: all of ``matrix``.
    """
    predictions = for_bulk(schema, matrix if judging is None else judging, predictions)
    if predictions is None:
        return None
    open_rows = np.sort(rows[rows < len(matrix)])
    open_rows = open_rows[matrix[open_rows, schema.columns[label_id]] == State.UNKNOWN]
    states = suggested_states(open_rows, label_id, schema, predictions)
    parts = tuple(
        (label_id, state, tuple(open_rows[states == state].tolist()))
        for state in ((State.PRESENT, State.ABSENT) if absents else (State.PRESENT,))
        if (states == state).any()
    )
    return AcceptSuggestions(predictions.run_id, parts) if parts else None
