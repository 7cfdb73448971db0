"""Absent is as cheap as present: the rest by one key, with a label's key, in groups, in bulk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


@pytest.fixture
def labelled(driver: Driver, images: Path) -> Driver:
    """Three labels of one task, one of another, two of a third with exactly one an image."""
    driver.open(images)
    driver.add_labels("tree", "sea", "car")
    driver.add_task("quality", TaskKind.MULTILABEL)
    driver.add_labels("sharp")
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("harbor", "forest")
    driver.select(1, 2)
    return driver


def row(driver: Driver, number: int) -> list[int]:
    found: list[int] = driver.project_view.matrix[number].tolist()
    return found


def test_one_key_sets_the_rest_of_the_task_absent(labelled: Driver) -> None:
    panel = labelled.window.panel
    panel.view.setCurrentIndex(panel.model.index_of(labelled.label("sea").id))
    labelled.press("1")
    labelled.press(Qt.Key.Key_Comma)
    labelled.settle()
    assert row(labelled, 1) == [P, A, A, U, U, U]
    assert row(labelled, 2) == [P, A, A, U, U, U]
    assert row(labelled, 3) == [U] * 6
    title = labelled.window.commands.undo.text()
    assert title == "Undo: Set the rest of labels absent on 2 images"
    labelled.press("Z", CONTROL)
    labelled.settle()
    assert row(labelled, 1) == [P, U, U, U, U, U]


def test_one_key_sets_the_rest_of_all_tasks_absent(labelled: Driver) -> None:
    labelled.press("4")
    labelled.press(Qt.Key.Key_Semicolon)
    labelled.settle()
    assert row(labelled, 1) == [A, A, A, P, U, U], "of exactly one, the one tells the rest"


def test_a_labels_key_says_it_too_where_that_is_chosen_and_one_image_is_shown(
    labelled: Driver,
) -> None:
    window = labelled.window
    assert not window.commands.rest_too.isChecked(), "off at first"
    labelled.do(window.commands.rest_too)
    labelled.press("1")
    labelled.settle()
    assert row(labelled, 1) == [P, U, U, U, U, U], "not in the grid"
    labelled.select(3)
    labelled.press(Qt.Key.Key_Return)
    labelled.press("2")
    labelled.settle()
    assert row(labelled, 3) == [A, P, A, U, U, U]
    labelled.press("1")
    labelled.settle()
    assert row(labelled, 3) == [P, P, A, U, U, U], "two of them are there"
    labelled.press("1")
    labelled.settle()
    assert row(labelled, 3) == [U, P, A, U, U, U], "the key again takes its own back alone"
    labelled.press("3", SHIFT)
    labelled.press("5")
    labelled.settle()
    assert row(labelled, 3) == [U, P, A, U, P, A]


def test_the_option_is_kept(labelled: Driver) -> None:
    window = labelled.window
    labelled.do(window.commands.rest_too)
    window._memory.keep(window, window.workspace, window.browser.grid, window._options)
    window.commands.rest_too.setChecked(False)
    window._memory.bring_back(window.workspace, window.browser.grid, window._options)
    assert window.commands.rest_too.isChecked()


def test_bulk_acceptance_writes_absents_where_asked(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "many", 30))
    driver.add_labels("tree")
    driver.show_all()
    driver.select(0, 1, 2)
    driver.press("1", SHIFT)
    driver.select(27, 28, 29)
    driver.press("1")
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.until(lambda: driver.window.live.idle)
    driver.settle()
    window = driver.window
    driver.do(window.commands.accept_above)
    driver.until(lambda: window.findChild(AcceptDialog) is not None)
    dialog = window.findChild(AcceptDialog)
    assert dialog is not None
    QTest.keyClick(dialog.slider, Qt.Key.Key_Home)
    driver.click(dialog.absents, QPoint(8, dialog.absents.height() // 2))
    assert dialog.absents.text() == "Set absent what is at most 0.50 probable"
    driver.until(lambda: " are set absent; " in dialog.precision.text())
    driver.click(dialog.accept_button)
    driver.until(lambda: window.notices.shown is not None)
    states = driver.states("tree")
    assert states.count(U) == 0
    assert states.count(A) > 3
    assert window.notices.shown is not None
    assert f"{states.count(A) - 3} absent." in window.notices.shown.what
