"""Cancelling a running job, from the thread that reads the parent's commands."""

from __future__ import annotations

import threading


class Control:
    """Set from the thread that reads commands, asked by the job at each step."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._abandoned = False

    def cancel(self) -> None:
        """End soon, keeping the best so far."""
        self._cancelled.set()

    def abandon(self) -> None:
        """End soon because nobody is there any more, leaving what is needed to go on later."""
        self._abandoned = True
        self.cancel()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def abandoned(self) -> bool:
        """Whether it is cancelled, but not by a person."""
        return self._abandoned
