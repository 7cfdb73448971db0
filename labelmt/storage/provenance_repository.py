"""Finds images by the provenance of their annotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, String, cast, func, select

from labelmt.domain.search.provenance_filter import AnnotationFilter
from labelmt.domain.search.terms import Aspect
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import annotation


def annotated_rows(
    connection: Connection, wanted: AnnotationFilter, label_id: int
) -> NDArray[np.int64]:
    """Rows that have an annotation of one label that the filter lets through, in order.

    A label is one sweep of the table; asking label by label lets several threads sweep.
    """
    # One text instead of a million rows: Python would make an object of each.
    numbers = func.aggregate_strings(cast(annotation.c.image_row, String), ",")
    statement = select(numbers).where(annotation.c.label_id == label_id, *_conditions(wanted))
    text = connection.execute(statement).scalar()
    if not text:
        return np.empty(0, dtype=np.int64)
    return np.fromstring(text, dtype=np.int64, sep=",")


def annotated_among(
    connection: Connection, wanted: AnnotationFilter, rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Those of some rows that have an annotation the filter lets through, in ascending order."""
    statement = select(annotation.c.image_row).distinct().where(*_conditions(wanted))
    if wanted.label_ids is not None:
        statement = statement.where(annotation.c.label_id.in_(wanted.label_ids))
    among = annotation.c.image_row.in_(select(named_rows(rows.tolist()).c.value))
    found = connection.execute(statement.where(among)).scalars().all()
    return np.sort(np.array(found, dtype=np.int64))


def _conditions(wanted: AnnotationFilter) -> list[ColumnElement[bool]]:
    return [_condition(aspect, value) for aspect, value in wanted.conditions]


def _condition(aspect: Aspect, value: str) -> ColumnElement[bool]:
    match aspect:
        case Aspect.SOURCE:
            return annotation.c.source == value
        case Aspect.RUN:
            return annotation.c.run_id == int(value)
        case Aspect.ANNOTATOR:
            return annotation.c.annotator == value
        case Aspect.SINCE:
            return annotation.c.at >= value
        case Aspect.BEFORE:
            return annotation.c.at < value
        case Aspect.OF:
            raise ValueError("a filter's labels stand beside its conditions")
