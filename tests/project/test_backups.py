"""Backups of a project: made by themselves, of one moment, checked, and thinned."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from making_projects import add_task, new_project

from labelmt.domain.annotations import State
from labelmt.domain.errors import EnvironmentFault, LabelMTError, ProjectDamaged
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import translated
from labelmt.project.backups.dated_copies import Backup, list_backups, new_backup_file, superfluous
from labelmt.project.backups.journal_reading import JournalRecord
from labelmt.project.backups.keeper import EVERY, IDLE, BackupKeeper
from labelmt.project.commands.commands import DeleteLabel, MergeLabels, SetAnnotations
from labelmt.project.project import Project
from labelmt.project.rescue.check import check_project
from labelmt.project.rescue.preview import preview_restore
from labelmt.project.rescue.restore import restore
from labelmt.storage.database import Database

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def today(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)


def labelled(folder: Path) -> tuple[Project, int]:
    project = new_project(folder, ["a.jpg", "b.jpg", "c.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    return project, tree.id


def annotations_in(file: Path) -> int:
    connection = sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM annotation").fetchone()[0])
    finally:
        connection.close()


def reasons(project: Project) -> list[str]:
    return [one.reason for one in list_backups(project.folder)]


def test_opening_a_project_makes_a_backup_of_it(tmp_path: Path) -> None:
    project, tree = labelled(tmp_path)
    project.apply(SetAnnotations((0, 1), tree, State.PRESENT))
    project.close()
    assert list_backups(project.folder) == []
    Project.open(project.folder).close()
    [backup] = list_backups(project.folder)
    assert (backup.reason, annotations_in(backup.file)) == ("opening", 2)
    assert backup.size == backup.file.stat().st_size
    assert [one.name for one in backup.file.parent.iterdir() if one.is_file()] == [backup.file.name]


def test_what_a_backup_holds_already_is_not_copied_again(tmp_path: Path) -> None:
    project, _ = labelled(tmp_path)
    project.close()
    for _ in range(3):
        Project.open(project.folder).close()
    assert len(list_backups(project.folder)) == 1


def test_a_backup_is_made_every_so_many_minutes_of_work(tmp_path: Path) -> None:
    project, tree = labelled(tmp_path)
    clock = Clock()
    keeper = BackupKeeper(project.folder, project.database, clock=clock, today=clock.today)

    def label(row: int) -> None:
        project.apply(SetAnnotations((row,), tree, State.PRESENT))
        keeper.worked()

    clock.seconds = 5000
    keeper.turn()
    assert reasons(project) == [], "nothing was done"
    label(0)
    keeper.turn()
    clock.seconds += EVERY - 1
    label(1)
    keeper.turn()
    assert reasons(project) == []
    clock.seconds += 1
    keeper.turn()
    assert reasons(project) == ["work"]
    clock.seconds += 10 * EVERY
    keeper.turn()
    assert len(reasons(project)) == 1, "nothing was done since"
    label(2)
    clock.seconds += EVERY
    keeper.turn()
    newest, first = list_backups(project.folder)
    assert (annotations_in(newest.file), annotations_in(first.file)) == (3, 2)
    keeper.close()
    project.close()


def test_a_backup_is_made_before_a_merge_and_before_a_deletion(tmp_path: Path) -> None:
    project, tree = labelled(tmp_path)
    [_, sea] = add_task(project, "more", TaskKind.MULTILABEL, "tree2 sea")
    task = project.schema().task_named("more")
    assert task is not None
    project.apply(SetAnnotations((0, 1), sea.id, State.PRESENT))
    project.apply(MergeLabels((sea.id,), task.labels[0].id))
    [merge] = list_backups(project.folder)
    assert (merge.reason, annotations_in(merge.file)) == ("merge", 2)
    project.apply(SetAnnotations((2,), tree, State.PRESENT))
    project.apply(DeleteLabel(tree))
    assert sorted(reasons(project)) == ["deletion", "merge"]
    project.close()


def test_a_damaged_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    project, tree = labelled(tmp_path)
    project.apply(SetAnnotations((0,), tree, State.PRESENT))
    project.close()
    file = project.database.file
    connection = sqlite3.connect(file)
    root = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_annotation_image_row'"
    ).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(file.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    file.write_bytes(content)
    damaged = Project(project.folder, Database(file))
    with pytest.raises(ProjectDamaged):
        damaged.backups.back_up("asked")
    assert list_backups(project.folder) == []
    left = [one for one in (project.folder / "backups").iterdir() if one.is_file()]
    assert left == [], "nothing half done either"
    damaged.backups.before("merge")
    assert isinstance(damaged.backups.problem, ProjectDamaged)
    damaged.close()


@pytest.mark.parametrize("in_the_way", ["a file", "a link that leads nowhere", "a file below"])
def test_what_lies_where_backups_go_is_told_once_and_costs_nothing(
    tmp_path: Path, in_the_way: str
) -> None:
    project, tree = labelled(tmp_path)
    project.close()
    backups = project.folder / "backups"
    shutil.rmtree(backups)
    place = backups
    if in_the_way == "a file below":
        backups.mkdir()
        place = backups / "journal"
    if in_the_way == "a link that leads nowhere":
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.write_text("mine")
    project = Project.open(project.folder)
    told: list[LabelMTError] = []
    project.backups.listen(told.append)
    for row in range(3):
        project.apply(SetAnnotations((row,), tree, State.PRESENT))
        project.backups.turn()
    with suppress(EnvironmentFault):
        project.backups.back_up("asked")
    project.close()
    [problem] = told
    assert "where a folder must be" in problem.what
    assert problem.subject == str(place)
    assert project.backups.problem is not None
    found = check_project(project.folder)
    assert [(one.path, translated(one.what)) for one in found] == [(place, problem.what)]
    preview_restore(project.folder)
    assert place.is_symlink() or place.read_text() == "mine"
    place.unlink()
    project = Project.open(project.folder)
    assert project.annotation_count() == 3
    project.apply(SetAnnotations((0,), tree, State.ABSENT))
    project.close()
    assert project.backups.problem is None
    assert check_project(project.folder) == []
    assert JournalRecord(project.folder)


def test_a_folder_among_backups_is_none(tmp_path: Path) -> None:
    project, _tree = labelled(tmp_path)
    (project.folder / "backups" / "20261130T000000Z-asked.sqlite").mkdir(parents=True)
    (project.folder / "backups" / "journal" / "20991130T000000.000000Z-0.jsonl").mkdir(parents=True)
    project.backups.back_up("asked")
    assert [one.reason for one in list_backups(project.folder)] == ["asked"]
    project.close()
    restore(project.folder)
    Project.open(project.folder).close()


def test_the_log_is_brought_in_when_nothing_happens(tmp_path: Path) -> None:
    project, tree = labelled(tmp_path)
    clock = Clock()
    keeper = BackupKeeper(project.folder, project.database, clock=clock, today=clock.today)
    project.apply(SetAnnotations((0,), tree, State.PRESENT))
    keeper.worked()
    clock.seconds = IDLE - 1
    keeper.turn()
    log = project.folder / "project.sqlite-wal"
    assert log.stat().st_size
    clock.seconds = IDLE
    keeper.turn()
    assert not log.stat().st_size
    keeper.close()
    project.close()


def backups_at(ages: list[timedelta], size: int = 1) -> list[Backup]:
    return [Backup(Path(f"{age}.sqlite"), NOON - age, "work", size) for age in ages]


def test_backups_are_thinned_by_age() -> None:
    ages = [timedelta(minutes=10 * n) for n in range(6 * 24 * 60)]  # of 60 days
    left = backups_at(ages)
    gone = {one.file for one in superfluous(left, NOON, most=1000)}
    kept = [NOON - one.made_at for one in left if one.file not in gone]
    assert [age for age in kept if age <= timedelta(hours=1)] == ages[:7]
    hours = [age for age in kept if timedelta(hours=1) < age <= timedelta(days=1)]
    assert 22 <= len(hours) <= 24
    days = [age for age in kept if timedelta(days=1) < age <= timedelta(days=30)]
    assert 29 <= len(days) <= 31
    assert len([age for age in kept if age > timedelta(days=30)]) <= 6
    again = backups_at(kept)
    assert superfluous(again, NOON, most=1000) == [], "thinning twice is thinning once"


def test_backups_are_bounded_in_number_and_size_and_the_newest_stay() -> None:
    hourly = backups_at([timedelta(hours=n) for n in range(20)], size=100)
    assert superfluous(hourly, NOON, most=5) == hourly[5:]
    assert superfluous(hourly, NOON, largest=450) == hourly[4:]
    assert superfluous(hourly, NOON, largest=10) == hourly[2:]


def test_a_clock_that_was_wrong_costs_no_backup() -> None:
    odd = backups_at([timedelta(days=-4000), timedelta(days=-1), timedelta(0), timedelta(hours=3)])
    assert superfluous(odd, NOON) == []


def test_two_backups_of_one_second_get_two_names(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    one = new_backup_file(tmp_path, NOON, "import")
    one.write_bytes(b"1")
    two = new_backup_file(tmp_path, NOON, "import")
    two.write_bytes(b"22")
    assert {(found.made_at, found.size) for found in list_backups(tmp_path)} == {
        (NOON, 1),
        (NOON, 2),
    }
