"""The start page is there before what a project needs has been loaded; requests wait for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_driver import draw_images

from labelmt.gui.app.application import make_application
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.project.places.recent_projects import remember
from labelmt.project.project import Project

LIGHT = """
import sys
import labelmt.gui.app.application
heavy = {"numpy", "sqlalchemy", "PIL", "labelmt.project.project"} & sys.modules.keys()
sys.exit(f"imported: {sorted(heavy)}" if heavy else 0)
"""


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    make_application(["labelmt"])
    window = MainWindow(learn_live=False, at_once=False)
    with qtbot.waitActive(window):
        window.show()
    yield window
    qtbot.waitUntil(lambda: window.whole)
    window.training.stop()
    window.close()
    window.deleteLater()


def test_the_start_page_needs_none_of_what_reads_projects() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_all_parts_come_by_themselves(window: MainWindow, qtbot: QtBot) -> None:
    assert window.start_page.isVisible()
    qtbot.waitUntil(lambda: window.whole)
    assert not window.session.is_open
    assert window.start_page.isVisible()


def test_a_recent_project_chosen_at_once_opens_when_it_can(qtbot: QtBot, tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", [draw_images(tmp_path / "pictures", 3)])
    remember(project)
    project.close()
    make_application(["labelmt"])
    window = MainWindow(learn_live=False, at_once=False)
    try:
        with qtbot.waitActive(window):
            window.show()
        page = window.start_page
        qtbot.waitUntil(lambda: page.recent.count() == 1)
        place = page.recent.visualItemRect(page.recent.item(0)).center()
        QTest.mouseClick(page.recent.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(lambda: window.whole and window.session.is_open)
        assert window.session.folder == tmp_path / "project"
        qtbot.waitUntil(lambda: window.workspace.isVisible())
    finally:
        qtbot.waitUntil(lambda: window.whole)
        window.training.stop()
        window.close()
        window.deleteLater()


def test_a_menu_chosen_at_once_waits_as_well(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.whole)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(ShortcutsDialog)))
    window.findChildren(ShortcutsDialog)[0].close()


def test_quitting_before_all_is_loaded_does_not_wait_for_it() -> None:
    script = """
import sys
from PySide6.QtCore import QTimer
from labelmt.app import run_window
from labelmt.gui.app import application
class Window(application.MainWindow):
    def show(self):
        super().show()
        QTimer.singleShot(0, self.close)
application.MainWindow = Window
status = run_window(None)
sys.exit("all was loaded" if "labelmt.gui.app.part_classes" in sys.modules else status)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
