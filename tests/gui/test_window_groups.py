"""Groups of similar images in the real window: one key labels each, single images taken out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from features_on_disk import cache_features, on_a_circle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from window_driver import CONTROL, NONE, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.widgets.key_button import KeyButton

P, U = State.PRESENT, State.UNKNOWN


@pytest.fixture
def grouped(driver: Driver, tmp_path: Path) -> Driver:
    """Eighteen images: rows 0 to 5, 6 to 11 and 12 to 17 are alike; groups of at most ten."""
    project_view = driver.open(draw_images(tmp_path / "many", 18))
    degrees = [base + step for base in (0, 40, 85) for step in range(6)]
    cache_features(project_view, range(18), on_a_circle(degrees))
    driver.add_labels("tree", "sea")
    driver.press("G", CONTROL)
    driver.until(lambda: selected(driver) == list(range(18)))
    smaller(driver)
    driver.until(lambda: len(lines(driver)) == 3)
    return driver


def smaller(driver: Driver) -> None:
    """Press the slider down to five images, then up to ten."""
    slider = driver.window.similarity.groups.banner.most  # type: ignore[attr-defined]
    slider.setFocus()
    driver.press(Qt.Key.Key_Home)
    driver.press(Qt.Key.Key_Right)
    driver.window.browser.focus_images()


def shown(driver: Driver) -> list[int]:
    found: list[int] = sorted(driver.window.browser.grid.model().rows.tolist())
    return found


def selected(driver: Driver) -> list[int]:
    return sorted(driver.window.browser.grid.selected_rows())


def lines(driver: Driver) -> list[int]:
    """Rows told of each group that is listed, the least of each."""
    return [min(one.rows) for one in driver.window.workspace.group_list.model().lines]


def banner_text(driver: Driver) -> str:
    text: str = driver.window.similarity.groups.banner.count.text()  # type: ignore[attr-defined]
    return text


def click(driver: Driver, row: int) -> None:
    grid = driver.window.browser.grid
    position = grid.model().position_of(row)
    assert position is not None
    place = grid.visualRect(grid.model().index(position)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, NONE, place)


def test_one_key_labels_a_group_and_space_goes_on(grouped: Driver) -> None:
    driver, window = grouped, grouped.window
    first = shown(driver)
    assert len(first) == 6
    assert selected(driver) == first, "all of it"
    assert window.workspace.group_list.isVisible()
    assert not window.workspace.filter_bar.isVisible()
    assert banner_text(driver) == "6 of 6 selected · 0 of 18 images labelled"
    driver.press("1")
    driver.settle()
    assert [row for row, state in enumerate(driver.states("tree")) if state == P] == first
    driver.until(lambda: banner_text(driver).endswith("6 of 18 images labelled"))
    assert shown(driver) == first, "until one goes on"
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: shown(driver) != first)
    assert len(lines(driver)) == 2, "what is done leaves"
    assert selected(driver) == shown(driver)
    driver.press("2")
    driver.press("N")
    driver.until(lambda: len(lines(driver)) == 1)
    driver.press("1")
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: window.similarity.stage.act is None)
    notice = window.notices.shown
    assert notice is not None
    assert notice.what == "No group is left: every image is labelled."
    assert window.workspace.filter_bar.isVisible()
    assert shown(driver) == list(range(18))
    assert window.commands.undo.text() == "Undo: Set tree present on 6 images"
    for _ in range(3):
        driver.press("Z", CONTROL)
    driver.settle()
    assert set(driver.states("tree")) == {U}


def test_single_images_are_taken_out_by_click_and_by_key(grouped: Driver) -> None:
    driver = grouped
    first = shown(driver)
    click(driver, first[1])
    driver.press(Qt.Key.Key_Right)
    assert selected(driver) == [first[0], *first[2:]], "arrows look around"
    driver.press(Qt.Key.Key_Home)
    driver.press(Qt.Key.Key_Backspace)
    at_home = driver.window.browser.grid.current_row()
    gone = {first[1]} ^ {at_home}
    assert set(selected(driver)) == set(first) - gone
    click(driver, first[1])
    click(driver, first[1])
    assert banner_text(driver).startswith(f"{6 - len(gone)} of 6 selected")
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: shown(driver) != first)
    assert {row for row in first if driver.states("tree")[row] == U} == gone
    for _ in range(2):
        here = shown(driver)
        driver.press("2")
        driver.settle()
        driver.press(Qt.Key.Key_Space)
        driver.until(lambda here=here: shown(driver) != here)  # type: ignore[misc]
    assert set(shown(driver)) == gone, "what was taken out is grouped anew"


def test_skipped_groups_come_again_and_the_list_chooses(grouped: Driver) -> None:
    driver = grouped
    seen = []
    for _ in range(4):
        seen.append(shown(driver))
        before = shown(driver)
        driver.press(Qt.Key.Key_Space)
        driver.until(lambda before=before: shown(driver) != before)  # type: ignore[misc]
    assert seen[3] == seen[0]
    assert sorted(row for one in seen[:3] for row in one) == list(range(18))
    groups = driver.window.workspace.group_list
    groups.setFocus()
    driver.press(Qt.Key.Key_Home)
    wanted = sorted(groups.model().lines[0].rows)
    driver.until(lambda: shown(driver) == wanted)
    driver.press("1")
    driver.settle()
    assert [row for row, state in enumerate(driver.states("tree")) if state == P] == wanted
    driver.press(Qt.Key.Key_Return)
    assert driver.window.browser.grid.hasFocus()


def test_undo_brings_a_group_back(grouped: Driver) -> None:
    driver = grouped
    first = shown(driver)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: len(lines(driver)) == 2)
    driver.press("Z", CONTROL)
    driver.until(lambda: len(lines(driver)) == 3)
    driver.until(lambda: shown(driver) == first)  # undo in a mode shows what it changed
    assert banner_text(driver).endswith("0 of 18 images labelled")


def test_an_image_is_looked_at_and_left(grouped: Driver) -> None:
    driver, browser = grouped, grouped.window.browser
    first = shown(driver)
    click(driver, first[3])
    driver.press(Qt.Key.Key_Return)
    assert browser.currentWidget() is browser.viewer
    driver.press(Qt.Key.Key_Right)
    driver.press("2")
    driver.settle()
    assert driver.states("sea").count(P) == 1
    driver.press(Qt.Key.Key_Escape)
    assert browser.currentWidget() is browser.grid
    assert selected(driver) == [row for row in first if row != first[3]]
    driver.press(Qt.Key.Key_Escape)
    assert driver.window.similarity.stage.act is None
    assert shown(driver) == list(range(18))


def test_one_task_alone(driver: Driver, tmp_path: Path) -> None:
    project_view = driver.open(draw_images(tmp_path / "many", 8))
    cache_features(project_view, range(8), on_a_circle([0, 1, 2, 3, 80, 81, 82, 83]))
    driver.add_labels("tree")
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.select(0, 1)
    driver.press("1")
    driver.settle()
    driver.press("G", CONTROL)
    driver.until(lambda: shown(driver) == list(range(2, 8)))
    driver.until(lambda: selected(driver) == list(range(2, 8)))
    task = driver.window.similarity.groups.banner.task  # type: ignore[attr-defined]
    assert [task.itemText(i) for i in range(task.count())] == [
        "No label at all",
        "No label of labels",
    ]
    driver.press(Qt.Key.Key_Escape)
    assert driver.window.browser.grid.selected_rows() == (0, 1), "where one was before"


def test_without_features_or_labels_it_says_what_to_do(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.press("G", CONTROL)
    notice = driver.window.notices.shown
    assert notice is not None
    assert "Make a label first" in notice.what
    driver.window.notices.dismiss()
    driver.add_labels("tree")
    driver.press("G", CONTROL)
    driver.until(lambda: "no features" in str(driver.window.notices.shown))
    assert driver.window.similarity.stage.act is None
    assert shown(driver) == list(range(8))
    assert driver.window.commands.sweep.isEnabled()


def test_the_end_says_what_has_no_labels_yet(driver: Driver, tmp_path: Path) -> None:
    project_view = driver.open(draw_images(tmp_path / "many", 4))
    cache_features(project_view, range(3), on_a_circle([0, 1, 2]))
    driver.add_labels("tree")
    driver.add_task("light", TaskKind.MULTILABEL)
    told: list[str] = []
    groups = driver.window.similarity.groups
    groups.told.connect(lambda notice: told.append(notice.what))
    for count in (3, 4):
        driver.window.browser.grid.select_rows(list(range(count)), 0)
        driver.press("1")
        driver.settle()
        assert driver.states("tree").count(P) == count
        before = len(told)
        driver.press("G", CONTROL)
        driver.until(lambda before=before: len(told) > before)  # type: ignore[misc]
    assert told == [
        "No group is left: the model has not looked at the other images without labels yet.",
        "No group is left: every image is labelled in at least one task.",
    ]


def test_groups_end_with_the_project(grouped: Driver) -> None:
    driver, window = grouped, grouped.window
    assert not window.commands.sweep.isEnabled()
    assert not window.commands.review.isEnabled()
    window.close_project()
    driver.until(lambda: window.project_view is None)
    assert window.similarity.stage.act is None
    assert window.workspace.sidebar.isVisibleTo(window.workspace)
    assert np.array_equal(window.browser.grid.model().rows, [])


def test_a_sweep_begun_from_a_labels_menu_goes_over_the_view(grouped: Driver) -> None:
    driver, window = grouped, grouped.window
    window.panel.sweep_asked.emit(driver.label("sea").id)
    assert window.similarity.stage.act is None
    assert window.sweep.active
    driver.until(lambda: shown(driver) == list(range(18)))
    assert window.workspace.sweep_banner.isVisible()
    assert not window.workspace.filter_bar.isVisible()
    assert window.workspace.sidebar.isVisible()
    driver.press(Qt.Key.Key_Escape)
    assert shown(driver) == list(range(18))
    assert window.workspace.filter_bar.isVisible()


def test_a_group_says_what_the_model_makes_of_it(driver: Driver, tmp_path: Path) -> None:
    project_view = driver.open(draw_images(tmp_path / "many", 12))
    cache_features(project_view, range(12), on_a_circle([0] * 6 + [80] * 6))
    driver.add_labels("tree")
    driver.select(10, 11)
    driver.press("1")
    driver.select(0, 1)
    driver.press("1", SHIFT)
    driver.settle()
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.until(lambda: driver.window.live.idle)
    driver.press("G", CONTROL)
    driver.until(lambda: len(selected(driver)) == 8)
    driver.window.similarity.groups.banner.most.setFocus()  # type: ignore[attr-defined]
    driver.press(Qt.Key.Key_Home)
    driver.until(lambda: len(lines(driver)) == 2)
    notes = {min(one.rows): one.note for one in driver.window.workspace.group_list.model().lines}
    assert notes == {2: "", 6: "tree?"}, "its probability rises with the row"


def test_at_200_percent_the_banner_shortens_and_nothing_of_it_is_cut(grouped: Driver) -> None:
    banner = grouped.window.similarity.groups.banner
    font, button = QApplication.font(), banner.findChildren(QPushButton)[0]
    before = button.fontMetrics().height()
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        grouped.until(lambda: button.fontMetrics().height() > 1.5 * before)
        grouped.settle()
        for child in banner.findChildren(QPushButton):
            gives = isinstance(child, KeyButton)  # its key goes into the tool tip
            least = child.minimumSizeHint() if gives else child.sizeHint()
            assert child.width() >= least.width()
            assert child.geometry().right() <= banner.width()
    finally:
        QApplication.setFont(font)


def test_a_key_sets_the_others_of_the_task_absent_where_that_is_asked(grouped: Driver) -> None:
    driver = grouped
    box = driver.window.similarity.groups.banner.absents  # type: ignore[attr-defined]
    assert not box.isChecked()
    first = shown(driver)
    driver.click(box, QPoint(8, box.height() // 2))
    driver.window.browser.focus_images()
    driver.press("1")
    driver.settle()
    tree, sea = driver.states("tree"), driver.states("sea")
    assert [row for row, state in enumerate(tree) if state == P] == first
    assert [row for row, state in enumerate(sea) if state == State.ABSENT] == first
    driver.press("Z", CONTROL)
    driver.settle()
    assert set(driver.states("tree")) == set(driver.states("sea")) == {State.UNKNOWN}, "one action"
