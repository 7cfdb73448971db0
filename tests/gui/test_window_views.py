"""What is in view: opening, dropping, the sidebar, searching, sorting, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QMessageBox,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
)
from window_driver import Driver, cut_off, draw_images

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.domain.search.terms import Figure
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.gui.exchange.import_dialog import ImportDialog
from labelmt.gui.search.sidebar import ALL
from labelmt.project.exchange.import_choices import ImportChoices

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def rows(driver: Driver) -> list[int]:
    shown: list[int] = driver.window.browser.grid.model().rows.tolist()
    return shown


def line(driver: Driver, name: str) -> QTreeWidgetItem:
    """A line of the sidebar that can be chosen."""
    found = QTreeWidgetItemIterator(driver.window.workspace.sidebar)
    while (item := found.value()) is not None:
        if item.text(0) == name and item.flags() & Qt.ItemFlag.ItemIsSelectable:
            return item
        found += 1
    raise AssertionError(name)


def choose(driver: Driver, name: str) -> None:
    sidebar = driver.window.workspace.sidebar
    driver.click(sidebar.viewport(), sidebar.visualItemRect(line(driver, name)).center())


def drop(driver: Driver, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window, actions = driver.window, Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(90, 90), actions, data, LEFT, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(90, 90), actions, data, LEFT, none))


def answer(driver: Driver, button: str) -> None:
    """Press a button of the box that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    driver.click(next(one for one in box.buttons() if one.text() == button))


def test_a_dropped_folder_is_opened(driver: Driver, images: Path, tmp_path: Path) -> None:
    with driver.bot.waitSignal(driver.window.intake.scanned):
        drop(driver, images)
    driver.until(lambda: len(rows(driver)) == 8)
    first = driver.project_view.folder
    other = draw_images(tmp_path / "others", 3)
    with driver.bot.waitSignal(driver.window.intake.scanned):
        drop(driver, other / "001.png")
        answer(driver, "Open")
    driver.until(lambda: len(rows(driver)) == 3)
    assert driver.project_view.folder != first
    assert driver.window.windowTitle() == "others"


def test_folders_below_are_looked_into_and_new_images_found(driver: Driver, images: Path) -> None:
    draw_images(images / "2024" / "may", 2)
    driver.open(images)
    assert len(rows(driver)) == 10
    draw_images(images / "late", 1)
    driver.press("R", CONTROL)
    driver.until(lambda: len(rows(driver)) == 11)


def test_an_unreadable_image_is_shown_and_counted(driver: Driver, images: Path) -> None:
    (images / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no image")
    (images / "empty.png").touch()
    project_view = driver.open(images)
    assert (project_view.images.status == ImageStatus.UNREADABLE).sum() == 2
    driver.until(lambda: line(driver, "Unreadable").text(1) == "2")
    choose(driver, "Unreadable")
    driver.until(lambda: len(rows(driver)) == 2)
    model = driver.window.browser.grid.model()
    assert all(model.cell(row).problem for row in rows(driver))
    driver.select(rows(driver)[0])
    driver.press(Qt.Key.Key_Return)
    driver.window.browser.viewer.grab()  # painting it is no crash
    assert driver.window.notices.shown is None


def test_counts_follow_what_is_labelled(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0, 1, 2)
    driver.press("1")
    driver.until(lambda: line(driver, "tree").text(1) == "3")
    shown = {name: line(driver, name).text(1) for name in ("All", "Unlabelled", "Labelled")}
    assert shown == {"All": "8", "Unlabelled": "5", "Labelled": "3"}
    driver.press("Z", CONTROL)
    driver.until(lambda: line(driver, "Unlabelled").text(1) == "8")


def test_each_task_says_how_far_it_is(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.add_task("scene", TaskKind.MULTICLASS)

    def progress() -> list[str]:
        """Texts of the lines of tasks, in their order."""
        sidebar = driver.window.workspace.sidebar
        found = sidebar.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 1)
        return [one.text(1) for one in found if " of " in one.text(1)]

    driver.until(lambda: progress() == ["0 of 8", "0 of 8"])
    driver.select(0, 1)
    driver.press("1")
    driver.select(1, 2)
    driver.press("2", SHIFT)
    # With one label of two an image is not decided.
    driver.until(lambda: progress() == ["1 of 8 in full", "0 of 8"])
    (group,) = driver.window.workspace.sidebar.findItems(
        "1 of 8 in full", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 1
    )
    assert group.toolTip(1).endswith("1 of 8 images; 4 of 16 decisions are made")
    assert group.toolTip(1).startswith("2 more are decided in part")
    driver.press(Qt.Key.Key_Z, CONTROL)
    driver.until(lambda: progress() == ["0 of 8 in full", "0 of 8"])


def test_what_is_labelled_stays_in_view_until_asked(driver: Driver, images: Path) -> None:
    """The next key must meet the image it was meant for."""
    driver.open(images)
    driver.add_labels("tree", "sea")
    choose(driver, "Unlabelled")
    driver.window.browser.grid.setFocus()
    driver.select(2)
    driver.press("1")
    refresh = driver.window.workspace.filter_bar.refresh
    driver.until(refresh.isVisible)
    driver.press("2")
    driver.settle()
    assert rows(driver) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert (driver.states("tree")[2], driver.states("sea")[2]) == (State.PRESENT, State.PRESENT)
    driver.click(refresh)
    driver.until(lambda: rows(driver) == [0, 1, 3, 4, 5, 6, 7])
    assert not refresh.isVisible()


def test_a_label_is_chosen_and_deleted(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(1, 4)
    driver.press("1")
    driver.settle()
    choose(driver, "tree")
    driver.until(lambda: rows(driver) == [1, 4])
    driver.press("Z", CONTROL)
    driver.press("Z", CONTROL)
    driver.until(lambda: driver.project_view.schema.labels == ())
    driver.until(lambda: len(rows(driver)) == 8)
    assert driver.window.workspace.sidebar.active == {ALL: True}
    assert driver.window.workspace.filter_bar.text == ""


def test_search_and_sort(driver: Driver, images: Path) -> None:
    draw_images(images / "Beach", 2)
    driver.open(images)
    bar = driver.window.workspace.filter_bar
    driver.press("F", CONTROL)
    driver.type("beach", Qt.Key.Key_Down)
    driver.until(lambda: len(rows(driver)) == 2)
    assert driver.window.browser.grid.hasFocus()
    assert bar.count.text() == "2 of 10"
    driver.press("F", CONTROL)
    driver.press(Qt.Key.Key_Escape)
    driver.until(lambda: len(rows(driver)) == 10)
    bar.sort.figure.setCurrentIndex(bar.sort.figure.findData(Figure.ADDED.value))
    driver.click(bar.sort.descending)
    assert bar.text == "sort:-added"
    driver.until(lambda: rows(driver) == list(range(9, -1, -1)))


def test_nothing_found_is_said(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.press("F", CONTROL)
    driver.type("no such name", Qt.Key.Key_Return)
    driver.until(lambda: rows(driver) == [])
    assert "no such name" in driver.window.browser.empty_text


def test_the_selection_survives_another_order(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(2, 5)
    driver.click(driver.window.workspace.filter_bar.sort.descending)
    driver.until(lambda: rows(driver) == list(range(7, -1, -1)))
    assert set(driver.window.browser.grid.selected_rows()) == {2, 5}


def test_every_key_is_listed(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press(Qt.Key.Key_Question, SHIFT)
    dialog = driver.window.findChild(ShortcutsDialog)
    assert dialog is not None
    listed: dict[str, str] = {}
    found = QTreeWidgetItemIterator(dialog.list)
    while (item := found.value()) is not None:
        listed[item.text(0)] = item.text(1)
        found += 1
    keyed = [one for one in driver.window.findChildren(QAction) if one.shortcuts()]
    menus = {
        action.text() for menu in driver.window.findChildren(QMenu) for action in menu.actions()
    }
    missing = [
        one.text()
        for one in keyed
        if one.text() in menus and str(one.data() or one.text()).rstrip("…") not in listed
    ]
    assert not missing
    assert listed["Undo"] == "Ctrl+Z"
    assert listed["Duplicates: transfer labels"] == "Ctrl+Shift+D"
    assert listed["tree"] == "1"
    assert listed["Train"] == "F5"
    dialog.reject()


def test_two_keys_never_mean_the_same(driver: Driver) -> None:
    only_in_groups = driver.window.commands.next_group  # there what has its keys elsewhere rests
    keys = [
        key.toString()
        for action in driver.window.findChildren(QAction)
        for key in action.shortcuts()
        if action.associatedObjects() and action is not only_in_groups
    ]
    assert sorted(keys) == sorted(set(keys))


def test_a_table_is_imported(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    table = tmp_path / "truth.csv"
    table.write_text("path,objects\n000.png,tree|sea\n001.png,sea\n", encoding="utf-8")
    drop(driver, table)
    dialog = driver.window.findChild(ImportDialog)
    assert dialog is not None
    dialog.accept()
    driver.until(lambda: driver.window.notices.shown is not None)
    assert driver.states("sea")[:3] == [State.PRESENT, State.PRESENT, State.UNKNOWN]
    assert driver.states("tree")[:3] == [State.PRESENT, State.ABSENT, State.UNKNOWN]


def test_a_bad_table_lists_its_problems(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    table = tmp_path / "truth.csv"
    table.write_text("path,objects\nno.png,tree|sea\n001.png,sea\nnor.png,\n", encoding="utf-8")
    driver.window.label_import.import_labels(table, ImportChoices(unlisted=State.ABSENT))
    driver.until(lambda: driver.window.notices.shown is not None)
    notice = driver.window.notices.shown
    assert notice is not None
    assert [row.partition(",")[0] for row in notice.details.splitlines()] == ["line 2", "line 4"]
    assert driver.project_view.schema.labels == ()


def test_closing_a_project_goes_back_to_the_start(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.press("W", CONTROL)
    window = driver.window
    assert window.pages.currentWidget() is window.start_page
    driver.until(lambda: window.start_page.recent.count() == 1)
    assert not window.commands.close_project.isEnabled()
    assert not window.strip.train_action.isEnabled()


def test_a_folder_that_is_not_there_is_told(driver: Driver, tmp_path: Path) -> None:
    with driver.bot.waitSignal(driver.window.reporter.reported) as told:
        driver.window.start(tmp_path / "is not there")
    assert told.args[0].next_step
    assert driver.window.pages.currentWidget() is driver.window.start_page


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off(driver: Driver, images: Path, scale: float) -> None:
    """Buttons, fields and words have the room they ask for, at twice the font as well."""
    font = QApplication.font()
    before = font.pointSizeF()
    try:
        font.setPointSizeF(before * scale)
        QApplication.setFont(font)
        driver.open(images)
        driver.add_task("scene", TaskKind.MULTICLASS)
        driver.add_labels("tree")
        driver.add_task("objects", TaskKind.MULTILABEL)
        driver.window.resize(round(1280 * scale), round(800 * scale))
        driver.settle()
        assert not cut_off(driver.window)
    finally:
        font.setPointSizeF(before)
        QApplication.setFont(font)


def test_the_window_comes_back_as_it_was(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path
) -> None:
    with new_window() as first:
        first.window.resize(780, 620)  # within the offscreen platform's screen
        size = first.window.size()  # with a font of very wide letters, the least
        first.open(images)
        first.window.workspace.setSizes([170, 330, 280])
        first.window.browser.grid.set_edge(96)
        parts = first.window.workspace.sizes()
    with new_window(size=None) as again:
        again.open(images)
        assert again.window.size() == size
        assert again.window.workspace.sizes() == parts
        assert again.window.browser.grid.edge == 96


def test_the_menu_and_the_bar_sort_alike(driver: Driver, images: Path) -> None:
    driver.open(images)
    bar, menu = driver.window.workspace.filter_bar, driver.window.commands.sort
    by_name = {action.text(): action for action in menu.actions()}
    driver.do(by_name["Date added"])
    driver.do(by_name["Largest or newest first"])
    assert bar.text == "sort:-added"
    driver.until(lambda: rows(driver) == list(range(7, -1, -1)))
    bar.sort.figure.setCurrentIndex(bar.sort.figure.findData(Figure.NAME.value))
    menu.aboutToShow.emit()
    assert by_name["Name"].isChecked()
    assert bar.text == ""


def test_the_labels_of_a_dropped_folder_are_offered(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "000.txt").write_text("tree", encoding="utf-8")
    drop(driver, tags)
    answer(driver, "Import labels")
    driver.until(lambda: driver.window.findChild(ImportDialog) is not None)
    dialog = driver.window.findChild(ImportDialog)
    assert dialog is not None
    driver.until(dialog.accept_button.isEnabled)
    assert dialog.choices().format == "txt"
    dialog.accept()
    driver.until(lambda: len(driver.project_view.schema.labels) == 1)
    assert driver.states("tree")[:2] == [State.PRESENT, State.UNKNOWN]
