"""The History window: a list that follows, jumps, and taking single actions back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.annotations import Source, State
from labelmt.gui.history.history_dialog import HistoryDialog
from labelmt.gui.history.history_model import PAGE, Column
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


def open_history(driver: Driver) -> HistoryDialog:
    driver.press("H", CONTROL)
    dialog = driver.window.labelling_parts.history.dialog
    assert dialog is not None
    driver.until(lambda: driver.window.labelling_parts.history.model.entry(0) is not None)
    return dialog


def lines(driver: Driver, column: Column = Column.TITLE) -> list[str]:
    model = driver.window.labelling_parts.history.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def is_open(driver: Driver) -> bool:
    return driver.window.project_view is not None


def choose(dialog: HistoryDialog, row: int) -> None:
    dialog.list.setFocus()
    dialog.list.setCurrentIndex(dialog.list.model().index(row, 0))


def press(driver: Driver, dialog: HistoryDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.list, key)
    driver.settle()


def test_the_history_lists_what_was_done_and_goes_back_and_forth(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    dialog = open_history(driver)
    begun = ["Set tree present on 1 image", "Make label tree", "Make task labels",
             "Beginning: nothing done yet"]  # fmt: skip
    driver.until(lambda: lines(driver) == begun)
    assert lines(driver, Column.PAIRS) == ["1", "", "", ""]
    assert lines(driver, Column.SOURCE)[0] == "by hand"
    assert dialog.list.currentIndex().row() == 0
    assert not dialog.go.isEnabled(), "one is there already"
    assert dialog.images.isDefault(), "which changes nothing"
    assert not any(one.isDefault() for one in (dialog.go, dialog.revert, dialog.revert_run))
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    driver.window.browser.grid.setFocus()
    driver.select(2, 3)
    driver.press("1", SHIFT)
    driver.settle()
    driver.until(lambda: lines(driver)[0] == "Set tree absent on 2 images")
    choose(dialog, 2)
    press(driver, dialog, Qt.Key.Key_Return)
    driver.until(lambda: driver.window.labelling_parts.history.model.done == 2)
    assert driver.states("tree") == [U] * 8
    assert driver.window.commands.redo.text() == "Redo: Set tree present on 1 image"
    choose(dialog, 0)
    assert dialog.go.text() == "Redo up to here"
    driver.click(dialog.go)
    driver.settle()
    assert driver.states("tree")[:4] == [P, U, A, A]
    choose(dialog, 4)
    press(driver, dialog, Qt.Key.Key_Return)
    assert driver.project_view.schema.tasks == ()
    dialog.close()


def test_one_action_is_taken_back_alone(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.press(Qt.Key.Key_Right)
    driver.press("1")
    driver.settle()
    dialog = open_history(driver)
    driver.until(lambda: len(lines(driver)) == 5)
    choose(dialog, 1)
    driver.click(dialog.revert)
    driver.settle()
    assert driver.states("tree")[:2] == [U, P]
    assert driver.window.commands.undo.text() == "Undo: Take back: Set tree present on 1 image"
    driver.until(lambda: lines(driver)[0].startswith("Take back"))
    choose(dialog, 2)
    driver.click(dialog.revert)
    driver.settle()
    driver.until(lambda: "nothing to take back" in driver.window.labelling_parts.toast.text())
    choose(dialog, 3)
    assert not dialog.revert.isEnabled(), "a label that was made is no annotation"
    dialog.close()


def test_a_runs_suggestions_are_taken_back_from_any_of_them(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    tree = driver.label("tree").id
    for rows in ((0, 1), (4,)):
        driver.window.session.apply(SetAnnotations(rows, tree, P, Source.SUGGESTION, 7))
    driver.select(2)
    driver.press("1")
    driver.settle()
    dialog = open_history(driver)
    driver.until(lambda: len(lines(driver)) == 6)
    assert lines(driver, Column.SOURCE)[1] == "suggestions, run 7"
    assert not dialog.revert_run.isVisible()
    choose(dialog, 1)
    assert dialog.revert_run.isVisible()
    driver.click(dialog.revert_run)
    driver.settle()
    assert driver.states("tree")[:5] == [U, U, P, U, U]
    driver.press("Z", CONTROL)  # in the history's own window
    driver.settle()
    assert driver.states("tree")[:5] == [P, P, P, U, P]
    dialog.close()


def test_undo_goes_on_after_restarts_as_far_back_as_one_likes(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as first:
        folder = first.open(images).folder
        first.add_labels("tree")
        for _ in range(6):
            first.press("1")
            first.press(Qt.Key.Key_Right)
        first.settle()
    for left in (4, 2):
        with new_window() as again:
            again.window.start(folder)
            again.until(partial(is_open, again))
            again.window.browser.grid.setFocus()
            for _ in range(2):
                again.press("Z", CONTROL)
            again.settle()
            assert again.states("tree").count(P) == left
    with new_window() as last:
        last.window.start(folder)
        last.until(partial(is_open, last))
        last.window.browser.grid.setFocus()
        dialog = open_history(last)
        last.until(lambda: len(lines(last)) == 9)
        choose(dialog, 0)
        last.click(dialog.go)
        last.settle()
        assert last.states("tree").count(P) == 6
        dialog.close()


def test_a_long_history_is_read_page_by_page(driver: Driver, images: Path) -> None:
    project_view = driver.open(images)
    driver.add_labels("tree")
    tree = driver.label("tree").id

    def label_often(project: Project) -> None:
        for number in range(3 * PAGE):
            project.apply(SetAnnotations((number % 8,), tree, State(number // 8 % 2)))

    done: list[None] = []
    driver.window.session.run(label_often, done.append)
    driver.until(lambda: bool(done))
    driver.settle()
    assert project_view.undo_title is not None
    dialog = open_history(driver)
    model = driver.window.labelling_parts.history.model
    total = 3 * PAGE + 2
    driver.until(lambda: model.rowCount() == total + 1)
    driver.until(lambda: model.entry(0) is not None)
    oldest = model.row_of(PAGE // 2)
    assert model.entry(model.row_of(PAGE + PAGE // 2)) is None, "nobody has looked there"
    dialog.list.scrollTo(model.index(oldest, 0))
    driver.until(lambda: model.entry(oldest) is not None)
    dialog.close()
