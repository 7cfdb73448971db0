"""The program as a whole: its entry point, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from labelmt.app import run_window
from labelmt.domain.annotations import State
from labelmt.gui.app.main_window import MainWindow
from labelmt.project.places.recent_projects import recent_projects
from labelmt.project.project import Project

SCRIPT = Path(__file__).with_name("window_to_kill.py")


def test_the_window_opens_what_it_is_given_and_ends_well(qtbot: QtBot, images: Path) -> None:
    seen: list[str] = []

    def look() -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        if (
            windows
            and windows[0].project_view is not None
            and len(windows[0].browser.selected_rows())
        ):
            seen.append(windows[0].windowTitle())
            timer.stop()
            windows[0].close()

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    assert run_window(images) == 0
    assert seen == ["pictures"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_key_press_outlives_the_program(images: Path, labelmt_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(images)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LABELMT_HOME": str(labelmt_home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    (recent,) = recent_projects()
    project = Project.open(recent.folder)
    try:
        assert [label.name for label in project.schema().labels] == ["tree"]
        assert (project.annotation_matrix() == State.PRESENT).sum() == 1
    finally:
        project.close()
