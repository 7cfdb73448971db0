"""The whole keyboard map with real key events: each key does its action, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import ALT, CONTROL, NONE, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.project.training.training_state import Phase

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|QPlatformServices)", extend=True
)


@contextmanager
def modal_windows_put_away() -> Iterator[None]:
    """Say no to every question and dialog that a key brings up."""

    def look() -> None:
        for shown in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if shown is not None:
                QTest.keyClick(shown, Key.Key_Escape)

    timer = QTimer(interval=15)
    timer.timeout.connect(look)
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def ready(driver: Driver, tmp_path: Path) -> None:
    """A project with labels, annotations of both states, predictions and something to undo."""
    driver.open(draw_images(tmp_path / "many", 24))
    driver.add_labels("tree", "sea")
    driver.select(0, 1, 2)
    driver.press("1", SHIFT)
    driver.press("2")
    driver.select(20, 21, 22)
    driver.press("1")
    driver.settle()
    driver.press(Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.settle()


def keyed(driver: Driver) -> list[tuple[QAction, QKeySequence]]:
    """Every action of the menus with each of its keys; those that end it all come last."""
    do = driver.window.commands
    ends = (do.close_project, do.quit)
    pairs = [
        (action, key)
        for _, actions in do.keyed()
        for action in actions
        for key in action.shortcuts()
    ]
    return sorted(pairs, key=lambda pair: ends.index(pair[0]) + 1 if pair[0] in ends else 0)


def grid_again(driver: Driver) -> None:
    """From wherever a key has led, back to the images."""
    window = driver.window
    window.review.leave()
    window.sweep.leave()
    window.similarity.leave()
    window.browser.leave_map()
    window.view_modes.leave_full_screen()
    window.browser.show_grid()
    if window.runs.dialog is not None:
        window.runs.dialog.hide()
    if window.labelling_parts.history.dialog is not None:
        window.labelling_parts.history.dialog.hide()
    if window.workspace.filter_bar.text:
        window.view.search("")
    driver.until(lambda: len(window.browser.grid.model().rows) == 24)
    window.activateWindow()
    driver.until(window.isActiveWindow)
    driver.select(5)
    window.browser.focus_images()


def let_late_windows_open(driver: Driver) -> None:
    """Some windows open when the database has answered: they must not take the next key."""
    done: list[None] = []
    driver.window.session.run_reading(lambda _project: None, done.append)
    driver.until(lambda: bool(done))
    driver.until(lambda: QApplication.activeModalWidget() is None)


def stage(driver: Driver, action: QAction) -> QWidget:
    """Bring about what an action needs to be of use; the widget that has the focus then."""
    window, do = driver.window, driver.window.commands
    if action is do.accept:
        driver.press("N")
        driver.until(lambda: do.accept.isEnabled() and window.browser.looked_at is not None)
    elif action is do.finish_sweep:
        driver.press("L", CONTROL)
        driver.until(do.finish_sweep.isEnabled)
    elif action in (do.back, do.fit_image, do.actual_pixels):
        driver.press(Key.Key_Return)
    elif action is do.redo:
        driver.press("Z", CONTROL)
        driver.settle()
        driver.until(do.redo.isEnabled)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def test_every_key_of_the_menus_does_its_action(driver: Driver, tmp_path: Path) -> None:
    ready(driver, tmp_path)
    elsewhere = {  # where groups, a suspect or a dispute are shown; their own tests press them
        driver.window.commands.next_group,
        driver.window.commands.transfer,
        driver.window.commands.correct,
        driver.window.commands.keep,
        driver.window.commands.settle,
        driver.window.commands.settle_other,
        driver.window.commands.stretch_window,  # an image of 16 bits is
        driver.window.commands.reset_window,
    }
    pressed: list[QAction] = []
    for one, _ in keyed(driver):
        one.triggered.connect(lambda _=False, action=one: pressed.append(action))
    tried = 0
    with modal_windows_put_away():
        for action, key in keyed(driver):
            if action in elsewhere:
                continue
            assert driver.window.project_view is not None or action is driver.window.commands.quit
            if driver.window.project_view is not None:
                grid_again(driver)
            focus = stage(driver, action)
            assert action.isEnabled(), action.text()
            pressed.clear()
            combination = key[0]  # type: ignore[index] # its stubs do not say so
            QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
            driver.until(lambda: bool(pressed))
            assert set(pressed) == {action}, f"{key.toString()}: {[p.text() for p in pressed]}"
            driver.until(lambda: QApplication.activeModalWidget() is None)
            if action is driver.window.commands.runs:
                driver.until(lambda: driver.window.runs.dialog is not None)
            if driver.window.project_view is not None:
                driver.settle()
                let_late_windows_open(driver)
            tried += 1
    assert tried >= 45
    assert not driver.window.isVisible(), "the last key was to quit"


@pytest.mark.parametrize("digit", range(1, 10))
def test_every_digit_marks_its_label_in_three_states(
    driver: Driver, images: Path, digit: int
) -> None:
    driver.open(images)
    names = [f"label {number}" for number in range(1, 10)]
    driver.add_labels(*names)
    driver.select(3)
    key = chr(ord("0") + digit)
    for modifier, state in ((NONE, State.PRESENT), (SHIFT, State.ABSENT), (ALT, State.UNKNOWN)):
        driver.press(key, modifier)
        driver.settle()
        column = driver.project_view.schema.columns[driver.label(names[digit - 1]).id]
        matrix = driver.project_view.matrix
        assert matrix[3, column] == state
        assert (matrix != State.UNKNOWN).sum() == (state is not State.UNKNOWN)


def test_the_grids_own_keys(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "many", 60))
    grid = driver.window.browser.grid
    driver.select(0)
    for key, row in ((Key.Key_Right, 1), (Key.Key_Left, 0), (Key.Key_End, 59), (Key.Key_Home, 0)):
        driver.press(key)
        assert grid.current_row() == row
    driver.press(Key.Key_Down)
    below = grid.current_row()
    assert below is not None
    assert below > 1
    driver.press(Key.Key_Up)
    assert grid.current_row() == 0
    driver.press(Key.Key_PageDown)
    assert (grid.current_row() or 0) > below
    driver.press(Key.Key_PageUp)
    assert grid.current_row() == 0
    driver.press(Key.Key_Right, SHIFT)
    driver.press(Key.Key_Right, SHIFT)
    assert driver.window.browser.selected_rows().tolist() == [0, 1, 2]
    driver.press(Key.Key_Space, CONTROL)
    assert driver.window.browser.selected_rows().tolist() == [0, 1]
    driver.press(Key.Key_Return)
    viewer = driver.window.browser.looked_at
    assert viewer is not None
    assert viewer.row == 2
    for key, shown in (
        (Key.Key_Right, 3), (Key.Key_Left, 2), (Key.Key_PageDown, 3), (Key.Key_PageUp, 2),
        (Key.Key_End, 59), (Key.Key_Home, 0),
    ):  # fmt: skip
        driver.press(key)
        assert viewer.row == shown
    driver.until(lambda: viewer.shows_full)
    driver.press(Key.Key_Plus)
    assert viewer.zoom.factor > 1
    driver.press(Key.Key_Minus)
    assert viewer.zoom.factor == 1
    driver.press(Key.Key_Plus)
    driver.press(Key.Key_0, CONTROL)
    assert viewer.zoom.fits
    driver.press(Key.Key_1, CONTROL)
    assert not viewer.zoom.fits, "the small image's own pixels"
    driver.press(Key.Key_0, CONTROL)
    driver.press(Key.Key_Return)
    assert driver.window.browser.looked_at is None
