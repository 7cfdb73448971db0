"""Reads and writes the marks of images: unsure, rating, comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from labelmt.domain.image_marks import LONGEST_COMMENT, MOST_STARS, ImageMarks
from labelmt.storage.image_repository import read_revision
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import image

MarkRow = dict[str, Any]
"""As ``ImageMarks``, by the names of the columns."""
_NAMES = ("unsure", "rating", "comment")


def mark_row(marks: ImageMarks) -> MarkRow:
    return {name: getattr(marks, name) for name in _NAMES}


def marks_of(row: Mapping[str, Any]) -> ImageMarks:
    """Raises TypeError, KeyError or ValueError where a row is not of this form."""
    unsure, rating, comment = (row[name] for name in _NAMES)
    fits = isinstance(unsure, bool) and isinstance(rating, int) and isinstance(comment, str)
    if not (fits and 0 <= rating <= MOST_STARS and len(comment) <= LONGEST_COMMENT):
        raise ValueError("marks of another form")
    return ImageMarks(unsure, rating, comment)


def read_marks(connection: Connection, rows: Sequence[int]) -> dict[int, ImageMarks]:
    """Row to its marks, of those of these rows that there are."""
    named = image.c.row.in_(select(named_rows(rows).c.value))
    columns = (image.c.row, *(image.c[name] for name in _NAMES))
    return {
        one.row: ImageMarks(one.unsure, one.rating, one.comment)
        for one in connection.execute(select(*columns).where(named))
    }


def write_marks(connection: Connection, marks: Mapping[int, ImageMarks]) -> None:
    """Replace the marks of these rows."""
    if not marks:
        return
    revision = read_revision(connection) + 1
    connection.execute(
        update(image)
        .where(image.c.row == bindparam("key"))
        .values(revision=revision, **{name: bindparam(f"new_{name}") for name in _NAMES}),
        [
            {"key": row, **{f"new_{name}": getattr(one, name) for name in _NAMES}}
            for row, one in marks.items()
        ],
    )
