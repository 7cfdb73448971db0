"""Reads and writes which sequence and location each image is of."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from labelmt.domain.captures import Capture
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import capture


def read_captures(connection: Connection) -> dict[int, Capture]:
    """Image row to what is known of it; rows of which nothing is told are left out."""
    found = connection.execute(select(capture).order_by(capture.c.image_row))
    return {one.image_row: Capture(one.sequence, one.frame, one.location) for one in found}


def write_captures(connection: Connection, captures: Mapping[int, Capture]) -> None:
    """Replace what is known of these images."""
    if not captures:
        return
    rows = sorted(captures)
    named = capture.c.image_row.in_(select(named_rows(rows).c.value))
    connection.execute(delete(capture).where(named))
    connection.execute(
        insert(capture),
        [
            {
                "image_row": row,
                "sequence": captures[row].sequence,
                "frame": captures[row].frame,
                "location": captures[row].location,
            }
            for row in rows
        ],
    )
