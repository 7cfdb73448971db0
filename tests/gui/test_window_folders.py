"""Folders in the sidebar: a click shows what is in one, and the folders in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTreeWidgetItem, QTreeWidgetItemIterator
from window_driver import Driver, draw_images

from labelmt.domain.search.terms import InPath
from labelmt.gui.search import sidebar as sidebar_module


def shown(driver: Driver) -> dict[str, str]:
    """Folder to its count, as listed."""
    sidebar = driver.window.workspace.sidebar
    return {one.pattern: item_of(driver, one.pattern).text(1) for one in sidebar.folders}


def item_of(driver: Driver, folder: str) -> QTreeWidgetItem:
    found = QTreeWidgetItemIterator(driver.window.workspace.sidebar)
    while (item := found.value()) is not None:
        if item.toolTip(0) == folder:
            return item
        found += 1
    raise AssertionError(folder)


def choose(driver: Driver, folder: str) -> None:
    sidebar = driver.window.workspace.sidebar
    sidebar.scrollToItem(item_of(driver, folder))
    driver.click(sidebar.viewport(), sidebar.visualItemRect(item_of(driver, folder)).center())


def in_view(driver: Driver) -> int:
    return len(driver.window.browser.grid.model().rows)


def test_folders_are_listed_opened_and_filter(driver: Driver, images: Path) -> None:
    draw_images(images / "site 10" / "may", 3)
    draw_images(images / "site 10" / "june", 2)
    draw_images(images / "site 2", 4)
    driver.open(images)
    driver.until(lambda: shown(driver) == {"site 2": "4", "site 10": "5"})
    assert list(shown(driver)) == ["site 2", "site 10"], "2 before 10"
    choose(driver, "site 10")
    driver.until(lambda: in_view(driver) == 5)
    assert driver.window.workspace.filter_bar.text == 'path:"site 10"'
    assert list(shown(driver)) == ["site 2", "site 10", "site 10/june", "site 10/may"]
    assert InPath("site 10") in driver.window.workspace.sidebar.active
    choose(driver, "site 10/may")
    driver.until(lambda: in_view(driver) == 3)
    choose(driver, "site 2")
    driver.until(lambda: in_view(driver) == 4)
    choose(driver, "site 2")
    driver.until(lambda: in_view(driver) == 17)
    choose(driver, "site 10")
    assert list(shown(driver)) == ["site 2", "site 10"]


def test_new_images_are_counted_and_open_folders_stay_open(driver: Driver, images: Path) -> None:
    draw_images(images / "a" / "b", 2)
    driver.open(images)
    driver.until(lambda: shown(driver) == {"a": "2"})
    choose(driver, "a")
    draw_images(images / "a" / "c", 1)
    driver.do(driver.window.commands.scan)
    driver.until(lambda: shown(driver) == {"a": "3", "a/b": "2", "a/c": "1"})


def test_of_very_many_folders_the_first_are_listed(
    driver: Driver, images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        draw_images(images / f"site {number}", 1)
    monkeypatch.setattr(sidebar_module, "MOST_FOLDERS", 4)
    driver.open(images)
    driver.until(lambda: len(shown(driver)) == 4)
    sidebar = driver.window.workspace.sidebar
    last = sidebar.topLevelItem(sidebar.topLevelItemCount() - 1)
    rest = last.child(4) if last is not None else None
    assert rest is not None
    assert rest.text(0) == "… 2 more: search for path:"
