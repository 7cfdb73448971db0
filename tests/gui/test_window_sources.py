"""Filters by source in the sidebar: clicked, counted, in step with the search line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem, QTreeWidgetItemIterator
from window_driver import NONE, Driver

from labelmt.domain.annotations import Seen, Source, State
from labelmt.project.commands.commands import SetAnnotations


def lines(driver: Driver) -> dict[str, QTreeWidgetItem]:
    """What of the section can be seen, by name."""
    found = QTreeWidgetItemIterator(driver.window.workspace.sidebar)
    while (item := found.value()) is not None:
        if item.text(0) == "Labelled" and item.childCount():
            parts = [item.child(place) for place in range(item.childCount())]
            return {one.text(0): one for one in parts if one is not None and not one.isHidden()}
        found += 1
    raise AssertionError


def counts(driver: Driver) -> dict[str, str]:
    return {name: item.text(1) for name, item in lines(driver).items()}


def click(driver: Driver, name: str, modifiers: Qt.KeyboardModifier = NONE) -> list[int]:
    """Click a line; the rows found then."""
    sidebar = driver.window.workspace.sidebar
    place = sidebar.visualItemRect(lines(driver)[name]).center()
    with driver.bot.waitSignal(driver.window.view.rows_found):
        QTest.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, modifiers, place)
    rows: list[int] = driver.window.browser.grid.model().rows.tolist()
    return rows


def test_a_click_filters_by_source(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.until(lambda: counts(driver) == {})  # nothing is labelled yet
    tree = driver.label("tree").id
    driver.select(0, 1)
    driver.press("1")
    for rows, source in (((2, 3, 4), Source.IMPORT), ((5,), Source.SUGGESTION)):
        command = SetAnnotations(rows, tree, State.PRESENT, source, seen=Seen.VISIBLE)
        driver.window.session.apply(command)
    driver.settle()
    told = {"Under your name": "6", "By hand": "2", "Accepted suggestions": "1", "Imported": "3"}
    driver.until(lambda: counts(driver) == told)
    text = driver.window.workspace.filter_bar.search
    assert click(driver, "Imported") == [2, 3, 4]
    assert text.text() == "source:import"
    assert lines(driver)["Imported"].isSelected()
    # An annotation has one source: another one takes its place.
    assert click(driver, "By hand") == [0, 1]
    assert text.text() == "source:human"
    assert not lines(driver)["Imported"].isSelected()
    assert click(driver, "By hand") == list(range(8))
    assert text.text() == ""
    assert click(driver, "Imported", Qt.KeyboardModifier.ControlModifier) == [0, 1, 5, 6, 7]
    assert text.text() == "-source:import"
    assert lines(driver)["Imported"].font(0).strikeOut()
    driver.window.labelling.undo()  # the accepted one
    driver.settle()
    driver.until(lambda: "Accepted suggestions" not in counts(driver))


def test_each_number_says_what_it_counts(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0)
    driver.press("1")
    driver.settle()
    driver.until(lambda: counts(driver) == {"Under your name": "1", "By hand": "1"})
    for name, words in (("Under your name", "under your name"), ("By hand", "by key or click")):
        for column in (0, 1):
            told = lines(driver)[name].toolTip(column)
            assert words in told
            assert "counts in each line that fits" in told
