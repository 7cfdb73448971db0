"""Learning as one labels: predictions come by themselves and disturb nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_driver import CONTROL, Driver, draw_images, opened_window

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.training.training_state import Phase

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def live(qtbot: QtBot) -> Iterator[Driver]:
    """A window whose projects learn as one labels."""
    with opened_window(qtbot, learn_live=True) as driver:
        yield driver


@pytest.fixture
def slow(qtbot: QtBot) -> Iterator[Driver]:
    """The same; each live job goes on after its first predictions until it is cancelled."""
    with opened_window(qtbot, "hold-live", "hold", learn_live=True) as driver:
        yield driver


def rest(driver: Driver) -> None:
    """Wait until what is learnt is shown, and nothing more is to come."""
    driver.until(lambda: driver.window.live.idle)
    driver.settle()


def two_examples(driver: Driver, folder: Path) -> None:
    driver.open(folder)
    driver.add_labels("tree", "sea")
    driver.select(0, 1)
    driver.press("1")
    driver.select(2, 3)
    driver.press("2")
    driver.settle()


def jobs_sent(driver: Driver) -> int:
    return -driver.window.live.last_job


def test_after_two_labels_with_two_examples_predictions_appear(live: Driver, images: Path) -> None:
    live.open(images)
    live.add_labels("tree", "sea")
    live.select(0, 1)
    live.press("1")
    live.settle()
    rest(live)
    assert live.project_view.predictions is None, "there is nothing yet to tell the labels by"
    assert live.window.live_switch.words.text() == "Waiting for examples"
    live.select(2, 3)
    live.press("2")
    live.until(lambda: live.project_view.predictions is not None)
    rest(live)
    predictions = live.project_view.predictions
    assert predictions is not None
    assert predictions.label_ids == (live.label("tree").id, live.label("sea").id)
    assert [(run.stage, run.state, run.serves) for run in live.project_view.runs] == [
        ("live", "finished", True)
    ]
    assert live.window.live_switch.words.text() == "Up to date"


def test_each_refit_refreshes_the_one_run_and_moves_nothing(live: Driver, tmp_path: Path) -> None:
    two_examples(live, draw_images(tmp_path / "many", 120))
    live.until(lambda: live.project_view.predictions is not None)
    rest(live)
    grid = live.window.browser.grid
    live.select(40, 41)
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = jobs_sent(live), bar.value(), QApplication.focusWidget()
    shown = live.project_view.predictions
    live.press("1")
    live.until(lambda: live.project_view.predictions is not shown)
    rest(live)
    assert jobs_sent(live) > before[0]
    assert grid.selected_rows() == (40, 41)
    assert (bar.value(), QApplication.focusWidget()) == before[1:]
    assert len(live.project_view.runs) == 1


def test_labels_made_during_a_refit_are_learnt_next(slow: Driver, images: Path) -> None:
    two_examples(slow, images)
    slow.until(lambda: slow.project_view.predictions is not None)
    first = jobs_sent(slow)
    shown = slow.project_view.predictions
    slow.select(5)
    slow.press("1")
    slow.settle()
    assert slow.states("tree")[5] == State.PRESENT, "labelling does not wait"
    slow.until(lambda: slow.project_view.predictions is not shown)
    assert jobs_sent(slow) == first + 1, "the first job was cancelled for the second"


def test_training_goes_first_and_changes_wait(slow: Driver, images: Path) -> None:
    two_examples(slow, images)
    slow.select(6, 7)
    slow.press("1", SHIFT)
    slow.until(lambda: slow.project_view.predictions is not None)
    slow.settle()
    slow.press(Qt.Key.Key_F5)
    slow.until(lambda: slow.window.training.state.phase is Phase.RUNNING)
    slow.until(lambda: slow.project_view.runs[-1].serves)
    sent = jobs_sent(slow)
    slow.select(5)
    slow.press("2")
    slow.settle()
    assert jobs_sent(slow) == sent
    slow.window.strip.cancel_action.trigger()
    slow.until(lambda: slow.project_view.runs[0].serves)
    assert jobs_sent(slow) > sent


def test_who_predicts_after_a_fine_tuning_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    """It stays until what is learnt as one labels is as good; then that is told."""
    with opened_window(qtbot, "tuned", learn_live=True) as driver:
        window, words = driver.window, driver.window.live_switch.words
        two_examples(driver, draw_images(tmp_path / "many", 24))
        driver.select(6, 7)
        driver.press("1", SHIFT)
        driver.until(lambda: driver.project_view.predictions is not None)
        rest(driver)
        driver.press(Qt.Key.Key_F5)
        driver.until(lambda: window.training.state.phase is Phase.FINISHED)
        rest(driver)
        live, tuned = driver.project_view.runs
        assert tuned.serves
        driver.select(*range(12, 20))
        driver.press("1")
        driver.until(lambda: words.text() == f"{tuned.name} predicts")
        assert "was fine-tuned" in words.toolTip()
        assert driver.project_view.runs[1].serves
        tree = driver.label("tree").id
        states = np.array([[1], [0]] * 6, dtype=np.int8)
        for run, right in ((tuned, 0.4), (live, 0.9)):
            values = np.where(states == 1, right, 1 - right).astype(np.float32)
            folder = run_folder(driver.project_view.folder, run.id)
            write_held_out(folder, HeldOutPredictions((tree,), np.arange(12), states, values))
        driver.select(20)
        driver.press("1")
        driver.until(lambda: driver.project_view.runs[0].serves)
        rest(driver)
        assert words.text() == "Up to date"
        assert window.notices.shown is not None
        assert "(1.000, against 0.500)" in window.notices.shown.what
        driver.window.session.run(lambda project: serve_run(project, tuned.id))
        driver.select(21)
        driver.press("1")
        driver.until(lambda: words.text() == f"{tuned.name} predicts")
        assert words.toolTip().startswith("You chose")


def test_the_switch_is_remembered_for_each_project(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path, tmp_path: Path
) -> None:
    with new_window(learn_live=True) as first:
        two_examples(first, images)
        first.until(lambda: first.project_view.predictions is not None)
        box = first.window.live_switch.box
        assert box.isChecked()
        first.click(box, QPoint(8, box.height() // 2))
        first.settle()
        rest(first)
        assert QApplication.focusWidget() is not box, "a click leaves the keyboard where it was"
        sent = jobs_sent(first)
        first.select(5)
        first.press("1")
        first.settle()
        assert jobs_sent(first) == sent
    with new_window(learn_live=True) as again:
        again.open(images)
        assert not again.window.live_switch.on
        again.open(draw_images(tmp_path / "others", 4))
        again.until(lambda: again.window.live_switch.on)


def test_update_once_while_it_is_off(driver: Driver, images: Path) -> None:
    two_examples(driver, images)
    assert not driver.window.live_switch.on
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    rest(driver)
    sent = jobs_sent(driver)
    driver.select(5)
    driver.press("1")
    driver.settle()
    assert jobs_sent(driver) == sent


def test_new_images_do_not_leave_the_others_without_predictions(slow: Driver, images: Path) -> None:
    """A job that gives way to new images had others left to predict."""
    two_examples(slow, images)
    slow.until(lambda: slow.project_view.predictions is not None)
    shutil.copy(images / "000.png", images / "new.png")
    slow.press("R", CONTROL)

    def all_predicted() -> bool:
        found = slow.project_view.predictions
        return found is not None and len(found.probabilities) == 9

    slow.until(all_predicted)
