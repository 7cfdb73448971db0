"""Restores in the window: the preview, a damaged project, a database that is gone."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
from window_driver import CONTROL, Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.project.backups.dated_copies import list_backups
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.project import Project
from labelmt.storage import run_repository
from labelmt.storage.run_repository import ServedFile


def labelled(folder: Path, images: Path) -> Path:
    """A project with a backup of one annotation, and two since."""
    project = Project.create(folder, [images])
    from labelmt.project.intake.scan_images import scan_roots

    list(scan_roots(project, lambda: False))
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    project.apply(CreateLabel(project.schema().tasks[0].id, "tree"))
    tree = project.schema().tasks[0].labels[0].id
    project.apply(SetAnnotations((0,), tree, State.PRESENT))
    project.backups.back_up("asked")
    project.apply(SetAnnotations((1, 2), tree, State.PRESENT))
    project.close()
    return folder


def annotated(driver: Driver) -> int:
    view = driver.window.project_view
    return int((view.matrix == State.PRESENT).sum()) if view is not None else -1


def test_a_project_goes_back_to_a_backup(driver: Driver, images: Path, tmp_path: Path) -> None:
    folder = labelled(tmp_path / "project", images)
    driver.open(folder)
    driver.until(lambda: annotated(driver) == 3)
    driver.do(driver.window.commands.restore_backup)
    driver.until(lambda: driver.window.backups.dialog is not None)
    dialog = driver.window.backups.dialog
    assert dialog is not None
    places = range(dialog.list.topLevelItemCount())
    lines = [one for one in map(dialog.list.topLevelItem, places) if one is not None]
    [before] = [one for one in lines if one.text(1) == "1"]
    assert before.text(3) == "0 more, 2 fewer, 0 others"
    dialog.list.setCurrentItem(before)
    dialog.restore.click()
    driver.until(lambda: annotated(driver) == 1)
    assert driver.window.backups.dialog is None
    assert "restored" in {one.reason for one in list_backups(folder)}


def test_a_damaged_project_offers_its_backups(driver: Driver, images: Path, tmp_path: Path) -> None:
    folder = labelled(tmp_path / "project", images)
    file = folder / "project.sqlite"
    content = bytearray(file.read_bytes())
    content[:4096] = bytes(4096)
    file.write_bytes(content)
    driver.window.session.open(folder)
    driver.until(lambda: driver.window.backups.dialog is not None)
    dialog = driver.window.backups.dialog
    assert dialog is not None
    dialog.restore.click()
    driver.until(lambda: annotated(driver) == 3)


def test_a_database_that_is_gone_can_be_saved_elsewhere(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    folder = labelled(tmp_path / "project", images)
    driver.open(folder)
    driver.until(lambda: annotated(driver) == 3)
    (folder / "project.sqlite").unlink()
    tree = driver.project_view.schema.tasks[0].labels[0].id
    driver.window.session.apply(SetAnnotations((4,), tree, State.PRESENT))
    driver.until(lambda: "Nothing more can be saved" in shown_notices(driver))
    driver.window.backups.save_elsewhere(tmp_path / "elsewhere")
    driver.until(lambda: driver.window.session.folder == tmp_path / "elsewhere")
    connection = sqlite3.connect(tmp_path / "elsewhere" / "project.sqlite")
    assert connection.execute("SELECT count(*) FROM annotation").fetchone() == (3,)
    connection.close()


def shown_notices(driver: Driver) -> str:
    bar = driver.window.notices
    waiting = [bar._shown, *bar._waiting]
    return "\n".join(one.what for one in waiting if one is not None)


def with_predictions(folder: Path) -> Path:
    """Let a project have a run that serves; where its probabilities are."""
    project = Project.open(folder)
    file = folder / "runs" / "1" / "probabilities.npy"
    file.parent.mkdir(parents=True)
    ids = project.schema().label_ids
    np.save(file, np.full((len(project.images()), len(ids)), 0.5, dtype=np.float16))
    with project.database.write() as connection:
        run = run_repository.insert_run(connection, "heads", "small_cnn", "2026-11-30")
        run_repository.end_run(connection, run.id, "finished", "2026-11-30")
        run_repository.serve(connection, run.id)
        served = ServedFile("runs/1/probabilities.npy", ids, (0.5,) * len(ids))
        run_repository.set_served_file(connection, run.id, served)
    project.close()
    return file


def test_damaged_predictions_are_told_beside_the_labels(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    folder = labelled(tmp_path / "project", images)
    file = with_predictions(folder)
    file.write_bytes(file.read_bytes()[:-1])
    driver.open(folder)
    driver.until(lambda: driver.window.notices.shown is not None)
    shown = driver.window.notices.shown
    assert shown is not None
    assert shown.what.startswith("The predictions that were kept are damaged")
    assert "probabilities.npy" in shown.subject
    assert not shown.details, "it is no bug of ours"
    assert annotated(driver) == 3


def test_two_windows_on_one_project(driver: Driver, images: Path, tmp_path: Path) -> None:
    """The other's labels, images and schema arrive; Ctrl+Z takes back one's own."""
    folder = labelled(tmp_path / "project", images)
    driver.open(folder)
    driver.show_all()
    other = Project.open(folder)
    tree = other.schema().tasks[0].labels[0].id
    other.apply(SetAnnotations((3,), tree, State.PRESENT))
    driver.until(lambda: annotated(driver) == 4)
    driver.select(4)
    driver.press("1")
    driver.settle()
    assert driver.states("tree")[:5] == [1, 1, 1, 1, 1]
    other.apply(SetAnnotations((0, 1, 2), tree, State.ABSENT))
    other.apply(CreateLabel(other.schema().tasks[0].id, "sea"))
    driver.until(lambda: len(driver.project_view.schema.labels) == 2)
    driver.until(lambda: driver.states("tree")[:5] == [0, 0, 0, 1, 1])
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree")[:5] == [0, 0, 0, 1, -1], "one's own alone, not the newest"
    driver.press("Z", CONTROL)
    driver.settle()
    assert driver.states("tree")[:5] == [0, 0, 0, 1, -1], "what the other did stands"
    assert [one.name for one in other.schema().labels] == ["tree", "sea"]
    assert other.look_for_others() is not None
    other.undo()
    other.undo()
    driver.until(lambda: driver.states("tree")[:5] == [1, 1, 1, 1, -1])
    other.close()


def test_backups_that_cannot_be_written_are_told(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    folder = labelled(tmp_path / "project", images)
    shutil.rmtree(folder / "backups")
    (folder / "backups").write_text("mine")
    driver.open(folder)
    driver.until(lambda: "No backup of this project can be written" in shown_notices(driver))
    shown = driver.window.notices.shown
    assert shown is not None
    assert str(folder / "backups") in shown.subject
    driver.until(lambda: annotated(driver) == 3)
