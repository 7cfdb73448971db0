"""Actions run one after the other, whatever happens to one of them."""

from __future__ import annotations

from collections.abc import Callable

from labelmt.gui.core.action_queue import ActionQueue


def test_each_waits_for_the_one_before() -> None:
    turns = ActionQueue()
    ends: list[Callable[[], None]] = []
    started: list[str] = []

    def action(name: str) -> None:
        def start(done: Callable[[], None]) -> None:
            started.append(name)
            ends.append(done)

        turns.add(start)

    action("a")
    action("b")
    assert started == ["a"]
    ends[0]()
    assert started == ["a", "b"]
    ends[0]()
    action("c")
    assert started == ["a", "b"], "a second end of a must not end b"
    ends[1]()
    assert started == ["a", "b", "c"]


def test_an_action_may_end_at_once() -> None:
    turns = ActionQueue()
    started: list[int] = []

    def start(done: Callable[[], None]) -> None:
        started.append(len(started))
        done()

    for _ in range(3):
        turns.add(start)
    assert started == [0, 1, 2]
    assert not turns.busy


def test_clearing_forgets_what_runs_and_what_waits() -> None:
    turns = ActionQueue()
    ends: list[Callable[[], None]] = []
    turns.add(ends.append)
    turns.add(ends.append)
    turns.clear()
    ends[0]()
    assert len(ends) == 1
    turns.add(ends.append)
    assert len(ends) == 2
