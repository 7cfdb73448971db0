"""Images that lie elsewhere now: what their files hold, and their new places."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, select, update

from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.storage.image_repository import read_revision
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


def set_fingerprints(connection: Connection, prints: Sequence[tuple[int, int, int, bytes]]) -> None:
    """(row, size, mtime_ns, fingerprint); left out where the file has changed since."""
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
                {"key": row, "was_size": size, "was_mtime": mtime_ns, "print": value}
                for row, size, mtime_ns, value in prints
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


def move_images(connection: Connection, moved: Sequence[tuple[int, int, FoundImage]]) -> None:
    """(row, root id, file): files that have another place; to be decoded again.

    What they hold, and everything that is known of them by their row, stays.
    """
    if not moved:
        return
    revision = read_revision(connection) + 1
    # Two may have taken each other's names, which must be free before they are taken.
    connection.execute(
        update(image).where(image.c.row == bindparam("key")),
        [{"key": row, "path": b"\0%d" % row} for row, _root_id, _file in moved],
    )
    connection.execute(
        update(image).where(image.c.row == bindparam("key")),
        [
            {
                "key": row,
                "root_id": root_id,
                "path": os.fsencode(file.path),
                "size": file.size,
                "mtime_ns": file.mtime_ns,
                "status": int(ImageStatus.PENDING),
                "problem": "",
                "revision": revision,
            }
            for row, root_id, file in moved
        ],
    )
