"""Restores lose nothing that was acknowledged: backups, the journal, and what can be salvaged."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from making_projects import Content, add_task, content_of, new_project

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    NotFound,
    ProjectDamaged,
    ProjectTooNew,
)
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.backups.dated_copies import list_backups
from labelmt.project.backups.journal import segments
from labelmt.project.backups.journal_reading import newest_actions
from labelmt.project.commands.commands import (
    CreateLabel,
    DeleteLabel,
    EditLabel,
    MergeLabels,
    SetAnnotations,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.rescue.check import check_project
from labelmt.project.rescue.preview import preview_restore
from labelmt.project.rescue.restore import restore
from labelmt.storage import database


def worked_on(folder: Path, images: int = 60) -> Project:
    """A project with a backup in the middle of the work, and all sorts of actions after it."""
    project = new_project(folder, [f"{n % 7}/{n}.jpg" for n in range(images)])
    labels = add_task(project, "things", TaskKind.MULTILABEL, "tree sea car")
    scenes = add_task(project, "scene", TaskKind.MULTICLASS, "beach city")
    for n in range(images):
        project.apply(SetAnnotations((n,), labels[n % 3].id, State.PRESENT))
    project.backups.back_up("work")
    add_images(project, 1, [FoundImage(f"new/{n}.jpg", 100, 1) for n in range(5)])
    for n in range(0, images + 5, 2):
        project.apply(SetAnnotations((n,), scenes[n % 4 // 2].id, State.PRESENT))
    project.apply(SetAnnotations(tuple(range(20)), labels[1].id, State.ABSENT, seen=Seen.VISIBLE))
    project.apply(EditLabel(labels[0].id, name="oak"))
    project.apply(CreateLabel(project.schema().tasks[0].id, "boat"))
    boat = project.schema().tasks[0].labels[-1]
    project.apply(SetAnnotations((3, 4), boat.id, State.PRESENT))
    project.undo()
    project.undo()
    project.redo()
    project.apply(SetAnnotations((5,), boat.id, State.PRESENT))
    project.apply(MergeLabels((labels[2].id,), labels[1].id))
    project.apply(DeleteLabel(scenes[0].id))
    return project


def damage(file: Path, seed: int, pages: int = 3) -> None:
    """Overwrite pages at random, the first as well."""
    content = bytearray(file.read_bytes())
    count = len(content) // 4096
    chooser = random.Random(seed)
    for page in {0, *(chooser.randrange(count) for _ in range(pages))}:
        content[page * 4096 : (page + 1) * 4096] = chooser.randbytes(4096)
    file.write_bytes(content)


def closed(project: Project) -> tuple[Path, Content]:
    content = content_of(project)
    project.close()
    return project.folder, content


def opened(folder: Path) -> Content:
    project = Project.open(folder)
    try:
        return content_of(project)
    finally:
        project.close()


def test_a_damaged_database_is_restored_with_all_that_was_done(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    for one in list_backups(folder):
        if one.reason != "work":
            one.file.unlink()
    damage(folder / "project.sqlite", 1)
    was = (folder / "project.sqlite").read_bytes()
    with pytest.raises(ProjectDamaged):
        Project.open(folder)
    report = restore(folder)
    assert opened(folder) == before
    assert report.backup is not None
    assert report.actions > 30
    assert report.set_aside is not None
    assert (report.set_aside / "project.sqlite").read_bytes() == was
    assert {one.reason for one in list_backups(folder)} >= {"work", "restored"}
    project = Project.open(folder)
    assert project.undo_title is not None
    assert project.undo_title.startswith("Bring back what the journal has of")
    project.undo()
    project.redo()
    assert content_of(project) == before
    project.close()


def test_a_database_that_is_gone_is_restored(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    (folder / "project.sqlite").unlink()
    report = restore(folder)
    assert report.set_aside is None
    assert opened(folder) == before


def test_a_log_of_another_database_is_set_aside_as_well(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    log = (project.folder / "project.sqlite-wal").read_bytes()
    folder, before = closed(project)
    damage(folder / "project.sqlite", 2)
    (folder / "project.sqlite-wal").write_bytes(log)
    (folder / "project.sqlite-shm").write_bytes(b"\1" * 32768)
    report = restore(folder)
    assert report.set_aside is not None
    assert sorted(one.name for one in report.set_aside.iterdir()) == [
        "project.sqlite", "project.sqlite-shm", "project.sqlite-wal",
    ]  # fmt: skip
    assert not (folder / "project.sqlite-wal").exists()
    assert opened(folder) == before


def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    project.backups.back_up("work", always=True)
    folder, before = closed(project)
    newest, older, *_ = list_backups(folder)
    damage(newest.file, 3)
    damage(folder / "project.sqlite", 4)
    report = restore(folder)
    assert report.backup == older
    assert opened(folder) == before
    with pytest.raises(InvalidInput, match="damaged"):
        restore(folder, newest)
    assert opened(folder) == before


def test_without_a_backup_the_journal_alone_is_enough(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    for one in list_backups(folder):
        one.file.unlink()
    (folder / "project.sqlite").unlink()
    restore(folder)
    after = opened(folder)
    assert after.schema == before.schema
    assert [one for one in after.annotations if one] == [one for one in before.annotations if one]


def test_without_backup_and_journal_the_database_is_salvaged(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path, images=600))
    shutil.rmtree(folder / "backups")
    content = bytearray((folder / "project.sqlite").read_bytes())
    connection = sqlite3.connect(folder / "project.sqlite")
    roots = [row[0] for row in connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name IN ('annotation', 'image')"
    )]  # fmt: skip
    connection.close()
    for page in roots:  # the way to all other pages
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    (folder / "project.sqlite").write_bytes(content)
    report = restore(folder)
    assert report.backup is None
    assert opened(folder) == before


def test_a_project_without_anything_left_is_told_and_not_touched(tmp_path: Path) -> None:
    folder, _ = closed(worked_on(tmp_path))
    shutil.rmtree(folder / "backups")
    (folder / "project.sqlite").write_bytes(b"\xff" * 10_000)
    with pytest.raises(NotFound):
        restore(folder)
    assert (folder / "project.sqlite").read_bytes() == b"\xff" * 10_000
    assert not (folder / "backups").exists()


def test_a_sound_project_goes_back_to_a_backup_and_forth_again(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    [middle] = [one for one in list_backups(project.folder) if one.reason == "work"]
    folder, before = closed(project)
    report = restore(folder, middle)
    assert (report.actions, report.problem) == (0, "")
    assert report.annotations == 60
    assert sum(map(len, opened(folder).annotations)) == 60
    # What is done now is of another time: the journal of the one that was left is not read.
    project = Project.open(folder)
    tree = project.schema().tasks[0].labels[0]
    project.apply(SetAnnotations((0, 1), tree.id, State.ABSENT))
    folder, now = closed(project)
    damage(folder / "project.sqlite", 5)
    restore(folder)
    assert opened(folder) == now
    [merge] = [one for one in list_backups(folder) if one.reason == "merge"]
    restore(folder, merge, with_journal=False)
    assert len(opened(folder).annotations) == len(before.annotations)


def test_a_restore_that_is_cut_off_between_two_renames_can_be_done_again(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    aside = folder / "backups" / "set-aside-20260101T000000.000000Z"
    aside.mkdir()
    (folder / "project.sqlite").rename(aside / "project.sqlite")
    (folder / "project.sqlite-wal").write_bytes(b"left over")
    restore(folder)
    assert opened(folder) == before


@pytest.mark.parametrize("seed", range(6))
def test_pages_damaged_at_random_cost_nothing(tmp_path: Path, seed: int) -> None:
    folder, before = closed(worked_on(tmp_path))
    if seed % 2:
        for file in segments(folder)[-1:]:  # the end of the journal may be lost as well
            file.write_bytes(file.read_bytes()[:-40] if seed == 1 else b"")
    content = bytearray((folder / "project.sqlite").read_bytes())
    chooser = random.Random(seed)
    for _ in range(3):
        page = chooser.randrange(1, len(content) // 4096)
        content[page * 4096 + 100 : page * 4096 + 140] = chooser.randbytes(40)
    (folder / "project.sqlite").write_bytes(content)
    if seed % 2 == 0:
        restore(folder)
        assert opened(folder) == before
    else:
        report = restore(folder)
        assert report.annotations > 0


def test_nothing_of_a_journal_is_trusted(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    folder, before = closed(project)
    [*_, last] = segments(folder)
    tree = before.schema.tasks[0].labels[0].id
    said = {"task": "t", "label": "l", "label_id": tree, "state": "present", "source": "human"}
    wrong = [
        {"action": 9001, "annotations": [{**said, "seen": "one", "rows": [10**12]}],
         "images": {"/": {str(10**12): "x"}}},
        {"action": 9002, "annotations": [{**said, "seen": "two", "rows": [1]}]},
        {"action": 9003, "labels": {"1": {"id": 1, "task_id": "x"}, "x": None, "77": {"name": 1}}},
        {"action": 9004, "tasks": {"5": {"name": "odd", "kind": "none"}}},
        {"action": 9005, "images": {"/": 5, "/a": {"-1": "b", "2": 7}}},
    ]  # fmt: skip
    with last.open("a") as stream:
        stream.writelines(json.dumps(one) + "\n" for one in wrong)
    restore(folder)
    assert opened(folder) == before


@pytest.mark.parametrize("left", [None, b""])
def test_a_lost_database_is_restored_not_made_anew(left: bytes | None, tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    project.backups.back_up("asked")
    folder = project.folder
    project.close()
    for file in folder.glob("project.sqlite*"):
        file.unlink()
    if left is not None:
        (folder / "project.sqlite").write_bytes(left)
    with pytest.raises(ProjectDamaged, match="restore"):
        Project.open(folder)
    with pytest.raises(ProjectDamaged, match="backups"):
        Project.create(folder, [tmp_path])
    restore(folder)
    again = Project.open(folder)
    assert again.annotation_matrix().tolist() == [[State.PRESENT]]
    again.close()


def killed(project: Project, to: Path) -> Path:
    """The project as a process leaves it that is killed now."""
    shutil.copytree(project.folder, to)
    return to


@pytest.mark.parametrize("left", ["nothing", "a part", "noise"])
def test_actions_that_a_database_lost_with_its_log_are_noticed(tmp_path: Path, left: str) -> None:
    project = worked_on(tmp_path)
    log = (project.folder / "project.sqlite-wal").read_bytes()
    folder = killed(project, tmp_path / "killed")
    _, before = closed(project)
    file = folder / "project.sqlite-wal"
    file.write_bytes({"nothing": b"", "a part": log[: len(log) // 2], "noise": b"x" * 5000}[left])
    (folder / "project.sqlite-shm").unlink()
    with pytest.raises(ProjectDamaged, match="actions are missing from") as told:
        Project.open(folder)
    assert "labelmt restore" in told.value.next_step
    assert "actions are missing" in restore(folder).problem
    assert opened(folder) == before


def test_an_older_copy_in_place_of_a_database_is_noticed(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    older = next(one for one in list_backups(project.folder) if one.reason == "work")
    folder, before = closed(project)
    shutil.copyfile(older.file, folder / "project.sqlite")
    with pytest.raises(ProjectDamaged, match="actions are missing from"):
        Project.open(folder)
    restore(folder)
    assert opened(folder) == before
    opened(folder)


def test_the_end_of_a_journal_is_read_past_lines_that_are_long_or_cut_off(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{n}.jpg" for n in range(20_000)])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    assert newest_actions(project.folder) == {"": 3}
    project.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    project.apply(SetAnnotations(tuple(range(20_000)), sea.id, State.PRESENT))
    file = segments(project.folder)[-1]
    assert file.stat().st_size > 4 << 16
    assert newest_actions(project.folder) == {"": 5}
    content = file.read_bytes()
    file.write_bytes(content[:-1])
    assert newest_actions(project.folder) == {"": 4}, "half a line says nothing"
    file.write_bytes(content + b'{"action":99,"title":"x"')
    assert newest_actions(project.folder) == {"": 5}
    file.write_bytes(content + b"\xff\xfe garbage\n[]\n")
    assert newest_actions(project.folder) == {"": 5}
    file.write_bytes(b"\0" * 70_000)
    assert newest_actions(project.folder) == {}
    project.close()


def test_a_database_of_two_revisions_is_told_as_damage(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    connection = sqlite3.connect(folder / "project.sqlite")
    connection.execute("INSERT INTO alembic_version VALUES ('0008')")
    connection.commit()
    connection.close()
    with pytest.raises(ProjectDamaged):
        Project.open(folder)
    assert "revisions" in restore(folder).problem
    assert opened(folder) == before


def test_a_project_of_a_newer_version_is_not_restored_unasked(tmp_path: Path) -> None:
    folder, before = closed(worked_on(tmp_path))
    file = folder / "project.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    newer = file.read_bytes()
    for act in (restore, check_project, lambda one: check_project(one, repair=True)):
        with pytest.raises(ProjectTooNew):
            act(folder)
        assert file.read_bytes() == newer, "nothing is wrong with it"
    assert "newer" in preview_restore(folder).problem
    backup = next(one for one in list_backups(folder) if one.reason == "work")
    report = restore(folder, backup)
    assert not report.actions, "who chose it goes back to it"
    assert report.set_aside is not None
    assert (report.set_aside / "project.sqlite").read_bytes() == newer
    assert opened(folder) != before


def test_a_project_is_not_restored_while_another_program_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = closed(worked_on(tmp_path))
    monkeypatch.setattr(database, "BUSY_MS", 100)
    other = sqlite3.connect(folder / "project.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE image SET size = 8")
    with pytest.raises(EnvironmentFault, match="Another program"):
        restore(folder, list_backups(folder)[-1])
    assert not list((folder / "backups").glob("set-aside-*"))
    other.execute("COMMIT")
    other.close()
    assert opened(folder) == before
