"""Images and the roots they lie under."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, insert, select, update

from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.storage.tables import image, root


def add_roots(connection: Connection, folders: Iterable[Path]) -> None:
    """Record folders of images."""
    for folder in folders:
        connection.execute(insert(root).values(path=os.fsencode(folder)))


def read_roots(connection: Connection) -> dict[int, Path]:
    """Root id to absolute folder."""
    rows = connection.execute(select(root).order_by(root.c.id))
    return {row.id: Path(os.fsdecode(row.path)) for row in rows}


def read_columns(connection: Connection) -> list[Any]:
    """(row, root_id, path bytes, size, mtime_ns, status) of every image, by row."""
    columns = (image.c.row, image.c.root_id, image.c.path, image.c.size, image.c.mtime_ns)
    return list(connection.execute(select(*columns, image.c.status).order_by(image.c.row)).all())


def read_problems(connection: Connection) -> dict[int, str]:
    """Row to reason, of the images that cannot be read."""
    statement = select(image.c.row, image.c.problem).where(image.c.problem != "")
    return {one.row: one.problem for one in connection.execute(statement)}


def count_images(connection: Connection) -> int:
    """How many rows there are; also the next row to give out."""
    highest = connection.execute(select(func.max(image.c.row))).scalar_one()
    return 0 if highest is None else int(highest) + 1


def insert_images(
    connection: Connection, root_id: int, found: Sequence[FoundImage]
) -> tuple[int, ...]:
    """Append images; returns the rows they got."""
    first = count_images(connection)
    if found:
        connection.execute(
            insert(image),
            [
                {
                    "row": first + index,
                    "root_id": root_id,
                    "path": os.fsencode(one.path),
                    "size": one.size,
                    "mtime_ns": one.mtime_ns,
                }
                for index, one in enumerate(found)
            ],
        )
    return tuple(range(first, first + len(found)))


def replace_files(connection: Connection, changed: Sequence[tuple[int, FoundImage]]) -> None:
    """Files that changed on disk: to be decoded again."""
    if changed:
        connection.execute(
            update(image).where(image.c.row == bindparam("key")),
            [
                {
                    "key": row,
                    "size": one.size,
                    "mtime_ns": one.mtime_ns,
                    "status": int(ImageStatus.PENDING),
                    "problem": "",
                }
                for row, one in changed
            ],
        )


def set_status(
    connection: Connection, results: Sequence[tuple[int, ImageStatus, int, int, str]]
) -> None:
    """(row, status, width, height, problem) of images that were looked at."""
    if results:
        connection.execute(
            update(image).where(image.c.row == bindparam("key")),
            [
                {"key": row, "status": int(status), "width": w, "height": h, "problem": problem}
                for row, status, w, h, problem in results
            ],
        )


def read_validation(connection: Connection) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows drawn for validation, and rows drawn for training; the rest is undrawn."""
    statement = select(image.c.row, image.c.in_validation).where(image.c.in_validation.is_not(None))
    drawn = connection.execute(statement.order_by(image.c.row)).all()
    validation = [row for row, inside in drawn if inside]
    training = [row for row, inside in drawn if not inside]
    return np.array(validation, dtype=np.int64), np.array(training, dtype=np.int64)


def set_validation(connection: Connection, rows: Iterable[int], inside: bool | None) -> None:
    """Put images on one side of the split, or (None) back to undrawn."""
    values = [{"key": int(row), "inside": inside} for row in rows]
    if values:
        connection.execute(
            update(image)
            .where(image.c.row == bindparam("key"))
            .values(in_validation=bindparam("inside")),
            values,
        )


def clear_validation(connection: Connection) -> None:
    """Forget the split."""
    connection.execute(update(image).values(in_validation=None))
