"""Reads what each person said of pairs: annotations, and opinions of others beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Select, func, literal, or_, select, union, union_all

from labelmt.domain.annotations import SEEN_BY_A_PERSON, Source
from labelmt.domain.people import Statement
from labelmt.storage.row_delta import Value
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import annotation, opinion

Said = dict[int, dict[tuple[int, str], Value]]
"""Label id to (image row, annotator) to what that person said beside the annotation."""

_VALUE = ("state", "source", "annotator", "at", "run_id", "seen")


def has_opinions(connection: Connection) -> bool:
    """Whether anybody said anything beside the annotations: a cheap question."""
    return connection.execute(select(literal(1)).select_from(opinion).limit(1)).first() is not None


def read_opinions(
    connection: Connection, label_ids: Sequence[int], rows: Sequence[int] | None = None
) -> Said:
    """What was said beside the annotations of these labels, of these rows or of all."""
    said: Said = {label_id: {} for label_id in label_ids}
    if not has_opinions(connection):
        return said
    columns = (opinion.c.label_id, opinion.c.image_row, *(opinion.c[name] for name in _VALUE))
    statement = select(*columns).where(opinion.c.label_id.in_(list(label_ids)))
    if rows is not None:
        within = opinion.c.image_row.in_(select(named_rows(rows).c.value))
        statement = statement.where(within)
    for label_id, row, *value in connection.execute(statement):
        one = Value(*value)
        said[label_id][row, one.annotator] = one
    return said


def read_opinions_from(connection: Connection, source: Source, run_id: int | None) -> Said:
    """What was said beside the annotations, of one source; of suggestions, of one run."""
    statement = select(opinion).where(opinion.c.source == source.value)
    if run_id is not None:
        statement = statement.where(opinion.c.run_id == run_id)
    said: Said = {}
    for one in connection.execute(statement):
        value = Value(one.state, one.source, one.annotator, one.at, one.run_id, one.seen)
        said.setdefault(one.label_id, {})[one.image_row, one.annotator] = value
    return said


def rows_with_opinions(connection: Connection, among: Sequence[int] | None = None) -> list[int]:
    """Images, ascending, of which somebody said something beside the annotations."""
    statement = select(opinion.c.image_row).distinct().order_by(opinion.c.image_row)
    if among is not None:
        statement = statement.where(opinion.c.image_row.in_(select(named_rows(among).c.value)))
    return list(connection.execute(statement).scalars())


def rows_of_several(connection: Connection) -> list[int]:
    """Images, ascending, of which more than one person said something."""
    both = union(
        select(annotation.c.image_row, annotation.c.annotator),
        select(opinion.c.image_row, opinion.c.annotator),
    ).subquery()
    statement = (
        select(both.c.image_row)
        .group_by(both.c.image_row)
        .having(func.count() > 1)
        .order_by(both.c.image_row)
    )
    return list(connection.execute(statement).scalars())


def read_people(connection: Connection) -> list[str]:
    """Everybody who ever asserted something that is kept, in the order of their names."""
    both = union(select(annotation.c.annotator), select(opinion.c.annotator)).subquery()
    return list(connection.execute(select(both.c.annotator).order_by(both.c.annotator)).scalars())


def read_statements(
    connection: Connection, rows: Sequence[int] | None = None, annotator: str | None = None
) -> Iterator[Statement]:
    """What each person said of these images, or of all; by image, label and time."""
    parts: list[Select[tuple[object, ...]]] = []
    for table, counts in ((annotation, True), (opinion, False)):
        statement = select(
            table.c.image_row, table.c.label_id, table.c.annotator, table.c.state,
            table.c.source, table.c.at, table.c.seen, table.c.run_id,
            literal(counts).label("stands"),
        )  # fmt: skip
        if rows is not None:
            statement = statement.where(table.c.image_row.in_(select(named_rows(rows).c.value)))
        if annotator is not None:
            statement = statement.where(table.c.annotator == annotator)
        parts.append(statement)
    for one in connection.execute(union_all(*parts).order_by("image_row", "label_id", "at")):
        yield Statement(*one[:8], bool(one.stands))


def count_statements(connection: Connection) -> dict[str, tuple[int, int]]:
    """Annotator to how many pairs and how many images they said something of."""
    both = union_all(
        select(annotation.c.image_row, annotation.c.annotator),
        select(opinion.c.image_row, opinion.c.annotator),
    ).subquery()
    statement = select(
        both.c.annotator, func.count(), func.count(both.c.image_row.distinct())
    ).group_by(both.c.annotator)
    return {who: (int(pairs), int(images)) for who, pairs, images in connection.execute(statement)}
