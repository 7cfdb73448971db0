"""Backup copies of a SQLite database: made online, checked, synced and renamed into place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from labelmt.domain.atomic_write import replacing_path

PAGES_AT_ONCE = 4096
"""Between two of these a copy may be given up: 16 MiB."""
STEPS = 100_000
"""Of SQLite's machine, after which a check looks whether it is still wanted."""


class CopyGivenUp(Exception):
    """Nobody waits for this copy any more; nothing is left of it."""


class DamagedCopy(Exception):
    """What was copied does not pass SQLite's check: the database itself is damaged."""


def copy_database(
    source: sqlite3.Connection, target: Path, wanted: Callable[[], bool] = lambda: True
) -> None:
    """Copy a database that others may write meanwhile; ``target`` is whole, or not there.

    The copy is of one moment, and one file: it needs no ``-wal`` beside it. Every page of it has
    been read again and checked before it gets its name.

    Args:
        source: not in a transaction.
        wanted: asked now and then; False ends the work.

    Raises:
        CopyGivenUp, DamagedCopy, OSError, sqlite3.Error.
    """

    def go_on(_status: int = 0, _left: int = 0, _pages: int = 0) -> None:
        if not wanted():
            raise CopyGivenUp

    with replacing_path(target) as beside:
        with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # it is synced at the end, once
            # Without a transaction of its own, a copy in steps starts anew with every write.
            source.execute("BEGIN")
            try:
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                source.backup(copy, pages=PAGES_AT_ONCE, progress=go_on)
            finally:
                source.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE").fetchone()
            copy.set_progress_handler(lambda: not wanted(), STEPS)
            try:
                problems = integrity_problems(copy)
            except sqlite3.OperationalError:
                go_on()
                raise
            copy.set_progress_handler(None, 0)
        if problems:
            raise DamagedCopy("\n".join(problems))


def integrity_problems(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's ``integrity_check`` finds; nothing where all is well. Raises sqlite3.Error."""
    answers = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if answers == ["ok"] else answers


def open_copy(file: Path) -> sqlite3.Connection:
    """A backup to read, so that nothing is written beside it. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection
