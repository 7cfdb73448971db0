"""Drags over the grid by real mouse events: press, moves with the button held, release."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from window_driver import Driver

LEFT = Qt.MouseButton.LeftButton
RIGHT = Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


def middle(driver: Driver, row: int) -> QPoint:
    """The middle of an image that is on screen, in the grid's viewport."""
    grid = driver.window.browser.grid
    position = grid.model().position_of(row)
    assert position is not None
    return grid.visualRect(grid.model().index(position)).center()


def show_columns(driver: Driver, count: int) -> None:
    """Make the window so wide that each line of the grid has so many images.

    What is left for the grid follows from the width of the words beside it, hence from the font.
    """
    grid, window = driver.window.browser.grid, driver.window

    def columns() -> int:
        cells = [grid.visualRect(grid.model().index(at)) for at in range(count + 1)]
        return sum(cell.top() == cells[0].top() for cell in cells)

    window.workspace.setSizes([0, window.width(), 0])  # what is beside keeps its least width
    for _ in range(100):
        if columns() == count:
            return
        before = grid.viewport().width()
        wider = 40 if columns() < count else -40
        window.resize(window.width() + wider, window.height())
        driver.until(lambda before=before: grid.viewport().width() != before)  # type: ignore[misc]
    raise AssertionError(f"no window has {count} images in a line")


def drag(
    driver: Driver,
    rows: Sequence[int],
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    release: bool = True,
) -> None:
    """Press on the first image, move straight over the others, let go on the last."""
    places = [middle(driver, row) for row in rows]
    mouse(driver, QEvent.Type.MouseButtonPress, places[0], button, modifiers)
    for place in places[1:]:
        mouse(driver, QEvent.Type.MouseMove, place, button, modifiers)
    if release:
        mouse(driver, QEvent.Type.MouseButtonRelease, places[-1], button, modifiers)


def mouse(
    driver: Driver,
    kind: QEvent.Type,
    place: QPoint,
    button: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier = NONE,
) -> None:
    """One event; QTest's own moves carry no pressed buttons."""
    viewport = driver.window.browser.grid.viewport()
    moves, ends = kind is QEvent.Type.MouseMove, kind is QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        QPointF(place),
        QPointF(viewport.mapToGlobal(place)),
        Qt.MouseButton.NoButton if moves else button,
        Qt.MouseButton.NoButton if ends else button,
        modifiers,
    )
    QApplication.sendEvent(viewport, event)
