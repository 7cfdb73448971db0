"""What every test gets: a home of its own, no display, marks that follow from fixtures."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from postgres_server import postgres_server, server_url
from pytestqt.qtbot import QtBot

from labelmt.project.training import child_process

__all__ = ["postgres_server", "server_url"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Files that tests move to the trash do not end up in that of whoever runs them (Linux).
_trash = os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="labelmt-tests-data-")
atexit.register(shutil.rmtree, _trash, ignore_errors=True)
# A test and the worker it starts share two cores with the rest of the suite.
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

settings.register_profile(
    "labelmt",
    deadline=None,  # machines are noisy; a deadline would be a timed assertion
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("labelmt")


@pytest.fixture(autouse=True)
def labelmt_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Recent projects, settings and new projects of this test alone."""
    home = tmp_path / "labelmt-home"
    monkeypatch.setenv("LABELMT_HOME", str(home))
    return home


# How long what a test waits for may take; five seconds otherwise, which a busy machine needs.
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitActive):
    wait.__kwdefaults__ = {**(wait.__kwdefaults__ or {}), "timeout": 60_000}


@pytest.fixture(scope="session", autouse=True)
def workers_are_not_nice() -> Iterator[None]:
    """They would wait for the rest of the suite for minutes: whoever is nice has a tenth of a core
    that two want.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child_process, "NICENESS", 0)
        yield


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """What stays of a test would change how others end: the threads of its projects are ended, and
    windows that it left are hidden.
    """
    before = set(threading.enumerate())
    yield
    for one in threading.enumerate():
        if one.name == "backups" and one not in before:
            keeper = getattr(getattr(one, "_target", None), "__self__", None)
            if keeper is not None:  # a thread that ends by itself has none
                with contextlib.suppress(OSError):
                    keeper.close()
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        for one in widgets.QApplication.topLevelWidgets():
            if one.isVisible():
                one.hide()


@pytest.fixture
def nobody_can_reach(tmp_path: Path) -> Path:
    """The test's folder, open to user nobody where the tests run as root.

    Permissions do not bind root: its tests of them look from a child that has become nobody,
    and pytest's folders are for their owner alone.
    """
    if os.name == "nt":
        pytest.skip("Windows has other permissions")
    if os.geteuid() == 0:
        top = Path(tempfile.gettempdir()).resolve()
        for one in (tmp_path, *tmp_path.parents):
            if top in one.resolve().parents:
                one.chmod(one.stat().st_mode | 0o055)
    return tmp_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gui)
