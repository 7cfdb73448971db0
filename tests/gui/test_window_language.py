"""View › Language: the window speaks another language at once, where it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot
from window_driver import ALT, WORKER, Driver

from labelmt.domain.annotations import State
from labelmt.domain.languages import ENGLISH, SYSTEM
from labelmt.domain.text import translated
from labelmt.gui.app.application import make_application
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.app.shown_window import ShownWindow
from labelmt.gui.core.language import applied_language, choose_language
from labelmt.gui.core.window_settings import window_settings
from labelmt.project.training.worker_process import WorkerProcess


@pytest.fixture(autouse=True)
def as_at_first() -> Iterator[None]:
    yield
    window_settings().remove("language")
    applied_language().apply()


def chosen(window: MainWindow, name: str) -> None:
    [action] = [one for one in window.commands.language.actions() if one.text() == name]
    action.trigger()


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[ShownWindow]:
    """As the program starts: a window that may be made anew."""
    make_application(["labelmt"])
    worker = partial(WorkerProcess, [sys.executable, str(WORKER)])
    make = partial(MainWindow, worker, learn_live=False)
    shown = ShownWindow(make, make())
    with qtbot.waitActive(shown.window):
        shown.window.show()
    yield shown
    shown.window.training.stop()
    shown.window.close()
    shown.window.deleteLater()
    shown.deleteLater()


def test_another_language_is_spoken_at_once_where_one_was(
    shown: ShownWindow, qtbot: QtBot, images: Path
) -> None:
    driver, old = Driver(shown.window, qtbot), shown.window
    driver.open(images)
    driver.add_labels("tree")
    driver.select(2, 5)
    driver.press("1")
    driver.settle()
    old.view.search("label:tree")
    driver.until(lambda: len(old.browser.grid.model().rows) == 2)
    driver.select(5)
    assert old.commands.undo.text().startswith("Undo")
    chosen(old, "简体中文")
    driver.until(lambda: shown.window is not old)
    new = driver.window = shown.window
    driver.until(lambda: new.project_view is not None)
    driver.until(lambda: len(new.browser.grid.model().rows) == 2)
    driver.until(lambda: new.browser.selected_rows().tolist() == [5])
    assert new.workspace.filter_bar.text == "label:tree"
    assert new.commands.undo.text().startswith("撤销")
    assert translated("Ready to train") != "Ready to train"
    assert applied_language().language == "zh_CN"
    driver.press("1", ALT)
    driver.settle()
    assert driver.states("tree")[5] == State.UNKNOWN
    chosen(new, "English")
    driver.until(lambda: shown.window is not new)
    assert applied_language().language == ENGLISH
    assert shown.window.commands.find.text() == "Find"


def test_qt_speaks_it_too_and_the_choice_is_kept(qtbot: QtBot) -> None:
    make_application(["labelmt"])
    choose_language("zh_CN")
    applied_language().apply()
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert window_settings().value("language") == "zh_CN"
    choose_language(SYSTEM)
    applied_language().apply()
    assert QApplication.translate("Actions", "Quit") == "Quit"


@pytest.mark.skipif(sys.platform != "linux", reason="LANGUAGE says it there alone")
def test_dates_are_chinese_where_language_alone_says_so() -> None:
    asked = (
        "from labelmt.gui.app.application import make_application\n"
        "from labelmt.gui.widgets.local_time import local_time\n"
        "make_application(['labelmt'])\n"
        "print(local_time('2026-12-01T02:58:00Z'))"
    )
    environment = {name: one for name, one in os.environ.items() if not name.startswith("LC_")}
    environment |= {"LANG": "C", "LANGUAGE": "zh_CN", "TZ": "UTC"}
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2026/12/1 02:58"
