"""Reads which folders of images a database is of without opening its project; writes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

MOST_ROOTS = 1000
_STEPS = 200_000
"""Of SQLite's machine: more than this only a schema asks for that is not ours."""


@dataclass(frozen=True, slots=True)
class RootsThere:
    """What is read of a project that is not open.

    Attributes:
        roots: its folders of images, absolute, where opening it would look for them.
    """

    roots: tuple[Path, ...]
    images: int


def look_up_roots(file: Path) -> RootsThere:
    """The folders of images of a database of any version, which others may be writing.

    Raises:
        sqlite3.Error, OSError, ValueError: it is no project's, or cannot be read.
    """
    wal = file.with_name(f"{file.name}-wal")
    if wal.is_file() and wal.stat().st_size:
        with suppress(sqlite3.Error):  # a folder that cannot be written: SQLite wants its -shm
            return _read(file, "mode=ro")
    # Where no -wal is, a reader that might meet one would leave files beside the database.
    return _read(file, "mode=ro&immutable=1")


def _read(file: Path, how: str) -> RootsThere:
    address = f"{file.absolute().as_uri()}?{how}"
    with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.set_progress_handler(lambda: 1, _STEPS)
        asked = connection.execute("SELECT * FROM root ORDER BY id LIMIT ?", (MOST_ROOTS,))
        names = [column[0] for column in asked.description]
        roots = [dict(zip(names, row, strict=True)) for row in asked]
        (images,) = connection.execute("SELECT count(*) FROM image").fetchone()
    places = (_place(one.get("path"), one.get("relative"), file.parent) for one in roots)
    return RootsThere(tuple(places), int(images))


def _place(path: object, relative: object, project: Path) -> Path:
    """One that was moved together with its project is looked for where it lies now."""
    if not isinstance(path, bytes):
        raise ValueError("a root's path is no path")
    if isinstance(relative, bytes):
        here = Path(os.path.normpath(project.absolute() / os.fsdecode(relative)))
        if here.is_dir():
            return here
    return Path(os.fsdecode(path))
