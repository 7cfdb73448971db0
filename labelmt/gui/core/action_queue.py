"""A queue of user actions: each starts when the one before it is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Action = Callable[[Callable[[], None]], None]
"""Starts something and calls its argument, once, when that is done."""


class ActionQueue:
    """A queue for key presses that come faster than the disk.

    What a second press means depends on what the first one did: a toggle must not look at a
    state that is about to change, and an undo must undo what was asked for before it.

    Args:
        asked: told of every action before anything else.
    """

    def __init__(self, asked: Callable[[], None] = lambda: None) -> None:
        self._asked = asked
        self._waiting: deque[Action] = deque()
        self._kept: list[Action] = []
        self._turn = 0
        self._busy = False

    @property
    def busy(self) -> bool:
        return self._busy

    def add(self, action: Action, *, keep: bool = False) -> None:
        """Do something when its turn comes.

        Args:
            keep: also where the queue is left before that.
        """
        self._asked()
        self._waiting.append(action)
        if keep:
            self._kept.append(action)
        if not self._busy:
            self._next()

    def leave(self) -> None:
        """Start what waits and must be kept, one after the other: the disk keeps their order."""
        for action in [one for one in self._waiting if one in self._kept]:
            action(lambda: None)
        self.clear()

    def clear(self) -> None:
        """Drop what waits, and what runs need not say that it is done."""
        self._waiting.clear()
        self._kept.clear()
        self._turn += 1
        self._busy = False

    def _next(self) -> None:
        if not self._waiting:
            return
        self._busy = True
        self._turn += 1
        turn = self._turn

        def done() -> None:
            if turn == self._turn and self._busy:
                self._busy = False
                self._next()

        action = self._waiting.popleft()
        if action in self._kept:
            self._kept.remove(action)
        action(done)
