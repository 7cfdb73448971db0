"""Tells background work whether a person is acting right now, so that it waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

RECENT_S = 0.15
"""After an act it takes the window about so long to show what it did, and a person to go on."""
SLICE_S = 0.02
LONGEST_S = 0.1
"""However long a person goes on, work in the background goes on too: so much of it after each
wait of at most so long."""


class UserActivity:
    """Noted by the window's thread, asked by threads of pools.

    They share one interpreter: a scroll while images are scanned, thumbnails made and jobs
    prepared waits for each of them in turn, many times a frame.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def note(self, *_what: object) -> None:
        """A person has just done something that the window is about to show."""
        self._until = time.monotonic() + RECENT_S

    def expect(self, seconds: float) -> None:
        """The window has something to show that a person waits for so long, at most."""
        self._until = time.monotonic() + seconds

    @property
    def held(self) -> bool:
        """Whether what nobody waits for had better wait."""
        return time.monotonic() < self._until

    def courtesy(self, stop: threading.Event) -> Callable[[], bool]:
        """What a long job asks between its steps, however short they are; it may sleep there.

        Args:
            stop: ends a wait; whether it is set is the answer.
        """
        works_until = 0.0

        def stopped() -> bool:
            nonlocal works_until
            now = time.monotonic()
            if now >= works_until:
                if now < self._until:
                    stop.wait(min(self._until - now, LONGEST_S))
                    now = time.monotonic()
                works_until = now + SLICE_S
            return stop.is_set()

        return stopped
