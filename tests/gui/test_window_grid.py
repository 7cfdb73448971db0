"""The grid in the window: columns fill it, a slider sizes it, places in it are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import CONTROL, Driver, draw_images

from labelmt.gui.images.grid.grid_canvas import EDGE_STEP, EDGES, MARGIN, filling_edge
from labelmt.gui.images.grid.grid_delegate import PADDING, GridDelegate


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", 240)


@pytest.mark.parametrize("wished", EDGES[:-2])
def test_thumbnails_fill_the_width_whatever_it_is(wished: int) -> None:
    for room in range(wished + 2 * PADDING, 1600, 7):
        edge = filling_edge(wished, room)
        columns = room // (wished + 2 * PADDING)
        assert wished - EDGE_STEP < edge <= EDGES[-1]
        if edge < EDGES[-1] - EDGE_STEP:
            assert room - columns * (edge + 2 * PADDING) <= columns * (EDGE_STEP + 1)


def test_gaps_beside_thumbnails_are_no_wider_than_their_padding(driver: Driver, many: Path) -> None:
    driver.open(many)
    grid, window = driver.window.browser.grid, driver.window
    delegate = grid.itemDelegate()
    assert isinstance(delegate, GridDelegate)
    for width in (1024, 1200, 1440):
        window.resize(width, 700)
        driver.until(lambda width=width: window.width() == width)  # type: ignore[misc]
        cells = [grid.visualRect(grid.model().index(place)) for place in range(12)]
        line = [cell for cell in cells if cell.top() == cells[0].top()]
        shown = sum(delegate.thumbnail_box(cell).width() for cell in line)
        room = grid.viewport().width() - 2 * MARGIN
        assert room - shown <= len(line) * (2 * PADDING + EDGE_STEP + 1)


def test_the_slider_and_the_keys_size_the_thumbnails_alike(driver: Driver, many: Path) -> None:
    driver.open(many)
    grid, slider = driver.window.browser.grid, driver.window.size_slider
    assert slider is not None
    assert EDGES[slider.value()] == grid.edge
    before = grid.edge
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert grid.edge == EDGES[EDGES.index(before) + 1]
    driver.window.browser.focus_images()
    driver.do(driver.window.commands.smaller)
    assert EDGES[slider.value()] == grid.edge == before
    driver.press(Qt.Key.Key_Return)
    assert not slider.isEnabled(), "there are no thumbnails in the viewer"
    driver.press(Qt.Key.Key_Escape)
    assert slider.isEnabled()


def test_a_search_and_back_leaves_the_place(driver: Driver, many: Path) -> None:
    driver.open(many)
    grid = driver.window.browser.grid
    grid.select_rows([150], 150)
    bar = grid.verticalScrollBar()
    bar.setValue(bar.value() + 37)
    before, seen = bar.value(), grid.visible_rows()
    driver.window.view.search("path:15*.png")
    driver.until(lambda: len(grid.model().rows) == 10)
    driver.window.view.search("")
    driver.until(lambda: len(grid.model().rows) == 240)
    assert (bar.value(), grid.visible_rows()) == (before, seen)


def test_another_image_picked_in_a_search_is_where_one_stays(driver: Driver, many: Path) -> None:
    driver.open(many)
    grid = driver.window.browser.grid
    grid.select_rows([150], 150)
    driver.window.view.search("path:00*.png")
    driver.until(lambda: len(grid.model().rows) == 10)
    grid.select_rows([3], 3)
    driver.window.view.search("")
    driver.until(lambda: len(grid.model().rows) == 240)
    assert grid.current_row() == 3
    assert 3 in grid.visible_rows()


def test_a_mode_and_the_viewer_leave_the_place(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree")
    grid = driver.window.browser.grid
    grid.select_rows([150], 150)
    bar = grid.verticalScrollBar()
    before = bar.value()
    driver.press("L", CONTROL)
    driver.until(driver.window.workspace.sweep_banner.isVisible)
    driver.press(Qt.Key.Key_Escape)
    driver.until(lambda: not driver.window.workspace.sweep_banner.isVisible())
    driver.until(lambda: bar.value() == before)
    driver.press(Qt.Key.Key_Return)
    driver.press(Qt.Key.Key_Escape)
    assert bar.value() == before


def test_a_project_opens_where_it_was_left(
    new_window: Callable[..., AbstractContextManager[Driver]], many: Path
) -> None:
    with new_window() as first:
        first.open(many)
        grid = first.window.browser.grid
        grid.select_rows([150], 150)
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 25)
        seen = grid.visible_rows()
        place = grid.verticalScrollBar().value()
    with new_window() as again:
        again.open(many)
        assert again.window.browser.grid.current_row() == 150
        grid = again.window.browser.grid
        assert grid.verticalScrollBar().value() == place
        shown = grid.visible_rows()  # a notice of the project's being opened takes some height
        assert shown
        assert shown == seen[: len(shown)]


def test_what_is_swept_for_is_told_below_the_picture_alone(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree", "sea")
    driver.select(1)
    driver.press("2")
    driver.settle()
    driver.select(5)
    grid = driver.window.browser.grid
    delegate = grid.itemDelegate()
    assert isinstance(delegate, GridDelegate)
    cell = grid.visualRect(grid.model().index(1))
    driver.until(lambda: grid._loader.pixmap(1) is not None)
    box, below = delegate.thumbnail_box(cell), cell.adjusted(8, cell.width(), 0, -30)
    picture, line = grid.viewport().grab(box).toImage(), grid.viewport().grab(below).toImage()
    driver.sweep_for("tree")
    driver.until(driver.window.workspace.sweep_banner.isVisible)
    driver.until(lambda: grid.current_row() == 0)
    driver.until(lambda: grid.viewport().grab(box).toImage() == picture)
    assert grid.viewport().grab(below).toImage() != line, "the chip of another label is gone"
