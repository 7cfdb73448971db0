"""Work that nobody waits for steps aside while a person acts, and still gets done."""

from __future__ import annotations

import threading
import time

from labelmt.gui.core.user_activity import LONGEST_S, RECENT_S, UserActivity


def test_a_long_job_waits_after_an_act_and_then_works_on() -> None:
    activity, stop = UserActivity(), threading.Event()
    give_way = activity.courtesy(stop)
    activity.note()
    began = time.monotonic()
    give_way()
    assert time.monotonic() - began >= min(RECENT_S, LONGEST_S) * 0.9
    activity.note()
    began = time.monotonic()
    give_way()
    assert time.monotonic() - began < LONGEST_S / 2, "its slice of work comes first"


def test_a_job_that_is_stopped_does_not_wait() -> None:
    activity, stop = UserActivity(), threading.Event()
    activity.note()
    stop.set()
    began = time.monotonic()
    activity.courtesy(stop)()
    assert time.monotonic() - began < LONGEST_S / 2


def test_without_an_act_nothing_waits() -> None:
    activity = UserActivity()
    assert not activity.held
    activity.note()
    assert activity.held
