"""Duplicates in the real window: looked for, listed, labelled alike, searched for, trashed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from features_on_disk import cache_features, on_a_circle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import Source, State
from labelmt.gui.labelling.duplicates.duplicates_banner import DuplicatesBanner, Kind
from labelmt.project.project import Project

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


@pytest.fixture
def doubled(driver: Driver, tmp_path: Path) -> Driver:
    """Eight images: 5 is a copy of 0; 1 and 2 are very alike, 3 and 4 a little less."""
    folder = draw_images(tmp_path / "many", 8)
    shutil.copyfile(folder / "000.png", folder / "005.png")
    project_view = driver.open(folder)
    cache_features(project_view, range(8), on_a_circle([0, 30, 33, 60, 72, 0, 100, 140]))
    driver.add_labels("tree", "sea")
    return driver


def look(driver: Driver) -> None:
    driver.press("D", CONTROL)
    driver.until(lambda: len(lines(driver)) > 0)


def banner(driver: Driver) -> DuplicatesBanner:
    found = driver.window.similarity.duplicates.banner
    assert isinstance(found, DuplicatesBanner)
    return found


def lines(driver: Driver) -> list[tuple[tuple[int, ...], str, str]]:
    found = driver.window.workspace.group_list.model().lines
    return [(one.rows, one.title, one.note) for one in found]


def shown(driver: Driver) -> list[int]:
    found: list[int] = driver.window.browser.grid.model().rows.tolist()
    return found


def test_groups_are_listed_with_how_alike_they_are(doubled: Driver) -> None:
    driver = doubled
    look(driver)
    assert lines(driver) == [
        ((0, 5), "Exact copies", "2 images"),
        ((1, 2), "0.999 alike", "2 images"),
        ((3, 4), "0.978 alike", "2 images"),
    ]
    assert shown(driver) == [0, 5]
    assert banner(driver).count.text() == "3 groups"
    assert not driver.window.jobs.isVisible()
    driver.press(Qt.Key.Key_Space)
    driver.until(lambda: shown(driver) == [1, 2])
    driver.press("N")
    driver.until(lambda: shown(driver) == [3, 4])
    groups = driver.window.workspace.group_list
    groups.setFocus()
    driver.press(Qt.Key.Key_Up)
    driver.until(lambda: shown(driver) == [1, 2])
    driver.press(Qt.Key.Key_Escape)
    assert driver.window.workspace.filter_bar.isVisible()
    assert shown(driver) == list(range(8))


def test_the_slider_says_how_near(doubled: Driver) -> None:
    driver = doubled
    look(driver)
    near = banner(driver).near
    near.setFocus()
    for _ in range(6):
        driver.press(Qt.Key.Key_Right)
    assert banner(driver).similarity == 0.99
    driver.until(lambda: [one[0] for one in lines(driver)] == [(0, 5), (1, 2)])
    kind = banner(driver).kind
    kind.setFocus()
    driver.press(Qt.Key.Key_Down)
    driver.until(lambda: [one[0] for one in lines(driver)] == [(0, 5)])
    driver.press(Qt.Key.Key_Down)
    driver.until(lambda: [one[0] for one in lines(driver)] == [(1, 2)])
    assert shown(driver) == [1, 2]
    driver.press(Qt.Key.Key_Down)
    driver.until(lambda: lines(driver) == [])
    assert driver.window.browser.empty_text == "There are no such groups."
    assert not banner(driver).transfer.isEnabled()


def test_labels_are_transferred_within_a_group(doubled: Driver) -> None:
    driver, window = doubled, doubled.window
    driver.select(2)
    driver.press("1")
    driver.press("2", SHIFT)
    driver.select(1)
    driver.press("2")
    driver.settle()
    driver.do(window.commands.inconsistent)
    driver.until(lambda: len(lines(driver)) == 1)
    assert lines(driver)[0][2] == "labels differ"
    assert banner(driver).chosen_kind is Kind.DIFFERENT
    assert window.browser.grid.selected_rows() == (2,), "it has most labels"
    driver.press("D", CONTROL | SHIFT)
    driver.settle()
    assert (driver.states("tree")[1], driver.states("sea")[1]) == (P, A)
    driver.until(lambda: lines(driver)[0][2] == "2 images")
    assert shown(driver) == [1, 2], "what is looked at stays"
    sources: list[Source] = []

    def read(project: Project) -> None:
        sources.extend(one.source for one in project.annotations_of(1))

    window.session.run(read)
    driver.settle()
    assert set(sources) == {Source.HUMAN}
    assert window.commands.undo.text() == "Undo: Transfer labels to 1 image"
    driver.press("Z", CONTROL)
    driver.until(lambda: lines(driver)[0][2] == "labels differ")
    assert (driver.states("tree")[1], driver.states("sea")[1]) == (U, P)
    driver.click(banner(driver).transfer)
    driver.until(lambda: driver.states("tree")[1] == P)


def test_without_labels_there_is_nothing_to_transfer(doubled: Driver) -> None:
    look(doubled)
    doubled.click(banner(doubled).transfer)
    notice = doubled.window.notices.shown
    assert notice is not None
    assert "no labels" in notice.what


def test_label_keys_label_what_is_selected(doubled: Driver) -> None:
    driver = doubled
    look(driver)
    driver.press("A", CONTROL)
    driver.press("1")
    driver.settle()
    assert [row for row in range(8) if driver.states("tree")[row] == P] == [0, 5]


@pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
def test_other_copies_go_to_the_trash_on_request_alone(doubled: Driver) -> None:
    driver, window = doubled, doubled.window
    look(driver)
    driver.click(banner(driver).extras)
    assert window.browser.grid.selected_rows() == (5,)
    path = driver.project_view.images.path(5)
    driver.press(Qt.Key.Key_Delete, CONTROL)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert path.exists()
    [move] = [one for one in box.findChildren(QPushButton) if "trash" in one.text()]
    driver.click(move, QPoint(move.width() // 2, move.height() // 2))
    driver.until(lambda: not path.exists())
    driver.until(lambda: [one[0] for one in lines(driver)] == [(1, 2), (3, 4)])
    driver.until(lambda: shown(driver) == [1, 2])


def test_the_search_knows_them_from_then_on(doubled: Driver) -> None:
    driver, bar = doubled, doubled.window.workspace.filter_bar
    bar.search.start()
    driver.type("is:duplicate")
    driver.until(lambda: "not been looked for" in bar.message.text())
    look(driver)
    driver.press(Qt.Key.Key_Escape)
    driver.until(lambda: sorted(shown(driver)) == [0, 1, 2, 3, 4, 5])
    assert bar.problem is None
    bar.search.start()
    driver.type("is:inconsistent")
    driver.until(lambda: shown(driver) == [])


def test_found_before_they_are_shown_at_once_and_looked_for_again(doubled: Driver) -> None:
    driver = doubled
    look(driver)
    driver.press(Qt.Key.Key_Escape)
    cache_features(driver.project_view, range(8), on_a_circle([0, 30, 60, 90, 120, 0, 150, 151]))
    look(driver)
    assert (1, 2) in [one[0] for one in lines(driver)]
    driver.click(banner(driver).look)
    driver.until(lambda: [one[0] for one in lines(driver)] == [(0, 5), (6, 7)])


def test_without_features_copies_are_found_all_the_same(driver: Driver, images: Path) -> None:
    shutil.copyfile(images / "001.png", images / "006.png")
    driver.open(images)
    look(driver)
    assert [one[0] for one in lines(driver)] == [(1, 6)]
    assert "Without features" in banner(driver).note.text()


def test_one_kind_of_groups_makes_way_for_the_other(doubled: Driver) -> None:
    driver, window = doubled, doubled.window
    look(driver)
    driver.press("G", CONTROL)
    driver.until(lambda: window.similarity.groups.current is not None)
    assert sorted(shown(driver)) == list(range(8))
    assert not window.commands.transfer.isEnabled()
    look(driver)
    driver.until(lambda: shown(driver) == [0, 5])
    driver.press(Qt.Key.Key_Escape)
    assert window.similarity.stage.act is None
    assert shown(driver) == list(range(8))
