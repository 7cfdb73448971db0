"""Flags, ratings and comments of images in the window: keys, panel, search, undo, history."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import Driver, draw_images

from labelmt.domain.image_marks import ImageMarks
from labelmt.project.project import Project

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def marks(driver: Driver, row: int) -> ImageMarks:
    return driver.project_view.images.marks(row)


def found(driver: Driver, query: str) -> list[int]:
    with driver.bot.waitSignal(driver.window.view.rows_found):
        driver.window.view.search(query)
    rows: list[int] = driver.window.browser.grid.model().rows.tolist()
    return rows


def test_keys_flag_rate_and_comment_what_is_selected(driver: Driver, images: Path) -> None:
    driver.open(images)
    box = driver.window.panel.marks
    driver.select(1, 2)
    driver.press("U", CONTROL)
    driver.press("4", CONTROL | SHIFT)
    driver.settle()
    assert [marks(driver, row) for row in (0, 1, 2)] == [
        ImageMarks(), ImageMarks(True, 4), ImageMarks(True, 4),
    ]  # fmt: skip
    assert (box.unsure.isChecked(), box.stars.rating) == (True, 4)
    driver.select(2)
    driver.press("C", CONTROL | SHIFT)
    driver.until(box.comment.hasFocus)
    driver.type("ask Eva")
    driver.settle()
    assert marks(driver, 2).comment == "ask Eva"
    assert driver.window.browser.grid.hasFocus()
    assert driver.window.browser.grid.model().cell(2).caption == "?★★★★ 002.png"
    assert driver.window.browser.grid.model().cell(2).marks.comment == "ask Eva"
    driver.select(1, 2)
    assert box.comment.text() == ""
    assert box.comment.placeholderText() == "Several comments"
    driver.select(0, 2)
    assert box.unsure.checkState() is Qt.CheckState.PartiallyChecked
    assert box.stars.rating is None
    driver.press("Z", CONTROL)
    driver.press("Z", CONTROL)
    driver.press("Z", CONTROL)
    driver.settle()
    assert [marks(driver, row) for row in range(8)] == [ImageMarks()] * 8
    driver.press("Z", CONTROL | SHIFT)
    driver.settle()
    assert [marks(driver, row).unsure for row in range(4)] == [False, True, True, False]


def test_the_panel_is_clicked_and_escape_drops_what_was_typed(driver: Driver, images: Path) -> None:
    folder = driver.open(images).folder
    box = driver.window.panel.marks
    driver.select(3)
    driver.click(box.unsure, QPoint(8, box.unsure.height() // 2))
    step = box.stars.sizeHint().width() // 5
    driver.click(box.stars, QPoint(2 * step + step // 2, box.stars.height() // 2))
    driver.settle()
    assert marks(driver, 3) == ImageMarks(True, 3)
    driver.click(box.stars, QPoint(2 * step + step // 2, box.stars.height() // 2))
    driver.settle()
    assert marks(driver, 3) == ImageMarks(True, 0), "the same star again takes it away"
    driver.press("C", CONTROL | SHIFT)
    driver.type("half a thought", Qt.Key.Key_Escape)
    driver.settle()
    assert marks(driver, 3).comment == ""
    assert driver.window.browser.grid.hasFocus()
    driver.press("C", CONTROL | SHIFT)
    target = QApplication.focusWidget()
    assert target is box.comment
    driver.type("a whole one", Qt.Key.Key_Tab)  # leaving the line is enough
    driver.settle()
    assert marks(driver, 3).comment == "a whole one"
    project = Project.open(folder)
    assert project.images().marks(3) == ImageMarks(True, 0, "a whole one")
    project.close()


def test_marks_are_searched_counted_and_stay_in_view(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(1, 4)
    driver.press("U", CONTROL)
    driver.select(4, 5)
    driver.press("5", CONTROL | SHIFT)
    driver.settle()
    assert found(driver, "is:unsure") == [1, 4]
    assert found(driver, "rating>=3") == [4, 5]
    assert found(driver, "is:unsure rating=5") == [4]
    driver.until(lambda: line_text(driver, "Unsure") == "2")
    driver.window.browser.focus_images()
    driver.select(4)
    driver.press("U", CONTROL)
    driver.settle()
    grid = driver.window.browser.grid
    assert grid.model().rows.tolist() == [4], "what is marked stays in view until asked"
    driver.until(driver.window.workspace.filter_bar.refresh.isVisible)


def line_text(driver: Driver, name: str) -> str:
    sidebar = driver.window.workspace.sidebar
    [item] = sidebar.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive, 0)
    return item.text(1)


def test_a_key_on_many_out_of_view_asks_first(driver: Driver, tmp_path: Path) -> None:
    driver.open(draw_images(tmp_path / "many", 160))
    driver.press("A", CONTROL)
    driver.press("U", CONTROL)
    dialog = driver.asked()
    assert "160 images" in dialog.words.text()
    driver.answer(Qt.Key.Key_Escape)
    assert not driver.project_view.images.unsure.any()
    driver.press("U", CONTROL)
    driver.answer()
    assert driver.project_view.images.unsure.all()


def test_the_open_image_shows_its_marks(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(2)
    driver.press(Qt.Key.Key_Return)
    driver.press("U", CONTROL)
    driver.press("2", CONTROL | SHIFT)
    driver.settle()
    viewer = driver.window.browser.viewer
    assert viewer.row == 2
    assert marks(driver, 2) == ImageMarks(True, 2)
    assert driver.window.panel.marks.stars.rating == 2
    driver.press(Qt.Key.Key_Right)
    assert driver.window.panel.marks.stars.rating == 0


def test_a_refresh_leaves_what_is_being_typed(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(3)
    driver.press("4", CONTROL | SHIFT)
    driver.press("U", CONTROL)
    driver.press("C", CONTROL | SHIFT)
    line = driver.window.panel.marks.comment
    QTest.keyClicks(line, "so")
    driver.settle()  # the rating and the flag are shown
    assert driver.window.panel.marks.stars.rating == 4
    QTest.keyClicks(line, "ft focus, ask Anna")
    assert line.text() == "soft focus, ask Anna"
    driver.press(Qt.Key.Key_Return)
    driver.settle()
    assert marks(driver, 3) == ImageMarks(True, 4, "soft focus, ask Anna")


def test_comments_typed_quickly_are_all_kept(driver: Driver, images: Path) -> None:
    driver.open(images)
    line = driver.window.panel.marks.comment
    for row, text in enumerate(("one", "two", "three")):
        driver.select(row)
        driver.press("5", CONTROL | SHIFT)
        driver.press("C", CONTROL | SHIFT)
        QTest.keyClicks(line, text)
        driver.until(lambda row=row: marks(driver, row).rating == 5)  # type: ignore[misc]
        driver.press(Qt.Key.Key_Return)
    driver.settle()
    assert [marks(driver, row).comment for row in range(4)] == ["one", "two", "three", ""]


def test_another_selection_keeps_a_comment_where_it_was_begun(driver: Driver, images: Path) -> None:
    driver.open(images)
    line = driver.window.panel.marks.comment
    driver.select(1, 2)
    driver.press("C", CONTROL | SHIFT)
    QTest.keyClicks(line, "both")
    driver.select(5)
    driver.settle()
    assert line.text() == ""
    assert [marks(driver, row).comment for row in (1, 2, 5)] == ["both", "both", ""]


def test_closing_keeps_the_comment_that_is_being_typed(driver: Driver, images: Path) -> None:
    folder = driver.open(images).folder
    driver.select(1)
    driver.press("C", CONTROL | SHIFT)
    driver.type("first")
    driver.select(2)
    driver.press("C", CONTROL | SHIFT)
    QTest.keyClicks(driver.window.panel.marks.comment, "not entered")
    driver.window.close()
    project = Project.open(folder)
    said = [project.images().marks(row).comment for row in (1, 2)]
    project.close()
    assert said == ["first", "not entered"]
