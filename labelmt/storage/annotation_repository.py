"""Reads annotations in bulk. They are written by deltas only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    func,
    literal_column,
    select,
)

from labelmt.domain.annotation_matrix import MODELS_CODE, UNSEEN_CODE
from labelmt.domain.annotations import SEEN_BY_A_PERSON, Annotation, Seen, Source, State
from labelmt.domain.schema import Schema
from labelmt.storage.row_delta import Value
from labelmt.storage.row_lists import named_rows
from labelmt.storage.stored_values import stored_values
from labelmt.storage.tables import annotation

# A number in the place of two columns: a text for each of five million pairs takes a second more.
_CODE = annotation.c.state + case(
    (annotation.c.source == Source.IMPORT.value, 0),
    (annotation.c.seen.in_([one.value for one in SEEN_BY_A_PERSON]), 0),
    (annotation.c.source == Source.SUGGESTION.value, MODELS_CODE),
    else_=UNSEEN_CODE,
)


def read_codes(connection: Connection, schema: Schema, rows: int) -> NDArray[np.int8]:
    """(rows, labels) int8 codes as ``split_codes`` takes them."""
    states = np.full((rows, len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    statement = select(annotation.c.image_row, _CODE)
    for column, label_id in enumerate(schema.label_ids):
        found = _numbers(connection, statement.where(annotation.c.label_id == label_id), 2)
        states[found[:, 0], column] = found[:, 1]
    return states


def read_code_block(
    connection: Connection, rows: NDArray[np.int64], label_ids: Sequence[int]
) -> NDArray[np.int8]:
    """(len(rows), len(label_ids)) codes as ``split_codes`` takes them.

    Args:
        rows: in ascending order, each once.
    """
    states = np.full((len(rows), len(label_ids)), State.UNKNOWN, dtype=np.int8)
    columns = np.argsort(np.array(label_ids, dtype=np.int64))
    ordered = np.array(label_ids, dtype=np.int64)[columns]
    statement = select(annotation.c.label_id, annotation.c.image_row, _CODE).where(
        annotation.c.label_id.in_(list(label_ids))
    )
    found = _numbers(connection, _within(statement, rows.tolist()), 3)
    column = columns[np.searchsorted(ordered, found[:, 0])]
    states[np.searchsorted(rows, found[:, 1]), column] = found[:, 2]
    return states


def _numbers(connection: Connection, statement: Select[Any], columns: int) -> NDArray[np.int64]:
    """(n, columns) of a query for numbers; NumPy takes 20 times as long over a list of rows."""
    numbers = chain.from_iterable(connection.execute(statement))
    return np.fromiter(numbers, dtype=np.int64).reshape(-1, columns)


def _within(statement: Select[Any], rows: Sequence[int]) -> Select[Any]:
    """The statement for these rows only."""
    return statement.where(annotation.c.image_row.in_(select(named_rows(rows).c.value)))


def read_values(
    connection: Connection, label_ids: Sequence[int], rows: Sequence[int] | None = None
) -> dict[int, dict[int, Value]]:
    """Label id to row to stored annotation, of these rows (each once) or of all."""
    columns = (
        annotation.c.label_id,
        annotation.c.image_row,
        annotation.c.state,
        annotation.c.source,
        annotation.c.annotator,
        annotation.c.at,
        annotation.c.run_id,
        annotation.c.seen,
    )
    statement = select(*columns).where(annotation.c.label_id.in_(list(label_ids)))
    values: dict[int, dict[int, Value]] = {label_id: {} for label_id in label_ids}
    if rows is not None:
        statement = _within(statement, rows)
    for label_id, row, *value in connection.execute(statement):
        values[label_id][row] = Value(*value)
    return values


def read_from(
    connection: Connection, source: Source, run_id: int | None
) -> dict[int, dict[int, Value]]:
    """Label id to row to stored annotation, of all that come from one source.

    Args:
        run_id: of suggestions, the run that made them; None takes those of any.
    """
    statement = select(annotation).where(annotation.c.source == source.value)
    if run_id is not None:
        statement = statement.where(annotation.c.run_id == run_id)
    values: dict[int, dict[int, Value]] = {}
    for one in connection.execute(statement):
        value = Value(one.state, one.source, one.annotator, one.at, one.run_id, one.seen)
        values.setdefault(one.label_id, {})[one.image_row] = value
    return values


def read_kept(connection: Connection) -> dict[int, NDArray[np.int64]]:
    """Label id to rows, ascending, of annotations that were suspected and kept."""
    # Written out, as the partial index has it: a bound value would not find that index.
    kept: ColumnElement[bool] = literal_column(f"source = '{Source.KEPT.value}'", Boolean)
    statement = select(annotation.c.label_id, annotation.c.image_row).where(kept)
    pairs = _numbers(connection, statement, 2)
    return {
        int(label_id): np.sort(pairs[pairs[:, 0] == label_id, 1])
        for label_id in np.unique(pairs[:, 0])
    }


def read_confirmed(connection: Connection, label_id: int, most: int) -> NDArray[np.int64]:
    """The first rows, ascending, on which a person saw a label and asserts that it is present."""
    statement = (
        select(annotation.c.image_row)
        .where(annotation.c.label_id == label_id, annotation.c.state == State.PRESENT.value)
        .where(annotation.c.seen.in_([one.value for one in SEEN_BY_A_PERSON]))
        .order_by(annotation.c.image_row)
        .limit(most)
    )
    return _numbers(connection, statement, 1)[:, 0]


def read_annotations(connection: Connection, row: int) -> tuple[Annotation, ...]:
    """All that is asserted of one image, with provenance."""
    found = connection.execute(
        select(annotation).where(annotation.c.image_row == row).order_by(annotation.c.label_id)
    )
    with stored_values(connection, "annotation"):
        return tuple(_annotation(one) for one in found)


def read_every(connection: Connection, label_ids: Sequence[int]) -> tuple[Annotation, ...]:
    """All that is asserted of these labels, with provenance, by image and label."""
    found = connection.execute(
        select(annotation).order_by(annotation.c.image_row, annotation.c.label_id)
    )
    wanted = set(label_ids)
    with stored_values(connection, "annotation"):
        return tuple(_annotation(one) for one in found if one.label_id in wanted)


def _annotation(one: Row[Any]) -> Annotation:
    return Annotation(
        one.image_row,
        one.label_id,
        State(one.state),
        Source(one.source),
        one.annotator,
        one.at,
        one.run_id,
        Seen(one.seen),
    )


def count_annotations(connection: Connection, label_ids: Sequence[int]) -> int:
    """How many annotations these labels have."""
    statement = select(func.count()).where(annotation.c.label_id.in_(list(label_ids)))
    return connection.execute(statement).scalar_one()


def count_annotated(connection: Connection, label_ids: Sequence[int]) -> int:
    """How many images have an annotation of any of these labels."""
    of_labels = annotation.c.label_id.in_(list(label_ids))
    statement = select(func.count(annotation.c.image_row.distinct())).where(of_labels)
    return connection.execute(statement).scalar_one()


def count_all(connection: Connection) -> int:
    """How many annotations there are, of whatever label."""
    return int(connection.execute(select(func.count()).select_from(annotation)).scalar_one())


def count_by_label(connection: Connection) -> dict[int, int]:
    """Label id to how many annotations it has; labels without any are left out."""
    columns = (annotation.c.label_id, func.count().label("annotations"))
    statement = select(*columns).group_by(annotation.c.label_id)
    return {row.label_id: row.annotations for row in connection.execute(statement)}


def count_by_provenance(connection: Connection) -> list[tuple[int, int, str, str, int]]:
    """(label id, state, source, seen, how many annotations), one sweep of the table."""
    columns = (annotation.c.label_id, annotation.c.state, annotation.c.source, annotation.c.seen)
    statement = select(*columns, func.count().label("annotations")).group_by(*columns)
    return [tuple(row) for row in connection.execute(statement)]


def count_by_annotator(connection: Connection) -> list[tuple[str, int, int]]:
    """(annotator, how many annotations, on how many images), who said most first."""
    pairs = func.count().label("annotations")
    columns = (annotation.c.annotator, pairs, func.count(annotation.c.image_row.distinct()))
    statement = select(*columns).group_by(annotation.c.annotator)
    found = [tuple(row) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (-one[1], one[0]))
