"""The start page: recent projects with those that are gone, a folder, the example."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot
from window_driver import Driver, cut_off

from labelmt.gui.project.recent_item import Picture, RecentEntry, RecentItem
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.widgets.template_menu import TITLES
from labelmt.project.schema.schema_files import TEMPLATES

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


def test_progress_is_said_and_drawn(page: StartPage) -> None:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    page.show_recent([replace(THERE, labelled=420, picture=picture), THERE])
    assert "420 of 2" in row(page, 0).accessibleName()
    [bar] = row(page, 0).findChildren(QProgressBar)
    assert (bar.value(), bar.maximum()) == (420, 2100)
    assert not row(page, 1).findChildren(QProgressBar)
    [shown], [none] = [row(page, number).findChildren(Picture) for number in (0, 1)]
    assert shown.grab().toImage().pixelColor(48, 32) == QColor(Qt.GlobalColor.red)
    assert none.grab().toImage().pixelColor(48, 32) != QColor(Qt.GlobalColor.red)


def test_templates_are_asked_for_by_name(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.template_asked) as asked:
        page.templates.menu().actions()[0].trigger()
    assert asked.args == [TEMPLATES[0]]
    assert tuple(TITLES) == TEMPLATES


def test_nothing_is_cut_off_however_narrow_it_is(page: StartPage, qtbot: QtBot) -> None:
    page.show_recent([replace(THERE, labelled=420), GONE])
    for width in (560, 1000, 1440):
        page.resize(width, 700)
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not cut_off(page))  # a busy machine lays out later


def test_what_was_left_is_on_the_page(
    new_window: Callable[..., AbstractContextManager[Driver]], images: Path, qtbot: QtBot
) -> None:
    with new_window() as driver:
        driver.open(images)
        driver.add_labels("tree")
        driver.select(0)
        driver.press("1")
        driver.settle()
        driver.do(driver.window.commands.close_project)
        page = driver.window.start_page
        qtbot.waitUntil(page.isVisible)
        qtbot.waitUntil(lambda: page.recent.count() == 1)
        qtbot.waitUntil(lambda: "1 of 8 images labelled" in row(page, 0).accessibleName())
        entry = page.recent.item(0).data(Qt.ItemDataRole.UserRole)
        assert entry.picture is not None


def test_a_template_labels_a_folder_that_has_no_labels(driver: Driver, images: Path) -> None:
    driver.window.projects.start_from_template(images, "photos")
    driver.until(lambda: driver.window.project_view is not None)
    driver.until(lambda: bool(driver.project_view.schema.tasks))
    names = {label.name for label in driver.project_view.schema.labels}
    assert {"people", "dog"} <= names
    driver.settle()
    count = len(driver.project_view.schema.tasks)
    driver.window.projects.start_from_template(images, "driving")
    driver.settle()
    driver.settle()
    assert len(driver.project_view.schema.tasks) == count


def test_photographs_that_have_a_project_say_that_it_was_opened(
    driver: Driver, images: Path
) -> None:
    project = driver.open(images).folder
    assert driver.window.notices.shown is None
    driver.do(driver.window.commands.close_project)
    driver.until(lambda: driver.window.project_view is None)
    driver.open(images)
    notice = driver.window.notices.shown
    assert notice is not None
    assert "“pictures” has a project already" in notice.what
    assert notice.subject == str(project)
