"""Restores in the window: the preview, a damaged project, a database that is gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from window_driver import Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.project.backups.dated_copies import list_backups
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.project import Project


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
