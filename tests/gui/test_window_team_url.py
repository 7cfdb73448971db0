"""A team's project is opened by its URL: from the start page, again and again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from postgres_server import Server
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from window_driver import Driver, draw_images

from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.places.home import projects_home
from labelmt.project.project import Project
from labelmt.storage.server_url import ServerAddress


@pytest.fixture
def url(tmp_path: Path, server_url: str) -> str:
    """Of a project with twelve images and a label, made from another folder."""
    given = f"{server_url}&project=birds"
    address = ServerAddress.of(given)
    project = Project.create(tmp_path / "theirs", [draw_images(tmp_path / "many", 12)], address)
    for _ in scan_roots(project, lambda: False):
        pass
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    project.apply(CreateLabel(project.schema().tasks[0].id, "tree"))
    project.close()
    return given


def line(driver: Driver) -> QLineEdit:
    """Where a URL is typed, as soon as it is asked for."""
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QInputDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    found = dialog.findChild(QLineEdit)
    assert found is not None
    return found


def picture(name: str) -> None:
    place, shown = os.environ.get("LABELMT_PICTURES"), QApplication.activeModalWidget()
    if place and shown is not None:
        shown.grab().save(f"{place}/{name}.png")


def test_from_the_start_page(driver: Driver, url: str) -> None:
    window = driver.window
    if place := os.environ.get("LABELMT_PICTURES"):
        window.grab().save(f"{place}/start.png")
    driver.click(window.start_page.open_server)
    field = line(driver)
    picture("ask")
    QTest.keyClicks(field, f"  {url} ")
    with driver.bot.waitSignal(window.intake.scanned, timeout=driver.patience_ms):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(driver.project_view.images) == 12
    assert [one.name for one in driver.project_view.schema.labels] == ["tree"]
    assert window.session.folder == projects_home() / "birds"
    driver.until(lambda: len(window.browser.grid.model().rows) == 12)
    driver.settle()
    window.activateWindow()
    driver.until(window.isActiveWindow)
    driver.select(0)
    window.browser.focus_images()
    driver.press("1")
    driver.until(lambda: driver.states("tree")[0] == 1)
    driver.settle()
    driver.do(window.commands.close_project)
    driver.until(lambda: not window.session.is_open)
    driver.until(window.start_page.open_server.isVisible)
    driver.click(window.start_page.open_server)
    field = line(driver)
    QTest.keyClicks(field, url)
    with driver.bot.waitSignal(window.session.opened, timeout=driver.patience_ms):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.session.folder == projects_home() / "birds", "one folder, not a second"


def test_what_cannot_be_opened_is_asked_again_and_says_why(
    driver: Driver, url: str, postgres_server: Server
) -> None:
    window = driver.window
    for typed, why in (
        ("birds", "This is no URL of a database."),
        (url.replace("birds", "cats"), "no project"),
        (f"postgresql://owner:s3cret@/{postgres_server.folder.name}?colour=red", "not known"),
    ):
        driver.click(window.start_page.open_server)
        field = line(driver)
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        driver.until(lambda before=field: line(driver) is not before)  # type: ignore[misc]
        again = QApplication.activeModalWidget()
        assert isinstance(again, QInputDialog)
        picture(why.replace(" ", "_"))
        assert why in again.labelText()
        assert "s3cret" not in again.labelText()
        assert again.textValue() == typed
        QTest.keyClick(again, Qt.Key.Key_Escape)
        driver.until(lambda: window.findChild(QInputDialog) is None)
    assert not window.session.is_open
    assert not (projects_home() / "cats").exists()
