"""Similar images in the real window: by key, by menu, by typing, and what it says without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from features_on_disk import cache_features, on_a_circle
from PySide6.QtCore import Qt
from window_driver import CONTROL, Driver

from labelmt.domain.annotations import State
from labelmt.domain.search.terms import Figure


@pytest.fixture
def compared(driver: Driver, images: Path) -> Driver:
    """Eight images; the last has no features, the others lie on a circle."""
    project_view = driver.open(images)
    cache_features(project_view, range(7), on_a_circle([0, 60, 5, 40, 10, 90, 20]))
    return driver


def order(driver: Driver) -> list[int]:
    found: list[int] = driver.window.browser.grid.model().rows.tolist()
    return found


def test_a_key_sorts_by_similarity_to_the_selected_image(compared: Driver) -> None:
    driver, window = compared, compared.window
    driver.select(0)
    driver.press("J", CONTROL)
    driver.until(lambda: order(driver) == [0, 2, 4, 6, 3, 1, 5])
    bar = window.workspace.filter_bar
    assert bar.text == "like:000.png"
    assert bar.sort.sort.figure is Figure.SIMILARITY
    assert window.browser.grid.selected_rows() == (0,)
    assert window.browser.grid.hasFocus()
    assert bar.count.text() == "7 of 8", "what has no features cannot be compared"


def test_a_selection_is_asked_for_as_a_whole(compared: Driver) -> None:
    driver = compared
    driver.select(1, 5)  # 60 and 90 degrees: their middle is 75
    driver.do(driver.window.commands.similar)
    driver.until(lambda: order(driver)[:3] in ([1, 5, 3], [5, 1, 3]))
    assert driver.window.workspace.filter_bar.text == "like:#1,#5"
    assert sorted(driver.window.browser.grid.selected_rows()) == [1, 5]


def test_it_joins_other_terms_and_orders(compared: Driver) -> None:
    driver, window = compared, compared.window
    driver.add_labels("tree")
    driver.select(2, 3)
    driver.press("1")
    driver.settle()
    assert driver.states("tree")[2] == State.PRESENT
    line = window.workspace.filter_bar.search
    line.start()
    driver.type("like:000 is:unlabelled similarity>0.9")
    driver.until(lambda: order(driver) == [0, 4, 6])
    line.start()
    driver.type("like:000 sort:-similarity")
    driver.until(lambda: order(driver) == [5, 1, 3, 6, 4, 2, 0])
    line.start()
    driver.type("like:000 sort:name")
    driver.until(lambda: order(driver) == [0, 1, 2, 3, 4, 5, 6])
    sort = window.workspace.filter_bar.sort
    sort.figure.setFocus()
    sort.figure.setCurrentIndex(sort.figure.findData(Figure.SIMILARITY.value))
    driver.until(lambda: order(driver) == [0, 2, 4, 6, 3, 1, 5])
    assert window.workspace.filter_bar.text == "like:000"


def test_the_viewer_asks_for_its_image(compared: Driver) -> None:
    driver, browser = compared, compared.window.browser
    driver.select(5)
    driver.press(Qt.Key.Key_Return)
    assert browser.currentWidget() is browser.viewer
    driver.press("J", CONTROL)
    driver.until(lambda: order(driver) == [5, 1, 3, 6, 4, 2, 0])
    assert browser.currentWidget() is browser.grid


def test_without_features_it_says_where_they_come_from(driver: Driver, images: Path) -> None:
    project_view = driver.open(images)
    before = order(driver)
    driver.select(3)
    driver.press("J", CONTROL)
    bar = driver.window.workspace.filter_bar
    driver.until(lambda: bar.problem is not None)
    assert "no features" in bar.message.text()
    assert "live learning or Train" in bar.message.text()
    assert order(driver) == before, "the images stay as they were"
    assert driver.window.notices.shown is None
    cache_features(project_view, range(8), on_a_circle(range(0, 80, 10)))
    driver.window.view.show()
    driver.until(lambda: order(driver) == [3, 2, 4, 1, 5, 0, 6, 7])
    assert bar.problem is None


def test_an_image_without_features_and_a_name_of_nobody_are_told(compared: Driver) -> None:
    driver, bar = compared, compared.window.workspace.filter_bar
    for text, said in (
        ("like:007.png", "has no features yet"),
        ("like:00.p", "Did you mean “000.png”"),
        ("like:#99", "There is no image"),
        ("sort:similarity", "Write “like:”"),
    ):
        bar.search.start()
        driver.type(text)
        driver.until(lambda said=said: said in bar.message.text())  # type: ignore[misc]


def test_nothing_selected_is_told(compared: Driver) -> None:
    compared.window.browser.grid.clearSelection()
    compared.do(compared.window.commands.similar)
    notice = compared.window.notices.shown
    assert notice is not None
    assert "Select an image first" in notice.what
