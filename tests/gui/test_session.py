"""The session: a project off the GUI thread, its results on it, in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidName, NotAProject, ServerUnreachable
from labelmt.domain.schema import TaskKind
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.project.commands.commands import CreateLabel, CreateTask, DeleteTask, SetAnnotations
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.places.open_marker import take_unfinished
from labelmt.project.places.recent_projects import forget, recent_projects
from labelmt.project.project import Project
from labelmt.project.snapshot import Update


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for number in range(5):
        Image.new("RGB", (8, 6), (number * 20, 0, 0)).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[ProjectSession]:
    session = ProjectSession()
    yield session
    session.shutdown()


def open_folder(session: ProjectSession, folder: Path, qtbot: QtBot) -> ProjectView:
    with qtbot.waitSignal(session.opened) as opened:
        session.open_folder(folder)
    project_view = ProjectView.from_snapshot(opened.args[0])
    session.changed.connect(project_view.update)
    return project_view


def scan(session: ProjectSession, qtbot: QtBot) -> None:
    done: list[None] = []

    def work(project: Project) -> None:
        for _ in scan_roots(project, lambda: False):
            pass

    session.run_beside(work, done.append)
    qtbot.waitUntil(lambda: bool(done))


def test_a_folder_of_images_becomes_a_project_and_is_found_again(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    scan(session, qtbot)
    assert [Path(path).name for path in project_view.images.paths] == [f"{i}.png" for i in range(5)]
    assert project_view.matrix.shape == (5, 0)
    first = project_view.folder
    session.close()
    again = open_folder(session, images / "0.png", qtbot)
    assert again.folder == first
    assert len(again.images) == 5
    assert [one.folder for one in recent_projects()] == [first]


def test_a_project_taken_off_the_list_is_opened_again_and_said_to_be(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    first = open_folder(session, images, qtbot).folder
    session.apply(CreateTask("things", TaskKind.MULTILABEL))
    session.close()
    forget(first)
    with qtbot.waitSignal(session.had_project) as had:
        again = open_folder(session, images, qtbot)
    assert (again.folder, had.args) == (first, [images, first])
    assert [task.name for task in again.schema.tasks] == ["things"]
    assert [one.folder for one in recent_projects()] == [first]


def test_the_project_view_follows_every_update(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    session.apply(CreateTask("things", TaskKind.MULTILABEL))
    scan(session, qtbot)
    qtbot.waitUntil(lambda: bool(project_view.schema.tasks))  # a scan runs beside what is asked for
    task = project_view.schema.tasks[0].id
    for name in ("tree", "sea"):
        session.apply(CreateLabel(task, name))
    with qtbot.waitSignals([session.changed] * 2):
        pass
    tree, sea = project_view.schema.label_ids
    session.apply(SetAnnotations((0, 1), tree, State.PRESENT))
    session.apply(SetAnnotations((1,), tree, State.ABSENT))
    done: list[object] = []
    session.apply(SetAnnotations((1,), sea, State.PRESENT), done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert project_view.matrix[:2].tolist() == [[1, -1], [0, 1]]
    assert project_view.undo_title == "Set sea present on 1 image"
    everything = np.arange(5)
    assert project_view.state_of(everything[:1], tree) is State.PRESENT
    assert project_view.state_of(everything, tree) is None
    assert project_view.state_of(everything[2:], tree) is State.UNKNOWN
    assert project_view.summary(everything[:2]).states == (None, None)
    assert project_view.summary(everything[2:]).states == (State.UNKNOWN, State.UNKNOWN)


def test_an_update_is_there_before_done_is_called(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    seen: list[int] = []

    def look(_changes: Changes) -> None:
        seen.append(len(project_view.schema.tasks))

    session.apply(CreateTask("things", TaskKind.MULTILABEL), look)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [1]


def test_undo_and_redo(session: ProjectSession, images: Path, qtbot: QtBot) -> None:
    project_view = open_folder(session, images, qtbot)
    done: list[object] = []
    session.apply(CreateTask("things", TaskKind.MULTILABEL))
    session.undo(done.append)
    session.undo(done.append)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done[1] is None, "there was nothing more to undo"
    assert not project_view.schema.tasks
    assert (project_view.undo_title, project_view.redo_title) == (None, "Make task things")
    session.redo(done.append)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert [one.name for one in project_view.schema.tasks] == ["things"]


def test_errors_arrive_as_they_are(
    session: ProjectSession, images: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(session.failed) as failed:
        session.open(tmp_path / "nothing here")
    assert isinstance(failed.args[0], NotAProject)
    open_folder(session, images, qtbot)
    own: list[Exception] = []
    session.apply(CreateTask(" ", TaskKind.MULTILABEL), failed=own.append)
    qtbot.waitUntil(lambda: bool(own))
    assert isinstance(own[0], InvalidName)


def test_only_a_look_that_nobody_asked_for_is_silent_about_a_server_that_is_away(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    open_folder(session, images, qtbot)
    told: list[Exception] = []
    session.failed.connect(told.append)

    def away(project: Project) -> None:
        raise ServerUnreachable("The database's server cannot be reached.", subject=project.name)

    def broken(_project: Project) -> None:
        raise NotAProject("It is gone.")

    session.run(away, failed=session.look_failed)
    session.run(broken, failed=session.look_failed)
    qtbot.waitUntil(lambda: bool(told))
    assert [type(one) for one in told] == [NotAProject], "the sign tells of the server, once"
    for ask in (session.run, session.run_beside, session.run_reading):
        told.clear()
        with qtbot.waitSignal(session.failed):
            ask(away)
        assert [type(one) for one in told] == [ServerUnreachable]


def test_a_project_that_cannot_be_opened_leaves_the_open_one(
    session: ProjectSession, images: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    with qtbot.waitSignal(session.failed):
        session.open(tmp_path / "nothing here")
    assert session.folder == project_view.folder
    with qtbot.waitSignal(session.changed):
        session.apply(CreateTask("things", TaskKind.MULTILABEL))


def test_what_was_asked_of_a_project_is_done_before_it_closes(
    session: ProjectSession, images: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    other = tmp_path / "other"
    other.mkdir()
    updates: list[Update] = []
    session.changed.connect(updates.append)
    with qtbot.waitSignal(session.opened):
        session.open_folder(other)
        session.apply(CreateTask("late but not lost", TaskKind.MULTILABEL))
    session.shutdown()
    with_project = Project.open(project_view.folder)
    try:
        assert [task.name for task in with_project.schema().tasks] == ["late but not lost"]
    finally:
        with_project.close()


def test_opening_the_open_project_again_shows_it_anew(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    project_view = open_folder(session, images, qtbot)
    with qtbot.assertNotEmitted(session.leaving):
        again = open_folder(session, images, qtbot)
    assert again.folder == project_view.folder


def test_nothing_touches_the_project_on_this_thread(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    open_folder(session, images, qtbot)
    threads: list[threading.Thread] = []
    for run in (session.run, session.run_beside):
        run(lambda _project: threading.current_thread(), threads.append)
    session.run_alone(threading.current_thread, threads.append)
    qtbot.waitUntil(lambda: len(threads) == 3)
    assert threading.main_thread() not in threads


def test_a_long_work_beside_keeps_nothing_waiting_but_the_close(
    session: ProjectSession, images: Path, qtbot: QtBot
) -> None:
    open_folder(session, images, qtbot)
    go = threading.Event()
    ended: list[bool] = []

    def work(project: Project) -> None:
        ended.append(go.wait(30))
        project.apply(DeleteTask(project.schema().tasks[0].id))

    session.run_beside(work)
    done: list[object] = []
    session.apply(CreateTask("things", TaskKind.MULTILABEL), done.append)
    qtbot.waitUntil(lambda: bool(done))
    session.leaving.connect(go.set)
    session.shutdown()
    assert ended == [True]


def test_a_session_that_ends_while_it_opens_leaves_no_project_open(
    images: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    Project.create(tmp_path / "project", [images]).close()
    before = set(threading.enumerate())
    session = ProjectSession()
    opened: list[object] = []
    session.opened.connect(opened.append)
    session.open(tmp_path / "project")
    session.shutdown()  # nobody has taken what was opened
    assert "backups" not in [one.name for one in threading.enumerate() if one not in before]
    assert take_unfinished() == [], "the next start would tell of a program that was cut off"
    QCoreApplication.processEvents()
    assert opened == []
    assert not session.is_open
