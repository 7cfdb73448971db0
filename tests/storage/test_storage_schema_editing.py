"""Projects from before labels could be archived, called otherwise or imply others."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.storage import database_migration
from labelmt.storage.database import Database
from labelmt.storage.database_migration import create_tables, upgrade
from labelmt.storage.row_delta import pack, unpack
from labelmt.storage.schema_repository import label_row, read_schema

OLD_LABEL = {
    "id": 1,
    "task_id": 1,
    "name": "tree",
    "color": "#009E73",
    "shortcut": "1",
    "position": 1,
}


def test_tasks_and_labels_from_before_are_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "scripts"
    (folder / "versions").mkdir(parents=True)
    for file in (database_migration.SCRIPTS / "versions").glob("000[1-4]_*.py"):
        (folder / "versions" / file.name).write_bytes(file.read_bytes())
    database = Database(tmp_path / "project.sqlite")
    with monkeypatch.context() as older:
        older.setattr(database_migration, "SCRIPTS", folder)
        create_tables(database)
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO task VALUES (1, 'things', 'multilabel', 1, 0)")
        connection.exec_driver_sql("INSERT INTO label VALUES (1, 1, 'tree', '#009E73', '1', 1)")
    upgrade(database, tmp_path / "backups")
    with database.read() as connection:
        found = read_schema(connection)
    database.close()
    tree = Label(1, 1, "tree", "#009E73", "1", 1)
    assert found == Schema((Task(1, "things", TaskKind.MULTILABEL, (tree,), 1),))


def test_rows_of_an_older_history_are_whole() -> None:
    """Undone together with newer actions, they must take back what those added."""
    old = {"tasks": [], "labels": [[None, OLD_LABEL]], "annotations": [], "values": []}
    delta = unpack(zlib.compress(json.dumps(old).encode()))
    [(before, after)] = delta.labels.values()
    assert before is None
    assert after == label_row(Label(1, 1, "tree", "#009E73", "1", 1))
    assert unpack(pack(delta)) == delta
