"""Only the newest result counts; refreshes do not starve the view."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from labelmt.gui.core.latest_request import LatestRequest


@pytest.fixture
def latest(qtbot: QtBot) -> Iterator[LatestRequest]:
    latest = LatestRequest()
    yield latest
    latest.close()


def test_an_older_result_is_dropped(latest: LatestRequest, qtbot: QtBot) -> None:
    shown: list[str] = []
    go = threading.Event()
    latest.submit(lambda: (go.wait(10), "old")[1], shown.append)
    latest.submit(lambda: "passed over", shown.append)
    latest.submit(lambda: "new", shown.append)
    go.set()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == ["new"]


def test_refreshes_are_all_shown_but_those_that_waited(latest: LatestRequest, qtbot: QtBot) -> None:
    shown: list[str] = []
    go = threading.Event()
    latest.submit(lambda: (go.wait(10), "first")[1], shown.append)
    latest.submit(lambda: "passed over", shown.append, refresh=True)
    latest.submit(lambda: "second", shown.append, refresh=True)
    go.set()
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown == ["first", "second"]


def test_an_error_is_told_and_work_goes_on(latest: LatestRequest, qtbot: QtBot) -> None:
    shown: list[int] = []

    def fail() -> int:
        raise ValueError("no")

    with qtbot.waitSignal(latest.failed) as told:
        latest.submit(fail, shown.append)
    assert isinstance(told.args[0], ValueError)
    latest.submit(lambda: 1, shown.append)
    qtbot.waitUntil(lambda: shown == [1])


def test_forgetting_drops_everything(latest: LatestRequest, qtbot: QtBot) -> None:
    shown: list[str] = []
    go = threading.Event()
    latest.submit(lambda: (go.wait(10), "old")[1], shown.append)
    latest.forget()
    go.set()
    latest.submit(lambda: "new", shown.append)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == ["new"]


def test_what_nobody_waits_for_starts_after_a_pause_with_the_newest(qtbot: QtBot) -> None:
    latest = LatestRequest(after_ms=20)
    ran: list[str] = []
    shown: list[str] = []

    def work(name: str) -> str:
        ran.append(name)
        return name

    for name in ("passed over", "newest"):
        latest.submit(partial(work, name), shown.append, refresh=True)
    assert not ran, "it has not started"
    qtbot.waitUntil(lambda: shown == ["newest"])
    assert ran == ["newest"]
    latest.submit(lambda: "again", shown.append, refresh=True)
    qtbot.waitUntil(lambda: shown == ["newest", "again"])
    latest.close()


def test_what_is_forgotten_in_the_pause_never_starts(qtbot: QtBot) -> None:
    latest = LatestRequest(after_ms=10)
    ran: list[str] = []
    latest.submit(lambda: ran.append("forgotten"), lambda _none: None)
    latest.forget()
    latest.submit(lambda: ran.append("asked for since"), lambda _none: None)
    qtbot.waitUntil(lambda: bool(ran))
    latest.close()
    assert ran == ["asked for since"]
