"""Annotations, read in bulk. They are written by deltas only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from labelmt.domain.annotations import Annotation, Source, State, fill_implied
from labelmt.domain.tasks import Schema
from labelmt.storage.delta import Value
from labelmt.storage.tables import annotation

CHUNK = 5000
"""Most rows named in one query; SQLite allows 32,766 variables, other databases about as many."""


def read_matrix(connection: Connection, schema: Schema, rows: int) -> NDArray[np.int8]:
    """(rows, labels) int8 of State codes, implied absents filled in."""
    states = np.full((rows, len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    for column, label_id in enumerate(schema.label_ids):
        found = connection.execute(_states_of(label_id)).all()
        if found:
            pairs = np.array(found, dtype=np.int64)
            states[pairs[:, 0], column] = pairs[:, 1]
    fill_implied(states, schema)
    return states


def read_block(
    connection: Connection, rows: NDArray[np.int64], label_ids: Sequence[int]
) -> NDArray[np.int8]:
    """(len(rows), len(label_ids)) stored states; implied absents are not filled in.

    Args:
        rows: in ascending order, each once.
    """
    states = np.full((len(rows), len(label_ids)), State.UNKNOWN, dtype=np.int8)
    for column, label_id in enumerate(label_ids):
        for statement in _within(_states_of(label_id), rows.tolist()):
            found = connection.execute(statement).all()
            if found:
                pairs = np.array(found, dtype=np.int64)
                states[np.searchsorted(rows, pairs[:, 0]), column] = pairs[:, 1]
    return states


def _states_of(label_id: int) -> Select[tuple[Any, Any]]:
    return select(annotation.c.image_row, annotation.c.state).where(
        annotation.c.label_id == label_id
    )


def _within(statement: Select[Any], rows: Sequence[int]) -> Iterator[Select[Any]]:
    """The statement for these rows only, in as many parts as it takes."""
    for start in range(0, len(rows), CHUNK):
        yield statement.where(annotation.c.image_row.in_(rows[start : start + CHUNK]))


def read_values(
    connection: Connection, label_id: int, rows: Sequence[int] | None = None
) -> dict[int, Value]:
    """Row to stored annotation of one label, of these rows (each once) or of all."""
    columns = (
        annotation.c.image_row,
        annotation.c.state,
        annotation.c.source,
        annotation.c.annotator,
        annotation.c.at,
        annotation.c.run_id,
    )
    statement = select(*columns).where(annotation.c.label_id == label_id)
    statements = [statement] if rows is None else _within(statement, rows)
    return {
        row: (state, source, annotator, at, run_id)
        for one in statements
        for row, state, source, annotator, at, run_id in connection.execute(one)
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
