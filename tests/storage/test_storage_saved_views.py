"""Projects of before saved views gain them, and lose nothing."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from labelmt.storage import database_migration
from labelmt.storage.database import Database
from labelmt.storage.database_migration import create_tables, newest_revision, upgrade
from labelmt.storage.saved_view_repository import StoredView, insert_view, read_views


def test_a_project_of_the_first_revision_gains_saved_views(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "scripts"
    shutil.copytree(database_migration.SCRIPTS, old)
    for script in (old / "versions").glob("*.py"):
        if not script.name.startswith("0001"):
            script.unlink()
    file = tmp_path / "project.sqlite"
    with monkeypatch.context() as before:
        before.setattr(database_migration, "SCRIPTS", old)
        database = Database(file)
        create_tables(database)
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('colour', 'green')")
        database.close()

    database = Database(file)
    upgrade(database, tmp_path / "backups")
    with database.write() as connection:
        view_id = insert_view(connection, "Trees", "label:tree", ["label:1"])
    with database.read() as connection:
        assert read_views(connection) == (StoredView(view_id, "Trees", "label:tree", ("label:1",)),)
        kept = connection.exec_driver_sql("SELECT value FROM meta WHERE key='colour'").scalar()
    database.close()
    assert kept == "green"
    assert newest_revision() != "0001"
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_the_annotations_of_a_run_are_found_without_a_sweep(tmp_path: Path) -> None:
    database = Database(tmp_path / "project.sqlite")
    create_tables(database)
    database.close()
    connection = sqlite3.connect(tmp_path / "project.sqlite")
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT image_row FROM annotation WHERE label_id=1 AND run_id=12"
    ).fetchall()
    connection.close()
    assert "ix_annotation_run_id" in str(plan)
