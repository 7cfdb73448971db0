"""What watches the GUI thread in every test of the window sees what it is there for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot
from thread_watch import PACKAGE, watched_thread

from labelmt.imaging.decode import read_image
from labelmt.project.project import Project


def slot_of(work: Callable[[], object], file: str) -> Callable[[], None]:
    """A slot that would stand in a file of the package."""
    names: dict[str, object] = {"work": work}
    exec(compile("def slot():\n    work()\n", f"{PACKAGE}{file}", "exec"), names)
    slot: Callable[[], None] = names["slot"]  # type: ignore[assignment]
    return slot


def select_one(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT 1").fetchall()


@pytest.mark.parametrize(
    ("work", "seen"),
    [
        (lambda folder: (folder / "any").exists(), "stat"),
        (lambda folder: list(folder.iterdir()), "listdir"),
        (lambda folder: (folder / "a.txt").write_text("a"), "open"),
        (lambda folder: select_one(folder / "a.sqlite"), "execute"),
        (lambda folder: QImageReader(str(folder / "000.png")).read(), "read"),
        (lambda folder: read_image(folder / "000.png"), "imaging/decode.py:read_image"),
        (lambda folder: Project.create(folder / "p", [folder]).close(), "project/project.py"),
    ],
)
def test_file_and_query_work_of_a_slot_is_seen(
    images: Path, qtbot: QtBot, work: Callable[[Path], object], seen: str
) -> None:
    with watched_thread() as watch:
        slot = slot_of(lambda: work(images), "gui/made_up.py")
        ended: list[bool] = []
        QTimer.singleShot(0, slot)
        QTimer.singleShot(0, lambda: ended.append(True))
        qtbot.waitUntil(lambda: bool(ended))
    assert any(seen in one and "gui/made_up.py:2" in one for one in watch.found), watch.found


def test_what_the_test_itself_does_is_not(images: Path) -> None:
    with watched_thread() as watch:
        read_image(next(images.iterdir()))
        slot_of(lambda: list(images.iterdir()), "learning/made_up.py")()
    assert not watch.found
