"""Reads and writes fingerprints of image files, and the new places of folders that were moved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, insert, select, update

from labelmt.domain.images import FileContent, ImageStatus
from labelmt.storage.image_repository import root_columns
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import image, root


def read_fingerprints(connection: Connection, rows: Sequence[int]) -> dict[int, bytes]:
    """Row to what its file held when it was decoded last; rows of which that is unknown not."""
    named = image.c.row.in_(select(named_rows(rows).c.value))
    known = image.c.fingerprint.is_not(None)
    statement = select(image.c.row, image.c.fingerprint).where(named, known)
    return {row: bytes(value) for row, value in connection.execute(statement)}


def read_all_fingerprints(connection: Connection) -> dict[int, bytes]:
    """The same of every image of which it is known."""
    known = select(image.c.row, image.c.fingerprint).where(image.c.fingerprint.is_not(None))
    return {row: bytes(value) for row, value in connection.execute(known)}


def read_without_fingerprint(connection: Connection) -> NDArray[np.int64]:
    """Rows of images that may be read and of which it is not known what they hold, ascending."""
    readable = image.c.status.in_((int(ImageStatus.PENDING), int(ImageStatus.READABLE)))
    unknown = select(image.c.row).where(image.c.fingerprint.is_(None), readable)
    rows = connection.execute(unknown.order_by(image.c.row)).scalars().all()
    return np.array(rows, dtype=np.int64)


def set_fingerprints(connection: Connection, prints: Sequence[FileContent]) -> None:
    """Keep what files hold; left out where the file has changed since."""
    if prints:
        connection.execute(
            update(image)
            .where(
                image.c.row == bindparam("key"),
                image.c.size == bindparam("was_size"),
                image.c.mtime_ns == bindparam("was_mtime"),
            )
            .values(fingerprint=bindparam("print")),
            [
                {
                    "key": one.row,
                    "was_size": one.size,
                    "was_mtime": one.mtime_ns,
                    "print": one.fingerprint,
                }
                for one in prints
            ],
        )


def insert_root(connection: Connection, folder: Path, project: Path) -> int:
    """Record one more folder of images of the project in a folder; returns its id."""
    added = connection.execute(insert(root).values(**root_columns(folder, project)))
    return int(added.inserted_primary_key[0])  # type: ignore[index] # always there for one row


def move_root(connection: Connection, root_id: int, folder: Path, project: Path) -> None:
    """A folder of images lies elsewhere now."""
    changed = update(root).where(root.c.id == root_id).values(**root_columns(folder, project))
    connection.execute(changed)
