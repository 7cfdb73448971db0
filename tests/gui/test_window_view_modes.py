"""Looking at images: two side by side, the full screen, and what is remembered of the window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import CONTROL, NONE, Driver, draw_images

from labelmt.domain.annotations import State

Key = Qt.Key


def compared(driver: Driver, *rows: int) -> tuple[int, ...]:
    driver.window.browser.focus_images()
    driver.select(*rows)
    driver.press("B", CONTROL)
    return driver.window.browser.pair.rows


def test_two_selected_images_are_compared_and_stay_selected(driver: Driver, images: Path) -> None:
    driver.open(images)
    assert compared(driver, 2, 5) == (2, 5)
    browser = driver.window.browser
    assert browser.currentWidget() is browser.pair
    assert browser.selected_rows().tolist() == [2]
    driver.press(Key.Key_Escape)
    assert browser.currentWidget() is browser.grid
    assert browser.selected_rows().tolist() == [2, 5]
    assert QApplication.focusWidget() is browser.grid


def test_one_image_is_compared_with_the_next_and_the_last_with_the_one_before(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    assert compared(driver, 3) == (3, 4)
    driver.press(Key.Key_Escape)
    assert compared(driver, 7) == (7, 6)


def test_keys_go_to_the_framed_side(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    compared(driver, 1, 2)
    driver.press("1")
    driver.press(Key.Key_Tab)
    pair = driver.window.browser.pair
    assert pair.active is pair.sides[1]
    driver.press("1", Qt.KeyboardModifier.ShiftModifier)
    driver.settle()
    assert driver.states("tree")[:4] == [State.UNKNOWN, State.PRESENT, State.ABSENT, State.UNKNOWN]
    driver.click(pair.sides[0])
    assert pair.active is pair.sides[0]
    driver.press(Key.Key_Left)
    assert pair.rows == (0, 2)
    driver.until(lambda: driver.shown_state("tree") is State.UNKNOWN)


def test_both_sides_are_looked_at_equally_closely(driver: Driver, images: Path) -> None:
    driver.open(images)
    compared(driver, 0, 1)
    left, right = driver.window.browser.pair.sides
    driver.until(lambda: left.shows_full and right.shows_full)
    where = QPointF(left.width() / 3, left.height() / 3)
    turn = QWheelEvent(
        where, QPointF(left.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, 360),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(left, turn)
    assert right.zoom == left.zoom
    assert right.zoom.factor > 1.5
    before = right.zoom
    QTest.mousePress(right, Qt.MouseButton.LeftButton, NONE, QPoint(90, 90))
    QTest.mouseMove(right, QPoint(60, 70))
    QTest.mouseRelease(right, Qt.MouseButton.LeftButton, NONE, QPoint(60, 70))
    assert left.zoom == right.zoom != before
    driver.press(Key.Key_Right)
    assert left.zoom == right.zoom  # the next image is looked at as closely


def test_one_image_alone_cannot_be_compared(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "one", 1))
    driver.window.browser.focus_images()
    driver.press("B", CONTROL)
    shown = driver.window.notices.shown
    assert shown is not None
    assert "two are needed" in shown.what
    assert driver.window.browser.currentWidget() is driver.window.browser.grid


@pytest.mark.parametrize("leave", [Key.Key_F11, Key.Key_Escape])
def test_the_full_screen_is_the_images_alone(driver: Driver, images: Path, leave: Key) -> None:
    driver.open(images)
    window = driver.window
    around = window.bottom, window.panel, window.workspace.sidebar
    driver.press(Key.Key_F11)
    driver.until(window.isFullScreen)
    assert not any(part.isVisible() for part in around)
    driver.press("B", CONTROL)  # the menus' keys go on working
    assert window.browser.looked_at is not None
    driver.press(Key.Key_Escape)
    assert window.isFullScreen()  # one step back at a time
    driver.press(leave)
    driver.until(lambda: not window.isFullScreen())
    assert all(part.isVisible() for part in around)
    assert window.menuBar().height() > 0


def test_going_on_after_a_key_is_remembered(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as driver:
        driver.open(images)
        assert not driver.window.commands.advance.isChecked()
        driver.press(Key.Key_Period, CONTROL)
        assert driver.window.commands.advance.isChecked()
    with new_window() as driver:
        assert driver.window.commands.advance.isChecked()
