"""A start after a program that was killed, and one beside a program that runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from window_driver import Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.project.places.open_marker import OpenMark, Unfinished, take_unfinished
from labelmt.project.places.recent_projects import recent_projects

SCRIPT = Path(__file__).with_name("window_to_kill.py")
NewWindow = Callable[..., AbstractContextManager[Driver]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture
def killed(images: Path, labelmt_home: Path) -> Path:
    """The project of a window that was killed a moment after a key press."""
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
    return recent.folder


def asked(driver: Driver) -> QMessageBox:
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def button(box: QMessageBox, text: str) -> None:
    found = next(one for one in box.buttons() if one.text() == text)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("named", [False, True])
def test_what_was_open_is_opened_again(
    new_window: NewWindow, killed: Path, images: Path, named: bool
) -> None:
    with new_window() as driver:
        driver.window.start(images if named else None)
        box = asked(driver)
        assert "cut off while “pictures” was open" in box.text()
        assert driver.window.project_view is None
        QTest.keyClick(box, Qt.Key.Key_Return)
        driver.until(lambda: driver.window.project_view is not None)
        assert driver.project_view.folder == killed
        assert driver.states("tree").count(State.PRESENT) == 1


def test_the_start_without_it_asks_once(new_window: NewWindow, killed: Path, images: Path) -> None:
    with new_window() as driver:
        driver.window.start(images)
        QTest.keyClick(asked(driver), Qt.Key.Key_Escape)
        driver.until(lambda: QApplication.activeModalWidget() is None)
        assert driver.window.pages.currentWidget() is driver.window.start_page
        driver.open(images)
        assert driver.project_view.folder == killed
    assert take_unfinished() == []


def test_another_folder_is_opened_without_a_question(
    new_window: NewWindow, killed: Path, tmp_path: Path
) -> None:
    with new_window() as driver:
        assert driver.open(draw_images(tmp_path / "others", 3)).folder != killed
        assert QApplication.activeModalWidget() is None


def test_a_project_that_was_being_opened_is_not_the_first_choice(
    new_window: NewWindow, killed: Path
) -> None:
    (note,) = (killed.parent.parent / "config" / "open").glob("*.json")
    note.write_text(note.read_text().replace("true", "false"))
    with new_window() as driver:
        driver.window.start(None)
        box = asked(driver)
        assert "while it was opening “pictures”" in box.text()
        QTest.keyClick(box, Qt.Key.Key_Return)
        driver.until(lambda: QApplication.activeModalWidget() is None)
        assert driver.window.project_view is None


def test_a_window_that_is_open_is_no_program_cut_off(new_window: NewWindow, images: Path) -> None:
    with new_window() as driver:
        driver.open(images)
        assert take_unfinished() == []
    assert take_unfinished() == []


def test_notes_that_cannot_be_read_are_taken_away(tmp_path: Path, labelmt_home: Path) -> None:
    mark = OpenMark()
    mark.hold(tmp_path / "one", was_open=True)
    notes = labelmt_home / "config" / "open"
    (held,) = notes.glob("*.json")
    for name, text in (("a", "{"), ("b", '{"folder": 3}'), ("c", "\x00\xff")):
        (notes / f"{name}.json").write_text(text, encoding="utf-8")
        (notes / f"{name}.lock").touch()
    assert take_unfinished() == []
    assert list(notes.glob("*.json")) == [held]
    mark.release()
    assert list(notes.iterdir()) == []
    mark.hold(tmp_path / "two", was_open=False)
    (notes / "d.lock").touch()
    (notes / "d.json").write_text((notes / held.name).read_text() if held.exists() else
                                  '{"folder": "/x/y", "was_open": true}')  # fmt: skip
    assert take_unfinished() == [Unfinished(Path("/x/y"), was_open=True)]
    mark.release()
