"""What goes wrong with files becomes an error that a person understands, and costs nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from labelmt.domain.errors import DiskFull, EnvironmentFault, NoPermission, ProjectDamaged
from labelmt.storage import database as database_module
from labelmt.storage.database import Database
from labelmt.storage.database_migration import create_tables
from labelmt.storage.meta_repository import read_meta, write_meta


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "project.sqlite")
    create_tables(made)
    with made.write() as connection:
        write_meta(connection, "colour", "green")
    yield made
    made.close()


def colour(database: Database) -> str | None:
    with database.read() as connection:
        return read_meta(connection, "colour")


def test_a_full_disk_is_told_and_nothing_is_lost(database: Database) -> None:
    def fill() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")  # as if the disk ended here
            write_meta(connection, "colour", "red")
            write_meta(connection, "story", "long " * 100_000)

    with pytest.raises(DiskFull) as told:
        fill()
    assert told.value.kept
    assert told.value.next_step
    assert colour(database) == "green"


def test_a_place_that_may_not_be_written_is_told(database: Database) -> None:
    def write() -> None:
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                write_meta(connection, "colour", "red")
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    with pytest.raises(NoPermission):
        write()
    assert colour(database) == "green"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_without_permission_is_told(database: Database) -> None:
    database.close()
    database.file.chmod(0)
    with pytest.raises(NoPermission):
        colour(Database(database.file))


def test_another_writer_is_waited_for_and_then_told(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MS", 50)
    other = Database(database.file)

    def write() -> None:
        with other.write() as connection:
            write_meta(connection, "colour", "blue")

    with database.write() as connection:
        write_meta(connection, "colour", "red")
        with pytest.raises(EnvironmentFault, match="Another program"):
            write()
        assert colour(other) == "green", "readers go on beside a writer"
    write()
    assert colour(database) == "blue"
    other.close()


def test_a_writer_fails_whole(database: Database) -> None:
    def write() -> None:
        with database.write() as connection:
            write_meta(connection, "colour", "red")
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        write()
    assert colour(database) == "green"


@pytest.mark.parametrize(
    "content", [b"not a database, " * 400, b"SQLite format 3\0" + b"\1" * 5000]
)
def test_a_file_of_something_else_is_damaged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "project.sqlite"
    file.write_bytes(content)
    database = Database(file)
    with pytest.raises(ProjectDamaged):
        database.check()
    database.close()
    assert file.read_bytes() == content


def test_a_damaged_page_is_found_by_the_check(database: Database) -> None:
    with database.write() as connection:
        for number in range(2000):
            write_meta(connection, f"key {number}", "value" * 10)
    database.check()
    database.close()
    content = bytearray(database.file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    database.file.write_bytes(content)
    damaged = Database(database.file)
    with pytest.raises(ProjectDamaged) as told:
        damaged.check()
    damaged.close()
    assert "backups" in told.value.next_step


def test_annotations_are_synced_to_disk_before_a_write_returns(database: Database) -> None:
    with database.read() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_copy_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.sqlite"
    with database.write() as connection:
        write_meta(connection, "colour", "red")
        database.back_up(target)
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT value FROM meta WHERE key = 'colour'").fetchone() == ("green",)
    copy.close()
    assert [one.name for one in target.parent.iterdir()] == ["copy.sqlite"]


def test_a_copy_that_cannot_be_made_is_told(database: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    with pytest.raises(NoPermission):
        database.back_up(tmp_path / "backups" / "copy.sqlite")


@pytest.mark.parametrize("name", ["a?b", "50%41", "a#b", "日本語 🙂", "it's"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    database = Database(folder / "project.sqlite")
    create_tables(database)
    database.close()
    assert (folder / "project.sqlite").is_file()
    assert [one.name for one in tmp_path.iterdir()] == [name]
