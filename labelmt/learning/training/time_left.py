"""Estimates the time left of a job."""

from __future__ import annotations

import time


class TimeLeft:
    """Seconds left, from the time the finished part took."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._began = time.monotonic()
        self._first: int | None = None

    def seconds_left(self, done: int) -> float | None:
        """None until there is something to judge by. What was done at once does not count."""
        if self._first is None:
            self._first = done
            self._began = time.monotonic()
            return None
        finished = done - self._first
        if finished <= 0:
            return None
        return (time.monotonic() - self._began) / finished * (self.total - done)
