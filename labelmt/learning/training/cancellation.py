"""What the parent wants of a running job: go on, pause, or end soon."""

from __future__ import annotations

import threading


class Control:
    """Set from the thread that reads commands, asked by the job at each step."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._abandoned = False

    def cancel(self) -> None:
        """End soon, keeping the best so far; a paused job wakes up to end."""
        self._cancelled.set()
        self._running.set()

    def abandon(self) -> None:
        """End soon because nobody is there any more, leaving what is needed to go on later."""
        self._abandoned = True
        self.cancel()

    def pause(self) -> None:
        """Hold at the next step."""
        if not self._cancelled.is_set():
            self._running.clear()

    def resume(self) -> None:
        """Go on."""
        self._running.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def abandoned(self) -> bool:
        """Whether it is cancelled, but not by a person."""
        return self._abandoned

    def wait_while_paused(self) -> bool:
        """Block while paused; returns whether the job is cancelled."""
        self._running.wait()
        return self._cancelled.is_set()
