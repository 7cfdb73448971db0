"""A project's database comes to the newest revision whole, or stays as it was."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from labelmt import __version__
from labelmt.domain.errors import NotAProject, ProjectTooNew
from labelmt.project.project import Project
from labelmt.storage import database_migration
from labelmt.storage.database import Database
from labelmt.storage.database_migration import (
    create_tables,
    known_revisions,
    newest_revision,
    upgrade,
)
from labelmt.storage.tables import metadata

NEXT = '''"""A revision that does not exist yet."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))
    {last}
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of the newest revision, closed, with one thing in it."""
    path = tmp_path / "project.sqlite"
    database = Database(path)
    create_tables(database)
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('colour', 'green')")
    database.close()
    return path


def newer_scripts(folder: Path, last: str = "pass") -> Path:
    """The package's migrations and one more."""
    shutil.copytree(database_migration.SCRIPTS, folder)
    script = NEXT.format(before=newest_revision(), last=last)
    (folder / "versions" / "next_note.py").write_text(script, encoding="utf-8")
    return folder


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_migrations_make_just_the_tables_that_the_code_uses(file: Path) -> None:
    database = Database(file)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    database.close()
    assert differences == []


def test_files_are_named_after_their_revisions_and_in_their_order() -> None:
    scripts = ScriptDirectory(str(database_migration.SCRIPTS))
    assert list(known_revisions()) == [one.revision for one in scripts.walk_revisions()]
    assert newest_revision() == scripts.get_current_head()


OPEN = """
import sys
from pathlib import Path
from labelmt.project.project import Project
Project.open(Path(sys.argv[1])).close()
heavy = {"alembic", "mako", "pygments", "asyncpg", "sqlalchemy.dialects.postgresql"}
sys.exit(f"imported: {sorted(heavy & sys.modules.keys())}" if heavy & sys.modules.keys() else 0)
"""


def test_a_project_of_the_newest_revision_opens_without_what_migrates(tmp_path: Path) -> None:
    Project.create(tmp_path / "project", []).close()
    command = [sys.executable, "-c", OPEN, str(tmp_path / "project")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_annotations_lie_in_the_order_of_labels(file: Path) -> None:
    [created] = [line for line in dump(file) if line.startswith("CREATE TABLE annotation")]
    assert created.rstrip("; \n").endswith("WITHOUT ROWID")


def test_the_newest_revision_is_left_alone(file: Path, tmp_path: Path) -> None:
    database = Database(file)
    upgrade(database, tmp_path / "backups")
    database.close()
    assert not (tmp_path / "backups").exists()


def test_an_upgrade_copies_the_file_first(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(file)
    monkeypatch.setattr(database_migration, "SCRIPTS", newer_scripts(tmp_path / "scripts"))
    database = Database(file)
    upgrade(database, tmp_path / "backups")
    database.close()
    [backup] = (tmp_path / "backups").iterdir()
    assert dump(backup) == before
    assert any(line.startswith("CREATE TABLE note") for line in dump(file))
    assert any("'colour','green'" in line for line in dump(file))


def test_an_upgrade_that_fails_changes_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(file)
    scripts = newer_scripts(tmp_path / "scripts", 'raise RuntimeError("half-way")')
    monkeypatch.setattr(database_migration, "SCRIPTS", scripts)
    database = Database(file)
    with pytest.raises(RuntimeError, match="half-way"):
        upgrade(database, tmp_path / "backups")
    database.close()
    assert dump(file) == before


def test_a_newer_project_is_refused_untouched(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(database_migration, "SCRIPTS", newer_scripts(tmp_path / "scripts"))
        newer.setattr(database_migration, "__version__", "99.1")
        database = Database(file)
        upgrade(database, tmp_path / "first")
        database.close()
    before = dump(file)
    database = Database(file)
    with pytest.raises(ProjectTooNew) as told:
        upgrade(database, tmp_path / "backups")
    database.close()
    assert str(told.value.what) == (
        f"This project was written by LabelMT 99.1, which is newer than this one, {__version__}."
    )
    assert "restore" in str(told.value.next_step)
    assert told.value.next_step
    assert dump(file) == before
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("statement", ["CREATE TABLE recipes (name)", "PRAGMA user_version=7"])
def test_another_programs_database_is_refused_untouched(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "project.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    before = dump(path)
    database = Database(path)
    with pytest.raises(NotAProject):
        upgrade(database, tmp_path / "backups")
    database.close()
    assert dump(path) == before


def test_migrations_say_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        database = Database(tmp_path / "project.sqlite")
        create_tables(database)
        database.close()
    assert caplog.records == []
