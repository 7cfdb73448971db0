"""Stored values that are not what this program writes become damage that is told, not bugs."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from labelmt.storage.database import damaged
from labelmt.storage.dialects import is_sqlite

NOT_OURS = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    zlib.error,
)  # fmt: skip
"""Raised by what decodes a row, where the row is damaged."""


@contextmanager
def stored_values(connection: Connection, table: str) -> Iterator[None]:
    """Around the reading of a table: an unknown kind, a text that does not decode, a lost parent.

    Raises:
        ProjectDamaged: in place of what the decoding raised.
    """
    try:
        yield
    except NOT_OURS as error:
        raise damaged(_file(connection), f"table {table}: {error!r}") from error


def _file(connection: Connection) -> Path | str:
    """The database's file, as SQLite names it; of a server's, where it lies."""
    if not is_sqlite(connection):
        return connection.engine.url.render_as_string()
    row = connection.exec_driver_sql("PRAGMA database_list").first()
    return Path(str(row[2])) if row is not None else Path()
