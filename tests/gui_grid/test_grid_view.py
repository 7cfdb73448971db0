"""The grid by keys and mouse, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from labelmt.domain.annotation_matrix import AnnotationPatch
from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.grid_delegate import GridDelegate, short_name
from labelmt.gui.images.grid.grid_model import GridRole
from labelmt.gui.images.grid.grid_view import GridView
from labelmt.gui.images.grid.shown_labels import ChipKind

Show = Callable[[ProjectView], GridView]
Key: TypeAlias = Qt.Key
Mod: TypeAlias = Qt.KeyboardModifier
COLUMNS = 5


@pytest.fixture
def grid(large_project_view: ProjectView, show_grid: Show) -> GridView:
    view = show_grid(large_project_view)
    assert view._geometry.columns == COLUMNS
    return view


def middle(view: GridView, row: int) -> QPoint:
    position = view.model().position_of(row)
    assert position is not None
    return view.visualRect(view.model().index(position)).center()


def press(view: GridView, *keys: Qt.Key, modifier: Mod = Mod.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(view, key, modifier)


def click(view: GridView, row: int, modifier: Mod = Mod.NoModifier) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, middle(view, row))


def test_arrows_move_and_select(grid: GridView) -> None:
    press(grid, Key.Key_Right)  # shows where one is
    assert grid.selected_rows() == (0,)
    press(grid, Key.Key_Right, Key.Key_Down)
    assert grid.selected_rows() == (COLUMNS + 1,)
    press(grid, Key.Key_Left, Key.Key_Up, Key.Key_Up)
    assert grid.selected_rows() == (0,)
    press(grid, Key.Key_End)
    assert grid.current_row() == 1999
    assert 1999 in grid.visible_rows()
    press(grid, Key.Key_Home)
    assert grid.visible_rows()[0] == 0
    press(grid, Key.Key_PageDown)
    assert grid.current_row() == COLUMNS * (grid.viewport().height() // grid._geometry.cell_height)


def test_down_into_a_short_last_line_takes_its_end(grid: GridView) -> None:
    grid.set_rows(np.arange(7))
    grid.select_rows([4])
    press(grid, Key.Key_Down)
    assert grid.current_row() == 6
    press(grid, Key.Key_Down)
    assert grid.current_row() == 6


def test_shift_extends_from_where_it_began(grid: GridView) -> None:
    click(grid, 2)
    press(grid, Key.Key_Down, modifier=Mod.ShiftModifier)
    assert grid.selected_rows() == tuple(range(2, COLUMNS + 3))
    press(grid, Key.Key_Up, Key.Key_Left, modifier=Mod.ShiftModifier)
    assert grid.selected_rows() == (1, 2)
    click(grid, 9, Mod.ShiftModifier)
    assert grid.selected_rows() == tuple(range(2, 10))
    press(grid, Key.Key_End, modifier=Mod.ShiftModifier)
    assert grid.selected_rows() == tuple(range(2, 2000))


def test_control_adds_and_takes_out(grid: GridView) -> None:
    click(grid, 1)
    click(grid, 7, Mod.ControlModifier)
    click(grid, 3, Mod.ControlModifier)
    assert grid.selected_rows() == (1, 3, 7)
    click(grid, 7, Mod.ControlModifier)
    assert grid.selected_rows() == (1, 3)
    press(grid, Key.Key_Right, modifier=Mod.ControlModifier)  # looks around
    assert (grid.current_row(), grid.selected_rows()) == (8, (1, 3))
    press(grid, Key.Key_Space, modifier=Mod.ControlModifier)
    assert grid.selected_rows() == (1, 3, 8)


def test_select_all_is_one_range(grid: GridView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.selectionRowsChanged):
        press(grid, Key.Key_A, modifier=Mod.ControlModifier)
    assert grid.selected_rows() == tuple(range(2000))
    assert grid.selectionModel().selection().count() == 1
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, Mod.NoModifier, middle(grid, 3))
    assert len(grid.selected_rows()) == 2000  # a menu is for all that is selected


def test_a_rubber_band_selects_what_it_touches(grid: GridView) -> None:
    start = grid.visualRect(grid.model().index(1)).topLeft() - QPoint(2, -10)
    end = middle(grid, COLUMNS + 2)
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, Mod.NoModifier, start)
    for point in (start + QPoint(15, 15), end):
        # QTest's own move events carry no pressed buttons.
        QTest.mouseMove(grid.viewport(), point)
        grid.mouseMoveEvent(_drag(grid, point))
    grid.grab()
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, Mod.NoModifier, end)
    assert grid.selected_rows() == (0, 1, 2, COLUMNS, COLUMNS + 1, COLUMNS + 2)


def _drag(view: GridView, point: QPoint) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(view.viewport().mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Mod.NoModifier,
    )


def test_a_click_beside_the_images_selects_nothing(grid: GridView) -> None:
    grid.set_rows(np.arange(3))
    click(grid, 1)
    corner = grid.viewport().rect().bottomRight() - QPoint(5, 5)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, Mod.NoModifier, corner)
    assert grid.selected_rows() == ()


def test_enter_and_double_click_open(grid: GridView, qtbot: QtBot) -> None:
    click(grid, 6)
    with qtbot.waitSignal(grid.rowActivated) as told:
        press(grid, Key.Key_Return)
    assert told.args == [6]
    with qtbot.waitSignal(grid.rowActivated) as told:
        QTest.mouseDClick(
            grid.viewport(), Qt.MouseButton.LeftButton, Mod.NoModifier, middle(grid, 2)
        )
    assert told.args == [2]


class Holder(QWidget):
    """Counts the keys its child leaves to it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[tuple[int, Mod]] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Key.Key_Shift, Key.Key_Alt):
            self.keys.append((event.key(), event.modifiers()))


def test_keys_of_labels_are_left_to_others(grid: GridView, qtbot: QtBot) -> None:
    holder = Holder()
    qtbot.addWidget(holder)
    grid.setParent(holder)
    pressed = [
        (Key.Key_1, Mod.NoModifier),
        (Key.Key_T, Mod.NoModifier),
        (Key.Key_T, Mod.ShiftModifier),
        (Key.Key_2, Mod.AltModifier),
        (Key.Key_Escape, Mod.NoModifier),
        (Key.Key_Right, Mod.AltModifier),
    ]
    for key, modifier in pressed:
        QTest.keyClick(grid, key, modifier)
    assert holder.keys == pressed
    assert grid.selected_rows() == ()
    grid.setParent(None)


def test_space_asks_to_accept_and_selects_nothing(grid: GridView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.acceptAsked):
        press(grid, Key.Key_Space)
    with qtbot.assertNotEmitted(grid.acceptAsked):
        press(grid, Key.Key_Space, modifier=Mod.ShiftModifier)
        press(grid, Key.Key_Space, modifier=Mod.ControlModifier)
    assert grid.selected_rows() == ()


def test_another_order_keeps_selection_and_place(grid: GridView) -> None:
    click(grid, 7)
    click(grid, 9, Mod.ControlModifier)
    before = middle(grid, 9).y()
    order = np.roll(np.arange(2000)[::-1], 700)
    grid.set_rows(order)
    assert set(grid.selected_rows()) == {7, 9}
    assert grid.current_row() == 9
    assert middle(grid, 9).y() == before
    grid.set_rows(np.arange(2000))
    assert middle(grid, 9).y() == before
    assert set(grid.selected_rows()) == {7, 9}


def test_the_top_image_keeps_its_place_where_none_is_current(grid: GridView) -> None:
    grid.verticalScrollBar().setValue(3 * grid._geometry.cell_height + 17)
    top = grid.visible_rows()[0]
    before = middle(grid, top).y()
    grid.set_rows(np.arange(2000)[::-1])
    assert middle(grid, top).y() == before


def test_at_the_top_it_stays_at_the_top(grid: GridView) -> None:
    grid.set_rows(np.arange(2000)[::-1])
    assert grid.verticalScrollBar().value() == 0


def test_what_leaves_the_view_leaves_the_selection(grid: GridView, qtbot: QtBot) -> None:
    click(grid, 7)
    click(grid, 3, Mod.ControlModifier)
    with qtbot.waitSignal(grid.selectionRowsChanged):
        grid.set_rows(np.array([0, 1, 2, 5, 7, 11]))
    assert grid.selected_rows() == (7,)
    assert grid.current_row() == 5  # what came next
    grid.set_rows(np.empty(0, dtype=np.int64))
    assert (grid.selected_rows(), grid.current_row()) == ((), None)


def test_control_and_wheel_change_the_size(grid: GridView, qtbot: QtBot) -> None:
    point = QPointF(middle(grid, 8))
    event = QWheelEvent(
        point,
        QPointF(grid.viewport().mapToGlobal(point.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Mod.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(grid.edgeChanged) as told:
        QApplication.sendEvent(grid.viewport(), event)
    assert told.args == [112]
    grid.step_edge(99)
    assert grid.edge == 512
    grid.step_edge(-99)
    assert grid.edge == 64


def test_a_narrower_window_keeps_the_current_image_in_place(grid: GridView) -> None:
    grid.select_rows([900], 900)
    before = middle(grid, 900).y()
    grid.resize(3 * 120 + 30, 500)
    assert middle(grid, 900).y() == pytest.approx(before, abs=grid._geometry.cell_height)
    assert 900 in grid.visible_rows()


def test_no_thumbnail_is_wider_than_the_window(grid: GridView) -> None:
    delegate = grid.itemDelegate()
    assert isinstance(delegate, GridDelegate)
    grid.set_edge(512)
    grid.resize(300, 500)
    shown = delegate.thumbnail_box(grid.visualRect(grid.model().index(0)))
    assert shown.width() == shown.height()
    assert shown.left() >= 0
    assert 200 < shown.right() < grid.viewport().width()
    grid.resize(900, 500)
    shown = delegate.thumbnail_box(grid.visualRect(grid.model().index(0)))
    assert shown.width() == grid.edge == 512, "as wished, where there is room again"


def test_a_long_name_keeps_what_tells_it_apart(grid: GridView) -> None:
    metrics = QFontMetricsF(grid.font())
    room = metrics.horizontalAdvance("agricultural")
    assert short_name("sea.jpg", metrics, room) == "sea.jpg"
    names = {short_name(f"agricultural_field_{n}.jpeg", metrics, room) for n in range(10, 20)}
    assert len(names) == 10
    assert all(metrics.horizontalAdvance(one) <= room for one in names)


def test_scrolling_tells_what_is_on_screen(grid: GridView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.visibleRowsChanged) as told:
        grid.verticalScrollBar().setValue(10 * grid._geometry.cell_height)
    assert told.args == [grid.visible_rows()]
    assert 10 * COLUMNS in grid.visible_rows()
    assert len(grid.visible_rows()) < 10 * COLUMNS


def test_an_annotation_changes_one_cell_in_place(grid: GridView, project_view: ProjectView) -> None:
    shown = grid.model().project_view
    assert shown is not None
    index = grid.model().index(1)
    kinds = {chip.label.name: chip.kind for chip in index.data(GridRole.CELL).chips}
    assert kinds.get("tree") is not ChipKind.ANNOTATED
    shown.matrix[1, 0] = State.PRESENT
    patch = AnnotationPatch(np.array([1]), (1,), *[np.array([[1]], dtype=np.int8)] * 2)
    grid.refresh(Changes(annotations=patch))
    kinds = {chip.label.name: chip.kind for chip in index.data(GridRole.CELL).chips}
    assert kinds["tree"] is ChipKind.ANNOTATED
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("00001.jpg, tree")


def test_below_each_picture_stands_its_name(grid: GridView) -> None:
    cell = grid.visualRect(grid.model().index(0))
    shown = grid.viewport().grab().toImage()
    height = grid.fontMetrics().height()
    ground = grid.palette().color(QPalette.ColorRole.Base)
    below = range(cell.bottom() - height, cell.bottom())
    across = range(cell.left() + cell.width() // 4, cell.right() - cell.width() // 4)
    colors = [shown.pixelColor(x, y) for y in below for x in across]
    assert any(abs(one.lightness() - ground.lightness()) > 80 for one in colors)
