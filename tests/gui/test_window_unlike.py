"""Images unlike any annotated one: told of after a training, shown, and asked about first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from window_driver import NONE, SHIFT, Driver, draw_images

from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.project.review.review_queue import Reason, review_queue
from labelmt.project.training.training_state import Phase


@pytest.fixture
def trained(
    new_window: Callable[..., AbstractContextManager[Driver]], tmp_path: Path
) -> Iterator[Driver]:
    """Eight of sixteen images are annotated; 9, 11, 13 and 15 look unlike these."""
    with new_window("unlike") as driver:
        driver.open(draw_images(tmp_path / "some", 16))
        driver.add_labels("tree", "sea")
        driver.select(*range(4))
        driver.press("1")
        driver.press("2", SHIFT)
        driver.select(*range(4, 8))
        driver.press("2")
        driver.press("1", SHIFT)
        train(driver)
        yield driver


def train(driver: Driver) -> None:
    driver.settle()
    before = len([run for run in driver.project_view.runs if run.state == "finished"])
    driver.window.browser.focus_images()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.until(
        lambda: len([run for run in driver.project_view.runs if run.state == "finished"]) > before
    )
    driver.settle()


def offered(driver: Driver, text: str) -> QPushButton:
    buttons = driver.window.notices.findChildren(QPushButton)
    return next(one for one in buttons if one.isVisible() and one.text() == text)


def test_a_training_tells_of_images_unlike_any_annotated(trained: Driver) -> None:
    told = trained.window.notices.shown
    assert told is not None
    assert told.what == "4 images look unlike any you annotated: figures may not hold for them."
    trained.click(offered(trained, "Show them"))
    grid = trained.window.browser.grid
    trained.until(lambda: grid.model().rows.tolist() == [9, 11, 13, 15])
    assert trained.window.workspace.filter_bar.text == "is:unlike"
    assert trained.window.notices.shown is None
    trained.select(9)
    trained.press("1")
    trained.settle()
    trained.do(trained.window.commands.refresh_view)
    trained.until(lambda: grid.model().rows.tolist() == [11, 13, 15])


def test_the_review_asks_about_them_first(trained: Driver) -> None:
    review, banner = trained.window.review, trained.window.workspace.review_banner
    trained.click(offered(trained, "Review them first"))
    trained.until(lambda: review.current is not None)
    asked = [review.current]
    assert banner.reason.text() == "unlike any you annotated"
    for _ in range(3):
        trained.press("N")
        trained.until(lambda: review.current not in asked)
        asked.append(review.current)
        assert banner.reason.text() == "unlike any you annotated"
    assert asked == [15, 13, 11, 9], "the most unlike first"
    trained.press("N")
    trained.until(lambda: review.current not in asked)
    assert banner.reason.text() != "unlike any you annotated"
    trained.press(Qt.Key.Key_Escape)
    trained.press("N")
    trained.until(lambda: review.current is not None)
    assert banner.reason.text() != "unlike any you annotated", "another review is in its own order"


def test_the_review_of_them_leaves_a_sweep(trained: Driver) -> None:
    window = trained.window
    window.browser.focus_images()
    trained.do(window.commands.sweep)
    trained.until(lambda: window.sweep.active)
    trained.do(window.commands.review_unlike)
    trained.until(lambda: window.review.current is not None)
    assert not window.sweep.active
    assert window.workspace.review_banner.reason.text() == "unlike any you annotated"


def test_it_is_told_once_a_training_and_stays_in_the_menu(trained: Driver) -> None:
    window = trained.window
    QTest.mouseClick(offered(trained, "Dismiss"), Qt.MouseButton.LeftButton, NONE)
    trained.select(12)
    trained.press("1")
    trained.settle()
    assert window.notices.shown is None
    trained.do(window.commands.show_unlike)
    trained.until(lambda: window.browser.grid.model().rows.tolist() == [9, 11, 13, 15])
    window.close_project()
    trained.until(lambda: window.project_view is None)
    assert not window.commands.show_unlike.isEnabled()
    assert not window.commands.review_unlike.isEnabled()


def test_without_such_images_nothing_is_said(
    new_window: Callable[..., AbstractContextManager[Driver]], tmp_path: Path
) -> None:
    with new_window() as driver:
        driver.open(draw_images(tmp_path / "some", 8))
        driver.add_labels("tree", "sea")
        driver.select(0, 1)
        driver.press("1")
        driver.press("2", SHIFT)
        driver.select(2, 3)
        driver.press("2")
        driver.press("1", SHIFT)
        train(driver)
        assert driver.window.notices.shown is None
        assert not driver.window.commands.review_unlike.isEnabled()


def test_accepting_says_how_many_of_its_images_are_unlike(trained: Driver) -> None:
    trained.do(trained.window.commands.accept_above)
    trained.until(lambda: trained.window.findChild(AcceptDialog) is not None)
    dialog = trained.window.findChild(AcceptDialog)
    assert dialog is not None
    dialog.slider.setFocus()
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    told = "4 of these images look unlike any you annotated."
    trained.until(lambda: told in dialog.precision.text())
    dialog.reject()


def test_no_two_of_one_group_come_before_the_other_groups(trained: Driver) -> None:
    view = trained.project_view
    groups = np.array([0] * 8 + [1, 2] * 2 + [1, 3, 1, 3], dtype=np.int32)
    queue = review_queue(
        view.schema, view.matrix, None, groups, unlike=(15, 13, 11, 9), among=np.arange(16)
    )
    first = [
        row for row, why in zip(queue.rows, queue.reasons, strict=True) if why == Reason.UNLIKE
    ]
    assert first == [15, 11, 13, 9]
