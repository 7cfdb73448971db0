"""Which database a statement goes to, where SQLite and PostgreSQL need two."""

from __future__ import annotations

from sqlalchemy import Connection


def is_sqlite(connection: Connection) -> bool:
    """Whether it is SQLite's; PostgreSQL's otherwise."""
    return connection.dialect.name == "sqlite"
