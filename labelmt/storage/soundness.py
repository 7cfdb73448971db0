"""Whether a database is sound: SQLite's own checks, and every row that opening a project reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from labelmt.domain.annotations import Seen, Source
from labelmt.domain.errors import LabelMTError
from labelmt.storage.database import Database
from labelmt.storage.database_copy import integrity_problems, open_copy
from labelmt.storage.database_migration import known_revisions
from labelmt.storage.history_repository import read_stacks
from labelmt.storage.image_repository import count_images, read_roots
from labelmt.storage.meta_repository import read_chosen_thresholds, read_settings
from labelmt.storage.run_repository import read_points, read_runs
from labelmt.storage.saved_view_repository import read_views
from labelmt.storage.schema_repository import read_schema
from labelmt.storage.stored_values import stored_values


def copy_problem(file: Path) -> str:
    """What is wrong with a backup, or nothing. It is not changed, and nothing is written."""
    try:
        with closing(open_copy(file)) as connection:
            problems = integrity_problems(connection)
            if problems:
                return problems[0]
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, OSError) as error:
        return str(error)
    return "" if revision and revision[0] in known_revisions() else "It is of no known version."


def database_problem(database: Database) -> str:
    """What is wrong with a project's database of the newest revision, or nothing."""
    try:
        with database.read() as connection:
            answers = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
            if answers != ["ok"]:
                return str(answers[0])
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if dangling is not None:
                return f"a row of the table {dangling[0]} refers to one that is not there"
            read_all(connection)
            with stored_values(connection, "annotation"):
                _check_annotations(connection)
    except LabelMTError as error:
        return error.details or error.what
    return ""


def read_all(connection: Connection) -> None:
    """Read what opening a project reads, but for the columns. Raises ProjectDamaged."""
    readers: tuple[tuple[str, Callable[[Connection], object]], ...] = (
        ("root", read_roots),
        ("image", count_images),
        ("task", read_schema),
        ("history", read_stacks),
        ("run", read_runs),
        ("learning_point", read_points),
        ("saved_view", read_views),
        ("meta", read_settings),
        ("meta", read_chosen_thresholds),
    )
    for table, read in readers:
        with stored_values(connection, table):
            read(connection)
    for table, column, of in (("label", "task_id", "task"), ("image", "root_id", "root")):
        with stored_values(connection, table):
            _check_parents(connection, table, column, of)


def _check_annotations(connection: Connection) -> None:
    """Raises ValueError where one is of a state or a source that there is not."""
    known = {"state": (0, 1), "source": tuple(map(str, Source)), "seen": tuple(map(str, Seen))}
    for table in ("annotation", "opinion"):
        for column, values in known.items():
            found = connection.exec_driver_sql(
                f"SELECT {column} FROM {table} WHERE {column} NOT IN"  # noqa: S608 (ours)
                f" ({', '.join('?' * len(values))}) LIMIT 1",
                values,
            ).first()
            if found is not None:
                raise ValueError(f"{column} {found[0]!r}")


def _check_parents(connection: Connection, table: str, column: str, of: str) -> None:
    """Raises ValueError where a row is of one that is not there; the outermost are looked at.

    A million images are not: an index knows the least and the greatest.
    """
    for which in ("min", "max"):
        wrong = connection.exec_driver_sql(
            f"SELECT {which}({column}) FROM {table}"  # noqa: S608 (ours)
            f" HAVING {which}({column}) NOT IN (SELECT id FROM {of})"
        ).scalar()
        if wrong is not None:
            raise ValueError(f"{column} {wrong} is not there")
