"""Big actions speak: an estimate before, counts and Undo after, undo shows what it changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from dragging import show_columns
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.project.commands.commands import CreateLabel

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", 130)


def swept(driver: Driver, images: Path) -> None:
    """Two labels, of which the first is learnt and swept for."""
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.select(0, 1, 2, 3)
    driver.press("1", SHIFT)
    driver.select(26, 27, 28)
    driver.press("1")
    driver.settle()
    driver.train()
    driver.sweep_for("tree")
    driver.until(lambda: driver.window.workspace.sweep_banner.count.text() != "")


def offers(driver: Driver) -> list[str]:
    buttons = driver.window.notices.findChildren(QPushButton)
    return sorted(one.text() for one in buttons if one.isVisible())


def offered(driver: Driver, text: str) -> QPushButton:
    buttons = driver.window.notices.findChildren(QPushButton)
    return next(one for one in buttons if one.isVisible() and one.text() == text)


def test_the_swept_rest_is_estimated_counted_and_undone(driver: Driver, many: Path) -> None:
    swept(driver, many)
    window, banner = driver.window, driver.window.workspace.sweep_banner
    driver.click(banner.absents, QPoint(8, banner.absents.height() // 2))
    before = driver.states("tree")
    place = banner.finish.mapToGlobal(banner.finish.rect().center())
    driver.click(banner.finish)
    dialog = driver.asked()
    words = dialog.words.text()
    assert " present, " in words
    assert " absent on 123 images." in words
    assert "out of view" in words
    assert "model's own probabilities" in words
    driver.answer(Qt.Key.Key_Escape)
    assert driver.states("tree") == before, "Escape leaves everything as it is"
    assert window.sweep.label_id == driver.label("tree").id
    driver.until(lambda: window.findChild(type(dialog)) is None)
    driver.click(banner.finish)
    driver.answer()
    driver.until(lambda: window.sweep.label_id == driver.label("sea").id)
    after = driver.states("tree")
    wrote = [now for was, now in zip(before, after, strict=True) if was != now]
    assert len(wrote) == 123
    notice = window.notices.shown
    assert notice is not None
    assert f"{wrote.count(P)} present, {wrote.count(A)} absent." in notice.what
    assert offers(driver) == ["Check 12 of them", "Dismiss", "Undo"]
    now = banner.finish.mapToGlobal(banner.finish.rect().center())
    assert now == place, "the button stays under the mouse"
    driver.click(offered(driver, "Undo"))
    driver.settle()
    assert driver.states("tree") == before
    assert window.sweep.label_id == driver.label("tree").id, "it shows what was taken back"
    assert offers(driver) == ["Dismiss", "Redo"]


def test_where_nothing_can_be_told_enter_writes_nothing(driver: Driver, many: Path) -> None:
    """Seven images judged the model: nobody knows how many of its suggestions are right."""
    swept(driver, many)
    banner, before = driver.window.workspace.sweep_banner, driver.states("tree")
    driver.click(banner.finish)
    dialog = driver.asked()
    assert "cannot be told yet" in dialog.words.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    driver.until(lambda: QApplication.activeModalWidget() is None)
    driver.settle()
    assert driver.states("tree") == before


def test_what_is_done_elsewhere_takes_the_notice_away(driver: Driver, many: Path) -> None:
    """Its Undo would undo that other action, such as an import."""
    driver.open(many)
    driver.add_labels("tree")
    driver.press("A", CONTROL)
    driver.press("1")
    driver.answer()
    assert driver.window.notices.shown is not None
    task = driver.project_view.schema.tasks[0].id
    driver.window.session.apply(CreateLabel(task, "sea"))
    driver.settle()
    driver.until(lambda: driver.window.notices.shown is None)


def test_a_key_on_many_asks_and_tells(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree")
    show_columns(driver, 4)
    window = driver.window
    driver.press("A", CONTROL)
    driver.until(lambda: " out of view" in window.panel._selected.text())
    driver.press("1")
    dialog = driver.asked()
    assert "130 present on 130 images." in dialog.words.text()
    driver.answer(Qt.Key.Key_Escape)
    assert driver.states("tree") == [U] * 130
    driver.press("1")
    driver.answer()
    assert driver.states("tree") == [P] * 130
    assert window.notices.shown is not None
    assert window.notices.shown.what.endswith(" on 130 images: 130 present.")
    driver.select(0)
    driver.press("1")
    driver.settle()
    assert window.notices.shown is None, "what is done next takes it away"
    driver.press("Z", CONTROL)
    driver.settle()
    assert window.notices.shown is None
    driver.press("Z", CONTROL)
    driver.settle()
    assert window.notices.shown is not None
    assert window.notices.shown.what.startswith("Undone: ")
    driver.click(offered(driver, "Redo"))
    driver.settle()
    assert driver.states("tree") == [P] * 130


def test_a_key_asks_where_what_stayed_selected_is_out_of_view(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree")
    show_columns(driver, 4)
    window = driver.window
    driver.select(*range(112, 130))
    window.workspace.filter_bar.search.setFocus()
    driver.type("1")
    grid = window.browser.grid
    driver.until(lambda: 0 < len(grid.model().rows) < 130)
    window.workspace.filter_bar.search.setFocus()
    window.workspace.filter_bar.search.clear()
    driver.type("")
    driver.until(lambda: len(grid.model().rows) == 130)
    grid.setFocus()
    grid.verticalScrollBar().setValue(0)
    driver.until(lambda: window.panel._selected.text() == "18 selected, 18 out of view")
    driver.press("1")
    assert "18 of these images are out of view." in driver.asked().words.text()
    driver.answer(Qt.Key.Key_Escape)
    assert P not in driver.states("tree")
    driver.press("1")
    driver.answer()
    assert driver.states("tree").count(P) == 18
    driver.press("1", SHIFT)  # agreed to once: it is known what is selected
    driver.settle()
    assert driver.states("tree").count(A) == 18


def test_undo_in_a_review_shows_the_image_it_changed(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "few", 6))
    driver.add_labels("tree")
    driver.press("N")
    viewer, review = driver.window.browser.viewer, driver.window.review
    driver.until(lambda: viewer.row is not None)
    first = viewer.row
    driver.press("1")
    driver.settle()
    driver.press("N")
    driver.until(lambda: viewer.row != first)
    driver.press("Z", CONTROL)
    driver.settle()
    assert viewer.row == first
    assert review.current == first


def test_undo_in_the_grid_scrolls_to_what_it_changed(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.add_labels("tree")
    show_columns(driver, 4)
    grid = driver.window.browser.grid
    driver.select(0)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_End)
    driver.until(lambda: 0 not in grid.visible_rows())
    driver.press("Z", CONTROL)
    driver.settle()
    assert 0 in grid.visible_rows()
    assert grid.selected_rows() == (129,)
