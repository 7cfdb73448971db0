"""Databases that vanish, disks that are full or may not be written, creations that were cut off."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import State
from labelmt.domain.errors import (
    DiskFull,
    EnvironmentFault,
    InvalidInput,
    LabelMTError,
    NoPermission,
    NotAProject,
    ProjectDamaged,
    ProjectGone,
)
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project
from labelmt.project.rescue.check import check_project
from labelmt.project.rescue.preview import preview_restore
from labelmt.project.schema.schema_files import export_schema
from labelmt.project.snapshot import take_snapshot
from labelmt.storage.database import Database
from labelmt.storage.database_migration import create_tables


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    add_task(made, "things", TaskKind.MULTILABEL, "tree")
    label(made, 0)
    yield made
    made.close()


def label(project: Project, row: int) -> None:
    tree = project.schema().tasks[0].labels[0]
    project.apply(SetAnnotations((row,), tree.id, State.PRESENT))


def vanish(project: Project, how: str) -> None:
    file = project.database.file
    if how == "deleted":
        file.unlink()
    elif how == "moved":
        file.rename(file.with_name("elsewhere.sqlite"))
    elif how == "replaced":
        shutil.copy(file, file.with_name("copy"))
        file.with_name("copy").replace(file)
    elif how == "folder moved":
        project.folder.rename(project.folder.with_name("renamed"))
    elif how == "folder deleted":
        shutil.rmtree(project.folder)


@pytest.mark.skipif(os.name == "nt", reason="an open file can neither be moved nor deleted there")
@pytest.mark.parametrize("how", ["deleted", "moved", "replaced", "folder moved", "folder deleted"])
def test_nothing_is_acknowledged_into_a_database_that_is_gone(
    project: Project, tmp_path: Path, how: str
) -> None:
    before = content_of(project)
    vanish(project, how)
    with pytest.raises(ProjectGone) as told:
        label(project, 1)
    assert "elsewhere" in told.value.next_step
    assert not told.value.details, "no traceback: it is no bug"
    with pytest.raises(ProjectGone):
        project.undo()
    project.backups.before("merge")
    assert project.folder.exists() == (not how.startswith("folder")), "nothing is made anew"
    assert content_of(project) == before
    project.save_elsewhere(tmp_path / "saved" / "here")
    saved = Project.open(tmp_path / "saved" / "here")
    assert content_of(saved) == before
    label(saved, 1)
    saved.close()


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted there")
@pytest.mark.parametrize("gone", [("-wal",), ("-shm",), ("-wal", "-shm")])
@pytest.mark.parametrize("when", ["between", "while writing"])
def test_a_log_that_is_deleted_while_open_costs_nothing(
    project: Project, gone: tuple[str, ...], when: str
) -> None:
    def delete() -> None:
        for suffix in gone:
            (project.folder / f"project.sqlite{suffix}").unlink()

    if when == "between":
        delete()
        label(project, 1)
    else:
        with project.database.write() as connection:
            connection.exec_driver_sql("UPDATE image SET size = 7")
            delete()
    label(project, 2)
    before = content_of(project)
    copy = project.folder.with_name("killed")
    shutil.copytree(project.folder, copy)
    other = Project.open(copy)
    assert content_of(other) == before
    assert other.annotation_count() == project.annotation_count() >= 2
    assert (other.images().sizes == 7).all() == (when != "between")
    other.close()
    label(project, 0)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be moved there")
def test_a_database_that_is_put_back_is_written_again(project: Project) -> None:
    away = project.folder.with_name("renamed")
    project.folder.rename(away)
    with pytest.raises(ProjectGone):
        label(project, 1)
    away.rename(project.folder)
    label(project, 1)
    assert project.annotation_count() == 2


def test_a_project_is_not_saved_over_another(project: Project, tmp_path: Path) -> None:
    other = Project.create(tmp_path / "other", [tmp_path])
    with pytest.raises(InvalidInput, match="already"):
        project.save_elsewhere(other.folder)
    other.close()


def leftovers(folder: Path, kind: str) -> None:
    """What a creation leaves that was cut off, of this version and of older ones."""
    folder.mkdir()
    file = folder / "project.sqlite"
    if kind == "before the rename":
        (folder / ".creating-1234abcd").mkdir()
        (folder / ".creating-1234abcd" / "project.sqlite").write_bytes(b"half")
    elif kind == "empty":
        file.touch()
    elif kind == "no tables":
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (b)")
        connection.execute("DROP TABLE a")
        connection.commit()
        connection.close()
    else:
        database = Database(file)
        create_tables(database)
        database.close()
        file.with_name("project.sqlite-wal").write_bytes(b"left over")


@pytest.mark.parametrize("kind", ["before the rename", "empty", "no tables", "no folders"])
def test_a_creation_that_was_cut_off_can_be_done_again(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "project"
    leftovers(folder, kind)
    project = Project.create(folder, [tmp_path])
    assert project.roots() == {1: tmp_path}
    project.close()
    Project.open(folder).close()


def test_a_database_of_something_else_is_neither_replaced_nor_changed(tmp_path: Path) -> None:
    file = tmp_path / "project.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE mine (a)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(InvalidInput, match="already"):
        Project.create(tmp_path, [tmp_path])
    with pytest.raises(NotAProject) as told:
        Project.open(tmp_path)
    assert told.value.kept == "It was not changed."
    assert file.read_bytes() == before, "not turned to a write-ahead log either"
    file.write_bytes(b"")
    with pytest.raises(NotAProject):
        Project.open(tmp_path)
    assert file.read_bytes() == b""
    assert [one.name for one in tmp_path.iterdir()] == ["project.sqlite"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as stream:
        for size in (1 << 16, 4096, 1):
            with suppress(OSError):
                while stream.write(bytes(size)):
                    pass


def looked_at(folder: Path) -> None:
    """All can be seen and exported, and nothing is changed."""
    project = Project.open(folder)
    assert project.read_only_because is not None
    snapshot = take_snapshot(project)
    assert (snapshot.matrix == State.PRESENT).sum() == 2
    with pytest.raises(EnvironmentFault):
        label(project, 1)
    with pytest.raises(EnvironmentFault):
        project.undo()
    export_schema(project, folder.parents[1] / "schema.yaml")
    project.close()


@pytest.mark.parametrize("cut_off", [False, True])
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_disk_that_cannot_be_written_is_opened_for_reading(
    small_disk: Path, how: str, cut_off: bool
) -> None:
    project = new_project(small_disk, ["a.jpg", "b.jpg", "c.jpg"])
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    label(project, 0)
    label(project, 2)
    folder = project.folder
    if cut_off:  # a log is left that holds all of it
        copy = {one.name: one.read_bytes() for one in folder.glob("project.sqlite*")}
        project.close()
        for name, content in copy.items():
            (folder / name).write_bytes(content)
        (folder / "project.sqlite-shm").unlink()
    else:
        project.close()
    before = {one.name: one.read_bytes() for one in folder.glob("project.sqlite*")}
    if how == "full":
        fill(small_disk)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    looked_at(folder)
    assert {one.name: one.read_bytes() for one in folder.glob("project.sqlite*")} == before
    if how == "full":
        (small_disk / "filler").unlink()
        project = Project.open(folder)
        assert project.read_only_because is None
        label(project, 1)
        project.close()


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_project_of_an_older_version_is_looked_at_where_it_cannot_be_migrated(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    folder = small_disk / "project"
    folder.mkdir()
    sql = Path(__file__).parents[1] / "storage" / "revision_0008.sql"
    connection = sqlite3.connect(folder / "project.sqlite")
    connection.executescript(sql.read_text(encoding="utf-8"))
    count = connection.execute("SELECT count(*) FROM annotation").fetchone()[0]
    connection.close()
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    if how == "full":
        fill(small_disk)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    project = Project.open(folder)
    assert project.read_only_because is not None
    assert project.annotation_count() == count
    take_snapshot(project)
    label_id = project.schema().labels[0].id
    with pytest.raises(EnvironmentFault):
        project.apply(SetAnnotations((0,), label_id, State.ABSENT))
    project.close()
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    assert not list(elsewhere.iterdir()), "the copy is gone"
    if how == "full":
        (small_disk / "filler").unlink()
        project = Project.open(folder)
        assert project.read_only_because is None
        assert project.annotation_count() == count
        project.close()


def test_a_disk_that_fills_up_while_it_is_worked_on_loses_nothing(small_disk: Path) -> None:
    project = new_project(small_disk, [f"{n}.jpg" for n in range(50)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    label(project, 0)
    fill(small_disk)
    acknowledged = 1
    with suppress(EnvironmentFault):
        for row in range(1, 40):
            label(project, row)
            acknowledged += 1
    assert acknowledged < 40, "it is full"
    assert project.annotation_count() == acknowledged
    (small_disk / "filler").unlink()
    label(project, 49)
    project.close()
    project = Project.open(project.folder)
    assert project.annotation_count() == acknowledged + 1
    project.close()


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_disk_of_backups_that_takes_no_more_is_told_and_costs_nothing(
    project: Project, small_disk: Path, how: str
) -> None:
    project.close()
    backups = project.folder / "backups"
    shutil.rmtree(backups)
    backups.symlink_to(small_disk / "kept")  # as people do who keep backups on another disk
    (small_disk / "kept").mkdir()
    Project.open(project.folder).close()
    before = {one.name for one in backups.glob("*.sqlite")}
    assert before
    if how == "full":
        fill(small_disk)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    project = Project.open(project.folder)
    assert project.read_only_because is None
    told: list[LabelMTError] = []
    project.backups.listen(told.append)
    for row in (1, 2):
        label(project, row)
    with pytest.raises(DiskFull if how == "full" else NoPermission) as refused:
        project.backups.back_up("asked", always=True)
    assert refused.value.subject == str(backups)
    project.close()
    assert {one.what for one in told} == {refused.value.what}
    check_project(project.folder)
    preview_restore(project.folder)
    assert {one.name for one in backups.iterdir() if one.is_file()} == before, "no half of one"
    if how == "full":
        (small_disk / "filler").unlink()
    else:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    project = Project.open(project.folder)
    assert project.annotation_count() == 3
    project.backups.back_up("asked", always=True)
    project.close()
    assert project.backups.problem is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE task SET kind = 'sometimes'",
        "UPDATE label SET parents = '[\"x'",
        "UPDATE label SET synonyms = '5'",
        f"UPDATE label SET parents = '{'[' * 100_000}'",
        "UPDATE label SET name = CAST(x'ff80' AS TEXT)",
        "UPDATE label SET task_id = 77",
        "DROP TABLE saved_view",
        "ALTER TABLE image RENAME COLUMN status TO state",
        "UPDATE history SET kind = 'perhaps'",
        "DELETE FROM root",
        "UPDATE image SET path = row",
        "UPDATE annotation SET image_row = 4000",
    ],
)
def test_damage_that_sqlite_does_not_see_is_told_as_damage(project: Project, change: str) -> None:
    project.close()
    connection = sqlite3.connect(project.database.file)
    connection.execute(change)
    connection.commit()
    connection.close()

    def look() -> None:
        opened = Project.open(project.folder)
        try:
            take_snapshot(opened)
        finally:
            opened.close()

    with pytest.raises(ProjectDamaged) as told:
        look()
    assert "labelmt restore" in told.value.next_step


@pytest.mark.parametrize("parents", ["[99]", '["x"]', "[1]"])
def test_a_parent_that_is_not_there_implies_nothing(project: Project, parents: str) -> None:
    tree = project.schema().tasks[0].labels[0]
    with project.database.write() as connection:
        connection.exec_driver_sql("UPDATE label SET parents = ?", (parents,))
    project.apply(SetAnnotations((1,), tree.id, State.ABSENT))
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    assert project.annotation_count() == 2


@pytest.mark.parametrize(
    "change", ["source = 'hearsay'", "seen = 'heard'", "state = 7", "at = CAST(x'ff80' AS TEXT)"]
)
def test_a_damaged_annotation_is_told_as_damage(project: Project, change: str) -> None:
    with project.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE annotation SET {change}")
    with pytest.raises(ProjectDamaged):
        project.annotations_of(0)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_opened_for_reading(project: Project) -> None:
    project.close()
    project.folder.chmod(0o500)
    try:
        opened = Project.open(project.folder)
        assert isinstance(opened.read_only_because, NoPermission)
        assert opened.annotation_count() == 1
        opened.close()
    finally:
        project.folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_backups_that_may_not_be_reached_are_told(nobody_can_reach: Path) -> None:
    project = new_project(nobody_can_reach, ["a.jpg"])
    project.close()
    backups = project.folder / "backups"
    look = (
        "import os, sys; from pathlib import Path\n"
        "from labelmt.domain.errors import NoPermission\n"
        "from labelmt.domain.schema import TaskKind\n"
        "from labelmt.project.commands.commands import CreateTask\n"
        "from labelmt.project.project import Project\n"
        "folder = Path(sys.argv[1])\n"
        "Project.open(folder).close()\n"  # what is loaded late is loaded by then
        "for one in (folder, *folder.rglob('*')): one.chmod(0o777)\n"
        "(folder / 'backups').chmod(0)\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "project = Project.open(folder)\n"
        "project.apply(CreateTask('things', TaskKind.MULTILABEL))\n"
        "try: project.backups.back_up('asked', always=True)\n"
        "except NoPermission: print('told')\n"
        "project.close()\n"
    )
    command = [sys.executable, "-c", look, str(project.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    backups.chmod(0o777)
    assert (done.stdout.strip(), done.stderr) == ("told", "")
    opened = Project.open(project.folder)
    assert opened.schema().task_named("things") is not None
    opened.close()
