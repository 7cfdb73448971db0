"""Annotations, read in bulk. They are written by deltas only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, func, select

from labelmt.domain.annotations import Annotation, Source, State, fill_implied
from labelmt.domain.tasks import Schema
from labelmt.storage.delta import Value
from labelmt.storage.tables import annotation

FEW = 500
"""Up to here rows are named in the query (SQLite allows 32,766 variables); else all are read."""


def read_matrix(connection: Connection, schema: Schema, rows: int) -> NDArray[np.int8]:
    """(rows, labels) int8 of State codes, implied absents filled in."""
    states = np.full((rows, len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    for column, label_id in enumerate(schema.label_ids):
        found = connection.execute(
            select(annotation.c.image_row, annotation.c.state).where(
                annotation.c.label_id == label_id
            )
        ).all()
        if found:
            pairs = np.array(found, dtype=np.int64)
            states[pairs[:, 0], column] = pairs[:, 1]
    fill_implied(states, schema)
    return states


def read_block(
    connection: Connection, rows: NDArray[np.int64], label_ids: Sequence[int]
) -> NDArray[np.int8]:
    """(len(rows), len(label_ids)) stored states; implied absents are not filled in."""
    states = np.full((len(rows), len(label_ids)), State.UNKNOWN, dtype=np.int8)
    order = {int(row): index for index, row in enumerate(rows)}
    for column, label_id in enumerate(label_ids):
        for row, state in connection.execute(
            select(annotation.c.image_row, annotation.c.state).where(
                annotation.c.label_id == label_id, *_within(rows)
            )
        ):
            index = order.get(row)
            if index is not None:
                states[index, column] = state
    return states


def _within(rows: NDArray[np.int64] | Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    if len(rows) > FEW:
        return ()
    return (annotation.c.image_row.in_([int(row) for row in rows]),)


def read_values(
    connection: Connection, label_id: int, rows: Sequence[int] | None = None
) -> dict[int, Value]:
    """Row to stored annotation of one label, of these rows or of all."""
    wanted = None if rows is None else set(rows)
    statement = select(
        annotation.c.image_row,
        annotation.c.state,
        annotation.c.source,
        annotation.c.annotator,
        annotation.c.at,
        annotation.c.run_id,
    ).where(annotation.c.label_id == label_id, *(() if rows is None else _within(rows)))
    return {
        row: (state, source, annotator, at, run_id)
        for row, state, source, annotator, at, run_id in connection.execute(statement)
        if wanted is None or row in wanted
    }


def read_annotations(connection: Connection, row: int) -> tuple[Annotation, ...]:
    """All that is asserted of one image, with provenance."""
    found = connection.execute(
        select(annotation).where(annotation.c.image_row == row).order_by(annotation.c.label_id)
    )
    return tuple(
        Annotation(
            one.image_row,
            one.label_id,
            State(one.state),
            Source(one.source),
            one.annotator,
            one.at,
            one.run_id,
        )
        for one in found
    )


def count_annotations(connection: Connection, label_ids: Sequence[int]) -> int:
    """How many annotations these labels have."""
    statement = select(func.count()).where(annotation.c.label_id.in_(list(label_ids)))
    return connection.execute(statement).scalar_one()
