"""Training from the window: F5, live predictions, cancel, a worker that is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot
from window_driver import Driver, opened_window

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.protocol.messages import WorkerEnded
from labelmt.domain.search.terms import Figure
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.gui.model.training.sharing_dialog import SharingDialog
from labelmt.project.project import Project
from labelmt.project.training.prepare_run import record_event
from labelmt.project.training.resume import RESUME_FILE
from labelmt.project.training.training_state import Phase

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def held(qtbot: QtBot) -> Iterator[Driver]:
    """A window whose training goes on until it is cancelled."""
    with opened_window(qtbot, "hold") as driver:
        yield driver


def label_some(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0, 1)
    driver.press("1")
    driver.select(6, 7)
    driver.press("1", SHIFT)
    driver.settle()


def phase(driver: Driver) -> Phase:
    return driver.window.training.state.phase


def button(driver: Driver, name: str) -> QToolButton:
    buttons = driver.window.strip.findChildren(QToolButton)
    return next(one for one in buttons if one.text().startswith(name) and one.isVisible())


def test_f5_trains_and_predictions_appear_everywhere(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.select(5)
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    driver.settle()
    project_view = driver.project_view
    assert project_view.predictions is not None
    assert [(run.state, run.serves) for run in project_view.runs] == [("finished", True)]
    model = driver.window.panel.model
    index = model.index_of(driver.label("tree").id)
    assert model.data(index, LabelRole.PROBABILITY) == pytest.approx(0.68, abs=0.01)
    assert model.data(index, LabelRole.PREDICTED) is True
    cell = driver.window.browser.grid.model().cell(5)
    assert [chip.label.name for chip in cell.chips] == ["tree"]
    assert driver.window.browser.grid.selected_rows() == (5,), "the selection has not jumped"


def test_predictions_sort_and_filter(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    bar, grid = driver.window.workspace.filter_bar, driver.window.browser.grid
    bar.sort.figure.setCurrentIndex(bar.sort.figure.findData(Figure.PROBABILITY.value))
    assert bar.text == "sort:p(tree)"
    driver.until(lambda: grid.model().rows.tolist() == [7, 6, 5, 4, 3, 2, 1, 0])
    bar.search.setText("p(tree)>=0.5 sort:p(tree)")
    driver.until(lambda: grid.model().rows.tolist() == [7, 6, 5, 4])


def test_the_sidebar_counts_what_its_lines_find(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    driver.select(3)
    driver.press("1")
    driver.settle()
    sidebar, model = driver.window.workspace.sidebar, driver.window.browser.grid.model()
    (line,) = sidebar.findItems(
        "Suggested", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    )
    driver.until(lambda: line.text(1) == "1")  # 4 is within the margin around the threshold
    driver.click(sidebar.viewport(), sidebar.visualItemRect(line).center())
    driver.until(lambda: model.rows.tolist() == [5])
    assert driver.window.workspace.filter_bar.text == "is:suggested"


def test_labelling_goes_on_while_training(held: Driver, images: Path) -> None:
    label_some(held, images)
    held.press(Qt.Key.Key_F5)
    held.until(lambda: held.project_view.predictions is not None)
    held.select(3)
    held.press("1")
    held.settle()
    assert held.states("tree")[3] == State.PRESENT
    assert phase(held) is Phase.RUNNING


def test_cancel_keeps_what_was_learnt(held: Driver, images: Path) -> None:
    label_some(held, images)
    held.press(Qt.Key.Key_F5)
    held.until(lambda: held.project_view.predictions is not None)
    held.click(button(held, "Cancel"))
    held.until(lambda: phase(held) is Phase.FINISHED)
    held.settle()
    assert [(run.state, run.serves) for run in held.project_view.runs] == [("cancelled", True)]
    assert held.window.strip.train_action.isEnabled()


def test_without_annotations_it_says_what_is_missing(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.notices.shown is not None)
    notice = driver.window.notices.shown
    assert notice is not None
    assert "nothing to learn from" in notice.what
    assert "Shift" in notice.next_step
    assert driver.project_view.runs == ()


def kill_worker(driver: Driver) -> None:
    pid = driver.window.training.thread_of_worker.worker_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    driver.until(lambda: phase(driver) is Phase.WORKER_LOST)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_killed_while_training_is_restarted(held: Driver, images: Path) -> None:
    label_some(held, images)
    held.press(Qt.Key.Key_F5)
    held.until(lambda: held.project_view.predictions is not None)
    kill_worker(held)
    held.select(3)
    held.press("1")
    held.settle()
    assert held.states("tree")[3] == State.PRESENT
    assert [run.state for run in held.project_view.runs] == ["failed"]
    assert held.project_view.predictions is not None, "what it had predicted stays"
    held.click(button(held, "Restart"))
    held.until(lambda: phase(held) is Phase.IDLE)
    held.press(Qt.Key.Key_F5)
    held.until(lambda: phase(held) is Phase.RUNNING)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_killed_while_idle_loses_nothing(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    driver.settle()
    before = driver.project_view.matrix.copy()
    kill_worker(driver)
    assert button(driver, "Restart").isVisible()
    assert (driver.project_view.matrix == before).all()
    assert driver.project_view.predictions is not None


def test_the_last_runs_predictions_are_there_after_reopening(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as first:
        label_some(first, images)
        first.press(Qt.Key.Key_F5)
        first.until(lambda: phase(first) is Phase.FINISHED)
    with new_window() as again:
        project_view = again.open(images)
        assert project_view.predictions is not None
        assert [run.state for run in project_view.runs] == ["finished"]
        assert project_view.predictions.probabilities[7, 0] == pytest.approx(0.95, abs=0.001)


def test_an_image_that_vanished_meanwhile_is_told(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    (images / "004.png").unlink()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    driver.settle()
    assert driver.project_view.images.status[4] == ImageStatus.UNREADABLE
    assert driver.project_view.images.problems[4] == "it is gone"
    assert driver.window.training.state.images_failed == 1


def test_closing_while_training_asks_and_keeps(held: Driver, images: Path) -> None:
    label_some(held, images)
    folder = held.project_view.folder
    held.press(Qt.Key.Key_F5)
    held.until(lambda: held.project_view.predictions is not None)

    def answer(which: QMessageBox.StandardButton) -> Callable[[], None]:
        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            held.click(box.button(which))

        return press

    held.after_modal(answer(QMessageBox.StandardButton.No))
    assert not held.window.close()
    assert phase(held) is Phase.RUNNING
    held.after_modal(answer(QMessageBox.StandardButton.Yes))
    assert held.window.close()
    project = Project.open(folder)
    try:
        assert [run.state for run in project.runs()] == ["failed"]
        assert project.predictions() is not None
    finally:
        project.close()


def test_sharing_is_compared_and_told_in_a_table(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.window.commands.compare_sharing.trigger()
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    dialog = driver.window.findChild(SharingDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.verdict.text() == "Sharing helps: Δm +2.7% [+0.4%, +4.9%]."
    cells = [dialog.table.item(0, column) for column in range(5)]
    texts = [cell.text() for cell in cells if cell is not None]
    assert texts == [
        driver.project_view.schema.tasks[0].name, "mAP", "0.924", "0.900", "+2.7% [+0.4%, +4.9%]"
    ]  # fmt: skip
    dialog.reject()


def test_nothing_to_continue_is_said(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.window.commands.go_on.trigger()
    driver.until(lambda: driver.window.notices.shown is not None)
    notice = driver.window.notices.shown
    assert notice is not None
    assert notice.what == "No interrupted fine-tuning can be continued."
    assert driver.window.training.state.can_train


def test_a_training_that_was_cut_off_is_continued(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    driver.settle()
    (run,) = driver.project_view.runs
    folder = driver.project_view.folder / "runs" / str(run.id)
    (folder / RESUME_FILE).write_bytes(b"as the worker leaves it")
    ended = WorkerEnded("killed", 9)
    with sqlite3.connect(driver.project_view.folder / "project.sqlite") as database:
        database.execute("UPDATE run SET state = 'running'")
    driver.window.session.run(lambda project: record_event(project, run.id, ended))
    driver.until(lambda: driver.project_view.runs[0].state == "failed")
    driver.window.commands.go_on.trigger()
    driver.until(lambda: [one.state for one in driver.project_view.runs] == ["finished"])


def test_a_key_pressed_just_before_f5_counts(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    driver.add_labels("sea")
    driver.select(0)
    driver.press("2", SHIFT)  # without an absence nothing is learnt of it
    driver.select(2, 3)
    for _ in range(20):  # each waits for the one before it
        driver.press("1")
    driver.press("2")
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: phase(driver) is Phase.FINISHED)
    newest = max((driver.project_view.folder / "runs").iterdir(), key=lambda run: int(run.name))
    learnt = np.load(newest / "annotations.npy")
    assert learnt[[2, 3], 1].tolist() == [1, 1]
