"""Menus as people know them: the window's, an image's, the history's, the schema editor's."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QStyleOptionMenuItem
from window_driver import CONTROL, SHIFT, Driver

from labelmt.domain.annotations import State
from labelmt.gui.schema.schema_dialog import SchemaDialog

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


def titles(driver: Driver) -> list[str]:
    return [action.text() for action in driver.window.menuBar().actions()]


def test_the_menus_are_those_people_know(driver: Driver) -> None:
    assert titles(driver) == ["File", "Edit", "Label", "View", "Model", "Help"]
    menus = dict(driver.window.commands.keyed())
    texts = {one.text() for one in menus["Label"]}
    assert {"Review the next image", "Sweep for one label", "Find or add a label"} <= texts


def test_a_menu_is_one_column_on_a_small_screen(driver: Driver) -> None:
    """Of 700 pixels a menu has about thirty lines; the rest of a longer one went beside it."""
    for action in driver.window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        lines = [one for one in menu.actions() if not one.isSeparator()]
        breaks = len(menu.actions()) - len(lines)
        assert len(lines) + breaks / 2 <= 28.5, action.text()
        hint = QStyle.StyleHint.SH_Menu_Scrollable
        option = QStyleOptionMenuItem()
        assert menu.style().styleHint(hint, option, menu), "with a larger font it scrolls"


def image_menu(driver: Driver, row: int) -> QMenu:
    """Press the right button on an image, as a person does."""
    grid = driver.window.browser.grid
    position = grid.model().position_of(row)
    assert position is not None
    place = grid.visualRect(grid.model().index(position)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier,
                     place)  # fmt: skip
    grid.customContextMenuRequested.emit(place)
    menu = QMenu(grid)
    menu.addActions(grid.actions())
    return menu


def test_an_images_menu_has_what_can_be_done_with_it(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    menu = image_menu(driver, 3)
    texts = [one.text().split("\t")[0] for one in menu.actions() if not one.isSeparator()]
    assert texts[:7] == [
        "Open image", "Accept suggestions", "Labels", "Use as example of", "Compare two images",
        "Similar images", "Why? Show where the model sees the label",
    ]  # fmt: skip
    assert driver.window.browser.grid.selected_rows() == (3,)
    menu.actions()[0].trigger()
    assert driver.window.browser.viewer.row == 3


def test_the_labels_in_an_images_menu_mark_and_clear(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.select(2, 3)
    labels = driver.window.browser.labels_menu
    for states in ([U, U, P, P], [U] * 4):
        labels.popup(QPoint(50, 50))
        driver.until(labels.isVisible)
        shown = {one.text(): one for one in labels.actions() if not one.isSeparator()}
        assert list(shown) == ["tree\t1", "sea\t2"]
        assert shown["tree\t1"].isChecked() is (driver.states("tree")[2] == P)
        for _ in range(10):
            QTest.keyClick(labels, Qt.Key.Key_Down)
            if labels.activeAction() is shown["tree\t1"]:
                break
        QTest.keyClick(labels, Qt.Key.Key_Return)
        driver.until(lambda: not labels.isVisible())
        driver.settle()
        assert driver.states("tree")[:4] == states
    QTest.keyClick(driver.window.browser.grid, Qt.Key.Key_2, SHIFT)
    driver.settle()
    labels.aboutToShow.emit()
    assert [one.text() for one in labels.actions()][-1] == "sea (absent)\t2"


def test_the_history_opens_a_lines_images(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(2, 5)
    driver.press("1")
    driver.settle()
    driver.press("H", CONTROL)
    dialog = driver.window.labelling_parts.history.dialog
    assert dialog is not None
    driver.until(dialog.images.isEnabled)
    place = dialog.list.visualRect(dialog.list.model().index(0, 0)).center()
    dialog.list.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [one.text() for one in menu.actions()]
    assert texts == ["Go back to here", "Show its images", "Undo only this"]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    grid = driver.window.browser.grid
    driver.until(lambda: sorted(grid.model().rows.tolist()) == [2, 5])


def test_the_schema_editor_has_a_menu(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.press("T", CONTROL)
    driver.until(lambda: driver.window.findChild(SchemaDialog) is not None)
    dialog = driver.window.findChild(SchemaDialog)
    assert dialog is not None
    driver.until(lambda: len(dialog.schema.labels) == 2)
    item = dialog.schema.labels[1]
    dialog.tree.choose(item)
    place = dialog.tree.visualRect(dialog.tree.schema_model.index_of(item)).center()
    dialog.tree.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [one.text() for one in menu.actions()]
    assert texts == ["Move up", "Move down", "Rename", "Move to task", "Merge into…", "Archive",
                     "Delete…"]  # fmt: skip
    assert [one.isEnabled() for one in menu.actions()][3:5] == [False, True]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    driver.until(lambda: [one.name for one in dialog.schema.labels] == ["sea", "tree"])


def test_enter_on_a_radio_button_adds_the_task(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.press("L", SHIFT)
    form = driver.window.panel.adder.form
    QTest.keyClicks(form.name, "scene")
    form.exactly_one.setFocus()
    driver.press(Qt.Key.Key_Space)
    driver.press(Qt.Key.Key_Return)
    driver.until(lambda: [one.name for one in driver.project_view.schema.tasks] == ["scene"])


def test_after_an_update_of_the_view_the_next_arrow_skips_no_image(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.window.view.search("is:unlabelled")
    grid = driver.window.browser.grid
    driver.until(lambda: len(grid.model().rows) == 8)
    driver.window.browser.focus_images()
    driver.select(2)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_F5, SHIFT)
    driver.until(lambda: 2 not in grid.model().rows)
    driver.press(Qt.Key.Key_Right)
    assert grid.selected_rows() == (3,)
    driver.press(Qt.Key.Key_Right)
    assert grid.selected_rows() == (4,)
