"""Images and the roots they lie under."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import image, root

PART = 100_000
"""Rows handed over in one go: all at once, a million take 600 MB."""
CHUNK = 5000
"""Most values named in one query."""


def add_roots(connection: Connection, folders: Iterable[Path]) -> None:
    """Record folders of images."""
    for path in dict.fromkeys(os.fsencode(folder) for folder in folders):
        connection.execute(insert(root).values(path=path))


def read_roots(connection: Connection) -> dict[int, Path]:
    """Root id to absolute folder."""
    rows = connection.execute(select(root).order_by(root.c.id))
    return {row.id: Path(os.fsdecode(row.path)) for row in rows}


def read_revision(connection: Connection) -> int:
    """Grows with every change of images; 0 where there are none."""
    return connection.execute(select(func.max(image.c.revision))).scalar_one() or 0


def read_columns(connection: Connection, after: int = 0) -> Iterator[Sequence[Any]]:
    """(row, root_id, path bytes, size, mtime_ns, status, problem), by row, in large parts.

    Args:
        after: only of images that changed since this revision.
    """
    columns = (image.c.row, image.c.root_id, image.c.path, image.c.size, image.c.mtime_ns)
    statement = select(*columns, image.c.status, image.c.problem).order_by(image.c.row)
    if after:
        statement = statement.where(image.c.revision > after)
    streamed = connection.execution_options(yield_per=PART).execute(statement)
    yield from streamed.partitions()


def count_images(connection: Connection) -> int:
    """How many rows there are; also the next row to give out."""
    highest = connection.execute(select(func.max(image.c.row))).scalar_one()
    return 0 if highest is None else int(highest) + 1


def insert_images(
    connection: Connection, root_id: int, found: Sequence[FoundImage]
) -> tuple[int, ...]:
    """Append images, those that are there already left out; returns the rows they got."""
    first, revision = count_images(connection), read_revision(connection) + 1
    new = {os.fsencode(one.path): one for one in found}
    # Another process may have looked through the same folder a moment ago.
    for path in _known(connection, root_id, list(new)):
        del new[path]
    if new:
        connection.execute(
            insert(image),
            [
                {
                    "row": first + index,
                    "root_id": root_id,
                    "path": path,
                    "size": one.size,
                    "mtime_ns": one.mtime_ns,
                    "revision": revision,
                }
                for index, (path, one) in enumerate(new.items())
            ],
        )
    return tuple(range(first, first + len(new)))


def _known(connection: Connection, root_id: int, paths: Sequence[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for start in range(0, len(paths), CHUNK):
        named = image.c.path.in_(paths[start : start + CHUNK])
        statement = select(image.c.path).where(image.c.root_id == root_id, named)
        found.extend(connection.execute(statement).scalars())
    return found


def find_paths(
    connection: Connection, root_id: int, paths: Sequence[str]
) -> dict[str, tuple[int, int, int, int]]:
    """Path to (row, size, mtime_ns, status), of those of these paths that are images known."""
    encoded = [os.fsencode(path) for path in paths]
    found: dict[str, tuple[int, int, int, int]] = {}
    for start in range(0, len(encoded), CHUNK):
        named = image.c.path.in_(encoded[start : start + CHUNK])
        found |= _facts(connection, root_id, named)
    return found


def find_below(
    connection: Connection, root_id: int, folder: str
) -> dict[str, tuple[int, int, int, int]]:
    """The same, of all images below a folder of a root."""
    start = os.fsencode(folder)
    inside = (image.c.path >= start + b"/") & (image.c.path < start + b"0")  # "0" comes after "/"
    return _facts(connection, root_id, inside)


def _facts(
    connection: Connection, root_id: int, which: ColumnElement[bool]
) -> dict[str, tuple[int, int, int, int]]:
    columns = (image.c.path, image.c.row, image.c.size, image.c.mtime_ns, image.c.status)
    statement = select(*columns).where(image.c.root_id == root_id, which)
    return {os.fsdecode(path): tuple(rest) for path, *rest in connection.execute(statement)}


def replace_files(connection: Connection, changed: Sequence[tuple[int, FoundImage]]) -> None:
    """Files that changed on disk: to be decoded again."""
    if changed:
        revision = read_revision(connection) + 1
        connection.execute(
            update(image).where(image.c.row == bindparam("key")),
            [
                {
                    "key": row,
                    "size": one.size,
                    "mtime_ns": one.mtime_ns,
                    "status": int(ImageStatus.PENDING),
                    "problem": "",
                    "fingerprint": None,
                    "revision": revision,
                }
                for row, one in changed
            ],
        )


def set_status(
    connection: Connection, results: Sequence[tuple[int, ImageStatus, int, int, str]]
) -> tuple[int, ...]:
    """(row, status, width, height, problem) of images that were looked at.

    Returns:
        the rows of which something new was learnt.
    """
    names = ("status", "width", "height", "problem")
    wanted = {row: (int(status), *rest) for row, status, *rest in results}
    rows = sorted(wanted)
    named = image.c.row.in_(select(named_rows(rows).c.value))
    statement = select(image.c.row, *(image.c[name] for name in names)).where(named)
    known = {row: tuple(rest) for row, *rest in connection.execute(statement)}
    changed = [row for row in rows if row in known and known[row] != wanted[row]]
    if changed:
        revision = read_revision(connection) + 1
        connection.execute(
            update(image).where(image.c.row == bindparam("key")).values(revision=revision),
            [{"key": row, **dict(zip(names, wanted[row], strict=True))} for row in changed],
        )
    return tuple(changed)


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
