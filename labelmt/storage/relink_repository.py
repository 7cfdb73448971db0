"""Reads and writes fingerprints of image files, and the new paths of files that were moved."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, select, update

from labelmt.domain.images import FileContent, FoundImage, ImageStatus
from labelmt.storage.image_repository import file_columns, read_revision
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import image, root


@dataclass(frozen=True, slots=True)
class MovedImage:
    """An image's row, and where its file is now."""

    row: int
    root_id: int
    file: FoundImage


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


def insert_root(connection: Connection, folder: Path) -> int:
    """Record one more folder of images; returns its id."""
    added = connection.execute(insert(root).values(path=os.fsencode(folder)))
    return int(added.inserted_primary_key[0])  # type: ignore[index] # always there for one row


def move_root(connection: Connection, root_id: int, folder: Path) -> None:
    """A folder of images lies elsewhere now."""
    changed = update(root).where(root.c.id == root_id).values(path=os.fsencode(folder))
    connection.execute(changed)


def move_images(connection: Connection, moved: Sequence[MovedImage]) -> None:
    """Give images whose file has another place that place; to be decoded again.

    What they hold, and everything that is known of them by their row, stays.
    """
    if not moved:
        return
    revision = read_revision(connection) + 1
    # Two may have taken each other's names, which must be free before they are taken.
    connection.execute(
        update(image).where(image.c.row == bindparam("key")),
        [{"key": row, "path": b"\0%d" % row} for row in (one.row for one in moved)],
    )
    connection.execute(
        update(image).where(image.c.row == bindparam("key")),
        [
            {
                "key": one.row,
                "root_id": one.root_id,
                **file_columns(one.file),
                "status": int(ImageStatus.PENDING),
                "problem": "",
                "revision": revision,
            }
            for one in moved
        ],
    )
