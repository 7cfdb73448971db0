"""Copies all tables of a project from one database to another, and compares both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select

from labelmt.domain.atomic_write import replacing_path
from labelmt.storage.database import Database, files_told
from labelmt.storage.database_copy import CopyGivenUp
from labelmt.storage.database_migration import create_tables
from labelmt.storage.dialects import is_sqlite
from labelmt.storage.tables import metadata

PART = 10_000
"""Rows handed over in one go."""
NO_MORE = 1 << 128


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table holds: how many rows, and a sum of their hashes, whatever their order."""

    rows: int
    digest: str


class NotTheSame(Exception):
    """A copy differs from what it was made of: which tables."""


def contents(
    connection: Connection, wanted: Callable[[], bool] = lambda: True
) -> dict[str, TableContent]:
    """The content of every table of a project."""
    found: dict[str, TableContent] = {}
    for table in metadata.sorted_tables:
        count, total = 0, 0
        for part in _parts(connection, table, wanted):
            count += len(part)
            for row in part:
                told = repr(tuple(map(_plain, row))).encode("utf-8", "surrogatepass")
                total += int.from_bytes(hashlib.blake2b(told, digest_size=16).digest(), "big")
        found[table.name] = TableContent(count, f"{total % NO_MORE:032x}")
    return found


def copy_tables(
    source: Connection, target: Connection, wanted: Callable[[], bool] = lambda: True
) -> dict[str, TableContent]:
    """Fill the tables of an empty database; returns what both hold.

    Args:
        source: sees one moment.
        wanted: asked now and then; False ends the work.

    Raises:
        NotTheSame, CopyGivenUp.
    """
    # Who made the tables is noted in them; what is copied has its own note.
    target.execute(delete(metadata.tables["meta"]))
    for table in metadata.sorted_tables:
        for part in _parts(source, table, wanted):
            if is_sqlite(target):
                target.execute(insert(table), [dict(row._mapping) for row in part])
            else:
                _copy_in(target, table, part)
    _keep_ids_unique(source, target)
    there, here = contents(source, wanted), contents(target, wanted)
    wrong = [name for name, one in there.items() if here[name] != one]
    if wrong:
        raise NotTheSame(", ".join(wrong))
    return there


def copy_to_file(
    source: Connection, target: Path, wanted: Callable[[], bool] = lambda: True
) -> dict[str, TableContent]:
    """Copy a project into a new database of SQLite; ``target`` is whole and checked, or not there.

    Raises:
        NotTheSame, CopyGivenUp, DiskFull, NoPermission.
    """
    with files_told(target.parent):
        target.parent.mkdir(exist_ok=True)
        with replacing_path(target) as beside:
            copy = Database(beside)
            try:
                create_tables(copy)
                with copy.write() as connection:
                    found = copy_tables(source, connection, wanted)
                copy.be_one_file()
            finally:
                copy.close()
    return found


def _parts(
    connection: Connection, table: Table, wanted: Callable[[], bool]
) -> Iterator[Sequence[Row[Any]]]:
    # An undo is of an earlier entry: the entries come in their order.
    ordered = select(table).order_by(*table.primary_key.columns)
    streamed = connection.execute(ordered, execution_options={"yield_per": PART})
    for part in streamed.partitions():
        if not wanted():
            streamed.close()
            raise CopyGivenUp
        yield part


def _plain(value: object) -> object:
    """As both databases' drivers give it."""
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def _copy_in(target: Connection, table: Table, part: Sequence[Row[Any]]) -> None:
    """COPY: a tenth of the time of INSERT."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = target.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        for row in part:
            copy.write_row(tuple(row))


def _keep_ids_unique(source: Connection, target: Connection) -> None:
    """Ids that were given out once are not given out again, also of rows that are gone."""
    for table in metadata.sorted_tables:
        if "id" not in table.columns:
            continue
        highest = source.execute(select(func.max(table.c.id))).scalar() or 0
        highest = max(highest, _given_out(source, table))
        if highest:
            _begin_after(target, table, highest)


def _given_out(connection: Connection, table: Table) -> int:
    if not is_sqlite(connection):
        asked = "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema()"
        found = connection.exec_driver_sql(
            f"{asked} AND sequencename = %s", (f"{table.name}_id_seq",)
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        found = connection.exec_driver_sql(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
        )
    else:
        return 0
    return found.scalar() or 0


def _begin_after(connection: Connection, table: Table, highest: int) -> None:
    if not is_sqlite(connection):
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (f'"{table.name}"', highest)
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        row = table.name, highest
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", row[:1])
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", row)
