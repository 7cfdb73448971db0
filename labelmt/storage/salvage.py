"""Salvages a damaged database into a new one, table by table, row by row, past all errors."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.storage.damaged_pages import DamagedFile, Record, Stored
from labelmt.storage.database import Database
from labelmt.storage.database_migration import create_tables, known_revisions, newest_revision
from labelmt.storage.image_repository import MOST_ROWS
from labelmt.storage.row_delta import Delta, unpack

RowOf = dict[str, Stored]
"""A table's row by column."""

RECOVERED = "recovered"
"""Name of the task of labels whose own row is lost."""

_SOURCES = frozenset((*Source, "confirmed"))  # as revisions before 0009 called what was kept
_CHECKS: Mapping[str, Callable[[RowOf], bool]] = {
    "task": lambda row: row["kind"] in set(TaskKind),
    "label": lambda row: re.fullmatch("#[0-9a-fA-F]{6}", str(row["color"])) is not None,
    "annotation": lambda row: _is_statement(row),
    "opinion": lambda row: _is_statement(row),
    "image": lambda row: (
        row["status"] in set(ImageStatus)
        and bool(row["path"])
        and 0 <= _number(row["row"]) < MOST_ROWS
    ),
    "capture": lambda row: bool(row["sequence"] or row["location"]),
    "history": lambda row: _readable_action(row),
    "meta": lambda row: bool(re.fullmatch("[a-z_.]{1,100}", str(row["key"]))),
}
_JSON_LISTS = {
    "task": ("former",),
    "label": ("synonyms", "parents", "examples", "former"),
    "run": ("tasks", "test_tasks"),
}
_PATHS = "sqlite_autoindex_image_1"
"""The index of images by folder and path."""
_INDEXED = frozenset(("annotation", "opinion"))
"""Tables that are stored as an index: without row numbers of their own."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str
    needed: bool
    is_row_number: bool


@dataclass(slots=True)
class Salvaged:
    """What could be read: table to rows, in the columns of ``revision``."""

    revision: str
    rows: dict[str, list[RowOf]] = field(default_factory=dict)

    def deltas(self) -> Iterator[tuple[int, str, str, Delta]]:
        """(id, kind, title, what it did) of the actions whose contents are readable."""
        own: dict[int, Delta] = {}
        for row in sorted(self.rows.get("history", ()), key=lambda one: _number(one["id"])):
            kind, action, title = str(row["kind"]), _number(row["id"]), str(row["title"])
            if kind == "do":
                blob = row["delta"]
                if isinstance(blob, bytes):
                    own[action] = unpack(blob)
                    yield action, kind, title, own[action]
            elif (of := own.get(_number(row["target_id"]))) is not None:
                yield action, kind, title, of.reversed() if kind == "undo" else of

    def paths(self) -> dict[int, tuple[str, str]]:
        """Row of an image to its folder of images and the path below it."""
        roots = {_number(row["id"]): row["path"] for row in self.rows.get("root", ())}
        found: dict[int, tuple[str, str]] = {}
        for row in self.rows.get("image", ()):
            root, path = roots.get(_number(row["root_id"])), row["path"]
            if isinstance(root, bytes) and isinstance(path, bytes):
                found.setdefault(_number(row["row"]), (os.fsdecode(root), os.fsdecode(path)))
        return found


def read_damaged(file: Path, workplace: Path) -> Salvaged:
    """Read all that is left of a database; the file is not changed.

    Args:
        workplace: an empty folder for what is needed meanwhile.

    Raises:
        OSError: the file itself cannot be read.
    """
    damaged = DamagedFile(file)
    tables = damaged.tables()
    orphans = list(damaged.orphans())
    found = Salvaged(_revision(tables, orphans))
    columns = _columns_of(found.revision, workplace)
    for table in tables:
        if table.name in columns:
            known = columns[table.name]
            found.rows[table.name] = _rows(table.name, known, table.rows)
    paths = [one for table in tables if table.name == _PATHS for one in table.rows]
    for name, known in columns.items():
        mine = (record for indexed, record in orphans if indexed == (name in _INDEXED))
        found.rows.setdefault(name, []).extend(_rows(name, known, mine, orphan=True))
    found.rows.setdefault("image", []).extend(
        _images_of_index([*paths, *(record for indexed, record in orphans if indexed)])
    )
    return found


def fill(target: Path, salvaged: Salvaged, folder: Path) -> int:
    """Make a database of what was salvaged, in its revision; returns annotations left out.

    Rows that others depend on are made up where they are lost: a label is called by its number,
    a folder of images is where the project is, to be located by the person.
    """
    database = Database(target)
    create_tables(database, salvaged.revision)
    database.close()
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        for table, rows in salvaged.rows.items():
            insert_rows(connection, table, rows)
        lost = _mend(connection, salvaged, folder)
        connection.execute("COMMIT")
    return lost


_GROWING = ("root", "image", "run", "learning_point", "saved_view")
"""Tables whose newest rows neither a backup nor the journal has."""


def read_sound(file: Path) -> Salvaged:
    """The same of a database that is sound: what is not in its backups. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        found = Salvaged(str(revision))
        for table in (*_GROWING, "history", "meta"):
            rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 (ours)
            names = [one[0] for one in rows.description]
            found.rows[table] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def add_newer(database: Database, salvaged: Salvaged) -> None:
    """Add what came after a backup and is in no journal: images, runs, saved views."""
    if salvaged.revision != newest_revision():
        return
    with closing(sqlite3.connect(database.file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for table in _GROWING:
            count = "row" if table == "image" else "id"
            newest = connection.execute(f"SELECT max({count}) FROM {table}").fetchone()[0]  # noqa: S608
            newest = -1 if newest is None else newest
            rows = [row for row in salvaged.rows.get(table, ()) if _number(row[count]) > newest]
            roots = {key for (key,) in connection.execute("SELECT id FROM root")}
            if table == "image":
                rows = [row for row in rows if row["root_id"] in roots]
            insert_rows(connection, table, rows)
        connection.execute("COMMIT")


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[RowOf]) -> int:
    """Add rows to a table; those it has already stay. Returns how many were added."""
    before = connection.total_changes
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        connection.execute(
            f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608 (ours)
            tuple(row.values()),
        )
    return connection.total_changes - before


def _mend(connection: sqlite3.Connection, salvaged: Salvaged, folder: Path) -> int:
    """Let every reference lead somewhere."""
    connection.execute(
        "INSERT OR IGNORE INTO root (id, path) SELECT DISTINCT root_id, ? FROM image"
        " WHERE root_id NOT IN (SELECT id FROM root)",
        (os.fsencode(folder),),
    )
    _labels_of_history(connection, salvaged)
    lost = "SELECT DISTINCT label_id FROM annotation WHERE label_id NOT IN (SELECT id FROM label)"
    for (label_id,) in connection.execute(lost).fetchall():
        place = _recovered_task(connection)
        connection.execute(
            "INSERT INTO label (id, task_id, name, color, shortcut, position)"
            " VALUES (?, ?, ?, '#888888', '', ?)",
            (label_id, place, f"{RECOVERED} {label_id}", label_id),
        )
    orphaned = "task_id NOT IN (SELECT id FROM task)"
    if connection.execute(f"SELECT 1 FROM label WHERE {orphaned}").fetchone():  # noqa: S608
        place = _recovered_task(connection)
        connection.execute(f"UPDATE label SET task_id = ? WHERE {orphaned}", (place,))  # noqa: S608
    connection.execute(
        "UPDATE history SET target_id = NULL WHERE target_id NOT IN (SELECT id FROM history)"
    )
    if "opinion" in salvaged.rows:
        connection.execute(
            "DELETE FROM opinion WHERE image_row NOT IN (SELECT row FROM image)"
            " OR label_id NOT IN (SELECT id FROM label)"
        )
    gone = connection.execute(
        "DELETE FROM annotation WHERE image_row NOT IN (SELECT row FROM image)"
    )
    return gone.rowcount


def _labels_of_history(connection: sqlite3.Connection, salvaged: Salvaged) -> None:
    """Tasks and labels whose rows are lost, as the actions that made them say."""
    tasks: dict[int, RowOf | None] = {}
    labels: dict[int, RowOf | None] = {}
    for _, _, _, delta in salvaged.deltas():
        tasks |= {key: after for key, (_, after) in delta.tasks.items()}
        labels |= {key: after for key, (_, after) in delta.labels.items()}
    for table, rows in (("task", tasks), ("label", labels)):
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        whole = [row for row in rows.values() if row is not None]
        insert_rows(
            connection, table, ({k: v for k, v in row.items() if k in known} for row in whole)
        )


def _recovered_task(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT id FROM task WHERE name = ?", (RECOVERED,)).fetchone()
    if found is None:
        made = connection.execute(
            "INSERT INTO task (name, kind, position, unlabelled_absent) VALUES (?, ?, 999, 0)",
            (RECOVERED, TaskKind.MULTILABEL.value),
        )
        return int(made.lastrowid or 0)
    return int(found[0])


def _images_of_index(records: Iterable[Record]) -> Iterator[RowOf]:
    """Images by the index of their paths, which lies on other pages: a scan learns the rest."""
    for _, values in records:
        if len(values) != 3:
            continue
        root_id, path, row = values
        if not (isinstance(root_id, int) and isinstance(path, bytes) and isinstance(row, int)):
            continue
        if path and 0 <= row < MOST_ROWS:
            figures = dict.fromkeys(("size", "mtime_ns", "status", "width", "height"), 0)
            yield {"row": row, "root_id": root_id, "path": path, **figures, "problem": ""}


def _revision(tables: Iterable[Any], orphans: Iterable[tuple[bool, Record]]) -> str:
    known = known_revisions()
    for table in tables:
        if table.name == "alembic_version":
            for _, values in table.rows:
                if values and values[0] in known:
                    return str(values[0])
    single = [values[0] for indexed, (_, values) in orphans if not indexed and len(values) == 1]
    return next((str(one) for one in single if one in known), newest_revision())


def _columns_of(revision: str, workplace: Path) -> dict[str, list[_Column]]:
    """The columns of each table in the order in which they are stored."""
    file = workplace / f"columns-{revision}.sqlite"
    database = Database(file)
    create_tables(database, revision)
    database.close()
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name <> 'alembic_version'"
        ).fetchall()
        return {
            name: [
                _Column(
                    one[1],
                    one[2].upper(),
                    bool(one[3]),
                    bool(one[5]) and one[2].upper() == "INTEGER" and name not in _INDEXED,
                )
                for one in connection.execute(f"PRAGMA table_info({name})")
            ]
            for (name,) in names
        }


def _rows(
    table: str, columns: list[_Column], records: Iterable[Record], *, orphan: bool = False
) -> list[RowOf]:
    """The records that are rows of this table."""
    found = []
    fewest = len(columns) if not orphan else _fewest(columns)
    for number, values in records:
        if len(values) > len(columns) or (orphan and len(values) < fewest):
            continue
        row: RowOf = {}
        for column, value in zip(columns, values, strict=False):
            given = number if column.is_row_number and value is None else value
            if not _fits(column, given):
                break
            row[column.name] = given
        else:
            for name in _JSON_LISTS.get(table, ()):
                if name in row and not _is_list(row[name]):
                    row[name] = "[]"
            try:
                if table not in _CHECKS or _CHECKS[table](row):
                    found.append(row)
            except KeyError:  # too short to be one
                continue
    return found


def _fewest(columns: list[_Column]) -> int:
    """Columns that later revisions added may be missing: no more than half of them."""
    return max(2, (len(columns) + 1) // 2)


def _fits(column: _Column, value: Stored) -> bool:
    if value is None:
        return not column.needed
    if "INT" in column.kind or column.kind == "BOOLEAN":
        return isinstance(value, int) and (column.kind != "BOOLEAN" or value in (0, 1))
    if column.kind == "FLOAT":
        return isinstance(value, int | float)
    if "BLOB" in column.kind or "BINARY" in column.kind:
        return isinstance(value, bytes)
    return isinstance(value, str)


def _is_statement(row: RowOf) -> bool:
    return (
        row["state"] in (State.ABSENT, State.PRESENT)
        and row["source"] in _SOURCES
        and row.get("seen", "unseen") in set(Seen)
    )


def _readable_action(row: RowOf) -> bool:
    if row["kind"] not in ("do", "undo", "redo"):
        return False
    if row["kind"] != "do":
        return isinstance(row["target_id"], int)
    if not isinstance(row["delta"], bytes):
        return False
    try:
        unpack(row["delta"])
    except (zlib.error, ValueError, KeyError, TypeError, IndexError):
        return False
    return True


def _is_list(text: Stored) -> bool:
    try:
        return isinstance(text, str) and isinstance(json.loads(text), list)
    except ValueError:
        return False


def _number(value: Stored) -> int:
    return value if isinstance(value, int) else 0
