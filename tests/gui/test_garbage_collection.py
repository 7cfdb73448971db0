"""Garbage goes on the GUI thread alone, at its own times."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from labelmt.gui.app.garbage_collection import YOUNG, GarbageCollection


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QObject]:
    parent = QObject()
    yield parent
    parent.deleteLater()
    gc.unfreeze()
    gc.enable()


class Circle:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_collected_in_the_loop_and_by_no_other_thread(
    parent: QObject, qtbot: QtBot
) -> None:
    GarbageCollection(parent)
    by: list[int] = []
    first = Circle()
    gone = weakref.ref(first, lambda _ref: by.append(threading.get_ident()))
    del first

    def litter() -> None:
        for _ in range(2 * YOUNG):
            Circle()

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert gone() is not None
    qtbot.waitUntil(lambda: bool(by))
    assert by == [threading.get_ident()]


def test_what_the_program_is_made_of_is_not_looked_through_again(parent: QObject) -> None:
    before = len(gc.get_objects())
    GarbageCollection(parent)
    assert gc.get_freeze_count() > 0.9 * before
    assert len(gc.get_objects()) < 0.1 * before
    assert not gc.isenabled()
