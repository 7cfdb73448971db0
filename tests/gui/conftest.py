"""Windows to drive, and images for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from window_driver import Driver, draw_images, opened_window


@pytest.fixture
def driver(qtbot: QtBot) -> Iterator[Driver]:
    with opened_window(qtbot) as driver:
        yield driver


@pytest.fixture
def new_window(qtbot: QtBot) -> Callable[..., AbstractContextManager[Driver]]:
    """Opens a window for a part of a test, so that what was closed can be opened again."""
    return partial(opened_window, qtbot)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "pictures", 8)
