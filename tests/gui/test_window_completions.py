"""Completions of the search line: they say how many images a label has, and they close."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import Driver

from labelmt.project.commands.commands import MergeLabels
from labelmt.project.search.saved_views import save_view

CONTROL = Qt.KeyboardModifier.ControlModifier


def open_list(driver: Driver) -> None:
    driver.press("F", CONTROL)
    line = driver.window.workspace.filter_bar.search
    QTest.keyClicks(line, "ca")
    driver.until(line.completions.isVisible)


def test_a_plain_word_offers_the_label_with_its_count(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("cat")
    driver.select(1, 2, 3)
    driver.press("1")
    driver.settle()
    line = driver.window.workspace.filter_bar.search
    driver.until(lambda: line._hint("label:cat") == "labelled (3)")
    open_list(driver)
    assert "label:cat" in line.options
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        line.clear()
        open_list(driver)
        target = QApplication.focusWidget()
        assert target is line
        QTest.keyClick(line, key)
        assert not line.completions.isVisible(), key


def test_a_press_elsewhere_closes_them(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("cat")
    driver.window.browser.focus_images()
    open_list(driver)
    line = driver.window.workspace.filter_bar.search
    driver.click(line)
    assert line.completions.isVisible()
    driver.click(driver.window.workspace.filter_bar.count)  # takes no focus
    assert not line.completions.isVisible()


def test_a_saved_search_follows_a_merge_and_says_so(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("cat", "kitten")
    session = driver.window.session
    session.run(lambda project: save_view(project, "Young", "label:kitten"))
    driver.settle()
    driver.window.view.search("label:kitten")
    cat, kitten = driver.label("cat").id, driver.label("kitten").id
    session.apply(MergeLabels((kitten,), cat))
    driver.until(lambda: driver.window.notices.shown is not None)
    shown = driver.window.notices.shown
    assert shown is not None
    assert "“label:kitten”, and is now “label:cat”" in shown.what
    assert driver.window.workspace.filter_bar.text == "label:cat"
