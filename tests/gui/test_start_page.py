"""The start page: recent projects with those that are gone, a folder, the example."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from labelmt.gui.project.recent_item import RecentEntry, RecentItem
from labelmt.gui.project.start_page import StartPage

LEFT = Qt.MouseButton.LeftButton
THERE = RecentEntry("Holiday <1>", Path("/pictures/holiday"), 2100, "2026-11-20T10:11:12Z", False)
GONE = RecentEntry("Gone", Path("/media/usb/gone"), 5, "2026-10-20T10:11:12.5+00:00", True)


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    page = StartPage(QIcon())
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show_recent([THERE, GONE])
    with qtbot.waitActive(page):
        page.show()
    return page


def row(page: StartPage, number: int) -> RecentItem:
    item = page.recent.itemWidget(page.recent.item(number))
    assert isinstance(item, RecentItem)
    return item


def click_row(page: StartPage, number: int) -> None:
    place = page.recent.visualItemRect(page.recent.item(number)).center()
    QTest.mouseClick(page.recent.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def test_a_recent_project_is_opened_by_mouse_or_key(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.project_chosen) as chosen:
        click_row(page, 0)
    assert chosen.args == [THERE.folder]
    page.recent.setFocus()
    page.recent.setCurrentRow(0)
    with qtbot.waitSignal(page.project_chosen):
        QTest.keyClick(page.recent, Qt.Key.Key_Return)


def test_one_that_is_gone_is_shown_so_and_can_be_taken_off(page: StartPage, qtbot: QtBot) -> None:
    assert "not found" in row(page, 1).accessibleName()
    with qtbot.assertNotEmitted(page.project_chosen):
        click_row(page, 1)
    with qtbot.waitSignal(page.project_forgotten) as forgotten:
        QTest.mouseClick(row(page, 1).forget, LEFT)
    assert forgotten.args == [GONE.folder]


def test_how_many_images_and_when(page: StartPage) -> None:
    spoken = row(page, 0).accessibleName()
    assert "Holiday <1>" in spoken
    assert "100 images" in spoken


def test_without_projects_it_says_what_will_be_there(page: StartPage) -> None:
    page.show_recent([])
    assert page.recent.isHidden()


def test_folder_and_example_are_asked_for(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.folder_asked):
        QTest.mouseClick(page.open_folder, LEFT)
    with qtbot.waitSignal(page.tags_asked):
        QTest.mouseClick(page.learn_tags, LEFT)
    with qtbot.waitSignal(page.example_asked):
        QTest.mouseClick(page.try_example, LEFT)
