"""Selections of any shape: what is told, what a screen reader hears, and histories of gestures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.grid_selection import RANGES_TOLD
from labelmt.gui.images.grid.grid_view import GridView

Show = Callable[[ProjectView], GridView]
Mod = Qt.KeyboardModifier


@pytest.fixture
def grid(large_project_view: ProjectView, show_grid: Show) -> GridView:
    return show_grid(large_project_view)


def told_to_qt(view: GridView) -> list[int]:
    return sorted(index.row() for index in view.selectionModel().selectedIndexes())


def test_qt_hears_what_is_selected(grid: GridView) -> None:
    grid.select_rows([3, 4, 5, 90, 1999])
    assert told_to_qt(grid) == [3, 4, 5, 90, 1999]
    QTest.keyClick(grid, Qt.Key.Key_Space, Mod.ControlModifier)
    assert told_to_qt(grid) == [4, 5, 90, 1999]
    assert grid.selected_rows() == (4, 5, 90, 1999)


def test_of_a_scattered_selection_qt_hears_the_first_ranges(grid: GridView) -> None:
    grid.select_rows(range(0, 2000, 2))
    assert len(grid.selected_rows()) == 1000
    assert told_to_qt(grid) == list(range(0, 4 * RANGES_TOLD, 2))[:RANGES_TOLD]


def test_who_selects_through_qt_is_heard(grid: GridView) -> None:
    """As a screen reader does."""
    counts: list[int] = []
    grid.selectionRowsChanged.connect(lambda: counts.append(len(grid.selected_rows())))
    grid.select_rows([1])
    index = grid.model().index(8)
    grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    assert grid.selected_rows() == (1, 8)
    assert counts == [1, 2]


def test_the_same_selection_is_no_news(grid: GridView) -> None:
    counts: list[int] = []
    grid.selectionRowsChanged.connect(lambda: counts.append(1))
    grid.select_rows([1, 5])
    grid.select_rows([5, 1])
    grid.clearSelection()
    grid.clearSelection()
    assert counts == [1, 1]


def test_a_band_adds_to_a_scattered_selection(grid: GridView) -> None:
    """By real mouse events, over what was selected by the hundred."""
    grid.select_rows(range(100, 2000, 3))
    before = set(grid.selected_rows())
    grid.verticalScrollBar().setValue(0)
    viewport = grid.viewport()
    last = grid.visualRect(grid.model().index(6)).center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Mod.ControlModifier, QPoint(1, 1))
    for place in (QPoint(20, 20), last):
        at = QPointF(place)
        event = QMouseEvent(  # QTest's own move events carry no pressed buttons
            QEvent.Type.MouseMove,
            at,
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Mod.ControlModifier,
        )
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Mod.ControlModifier, last)
    assert set(grid.selected_rows()) == before | {0, 1, 5, 6}
    assert told_to_qt(grid)[:4] == [0, 1, 5, 6]


GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["click", "control", "shift", "all", "order", "narrow"]),
        st.integers(0, 39),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(gestures=GESTURES)
def test_gestures_in_any_order_do_what_sets_do(
    grid: GridView, gestures: list[tuple[str, int]]
) -> None:
    """Compared with a selection kept as a set of rows, by somebody who knows no masks."""
    order = list(range(40))
    grid.set_rows(np.array(order))
    grid.select_rows([0])
    chosen: set[int] = {0}
    start: int = 0
    for kind, number in gestures:
        row = order[number % len(order)]
        index = grid.model().index(order.index(row))
        grid.scrollTo(index)
        place = grid.visualRect(index).center()
        if kind == "all":
            QTest.keyClick(grid, Qt.Key.Key_A, Mod.ControlModifier)
            chosen = set(order)
        elif kind == "order":
            order = order[number % len(order) :] + order[: number % len(order)]
            grid.set_rows(np.array(order))
        elif kind == "narrow":
            order = [one for one in order if one != row] or order
            grid.set_rows(np.array(order))
            chosen &= set(order)
        else:
            modifier = {
                "click": Mod.NoModifier,
                "control": Mod.ControlModifier,
                "shift": Mod.ShiftModifier,
            }[kind]
            QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)
            if kind == "control":
                chosen ^= {row}
            elif kind == "shift" and start in order:
                low, high = sorted((order.index(start), order.index(row)))
                chosen = set(order[low : high + 1])
            else:
                chosen = {row}
            if kind != "shift" or start not in order:
                start = row
        assert set(grid.selected_rows()) == chosen
        assert list(grid.selected_rows()) == [one for one in order if one in chosen]
