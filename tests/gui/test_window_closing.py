"""Quitting: the window is gone at once, and what takes longer is said."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from window_driver import Driver

from labelmt.gui.app.closing import ClosingNote
from labelmt.project.project import Project

NewWindow = Callable[..., AbstractContextManager[Driver]]


def watch_closing(driver: Driver, then: Callable[[], None]) -> list[str]:
    """Close the window; what the note said, and, as soon as it said something, ``then``."""
    said: list[str] = []

    def look() -> None:
        for one in QApplication.topLevelWidgets():
            if isinstance(one, ClosingNote) and one.isVisible():
                said.append(one.words.text())
                then()
                timer.stop()

    timer = QTimer(driver.window, interval=10)
    timer.timeout.connect(look)
    timer.start()
    driver.window.training.stop()
    driver.window.close()
    timer.stop()
    return said


def test_what_takes_longer_is_said_while_the_window_is_gone(driver: Driver, images: Path) -> None:
    driver.open(images)
    release = threading.Event()
    driver.window.session.run_beside(lambda _project: release.wait(20))
    visible: list[bool] = []

    def then() -> None:
        visible.append(driver.window.isVisible())
        release.set()

    assert watch_closing(driver, then) == ["Saving…"]
    assert visible == [False]


def test_a_backup_that_has_begun_is_finished_and_said(driver: Driver, images: Path) -> None:
    driver.open(images)
    held, release = threading.Event(), threading.Event()

    def hold(project: Project) -> None:
        with project.backups._making:
            held.set()
            release.wait(20)

    driver.window.session.run_beside(hold)
    assert held.wait(20)
    assert watch_closing(driver, release.set) == ["Saving a backup…"]


def test_a_quick_end_says_nothing_and_leaves_no_worker(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.window.training.thread_of_worker.warm_up()
    driver.until(lambda: driver.window.training.thread_of_worker.worker_pid is not None)
    pid = driver.window.training.thread_of_worker.worker_pid
    assert pid is not None
    watch_closing(driver, lambda: None)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_program_ends_with_the_windows_status(tmp_path: Path) -> None:
    script = """
import sys
from PySide6.QtCore import QTimer
from labelmt.gui.app import application
from labelmt.__main__ import main
class Window(application.MainWindow):
    def show(self):
        super().show()
        QTimer.singleShot(0, lambda: application.QApplication.instance().exit(7))
application.MainWindow = Window
sys.argv = ["labelmt"]
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 7, done.stderr
