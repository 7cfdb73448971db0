"""Work on a thread pool of which only the newest result is shown; stale results are dropped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")

PAINTED_MS = 60
"""By then the window shows a change that it was told of, also while other work goes on."""


class LatestRequest(QObject):
    """Runs one request at a time; a newer one takes the place of one that waits.

    A request either replaces the one that runs, whose result is then dropped as stale, or
    refreshes it, and then both results are shown: a stream of refreshes must not starve the
    view.

    Args:
        after_ms: how long work waits before it starts. What follows from a change, and nobody
            waits for, comes after the change has been painted: both at once hold each other up.
    """

    failed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None, *, after_ms: int = 0) -> None:
        super().__init__(parent)
        self._start = QTimer(self, singleShot=True, interval=after_ms)
        self._start.timeout.connect(self._next)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="latest")
        self._wanted = 0
        self._running = False
        self._waiting: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], *, refresh: bool = False
    ) -> None:
        """Run ``work`` on the pool, then ``done`` with its result in this object's thread."""
        if not refresh:
            self._wanted += 1
        self._waiting = (work, done)
        if self._running or self._start.isActive():
            return
        if self._start.interval():
            self._start.start()
        else:
            self._next()

    def forget(self) -> None:
        """Drop what waits and the result of what runs."""
        self._wanted += 1
        self._waiting = None

    def close(self) -> None:
        """Forget and wait for what runs."""
        self.forget()
        self._thread.shutdown(wait=True)

    @Slot()
    def _next(self) -> None:
        if self._waiting is None or self._running:
            return
        work, done = self._waiting
        self._waiting, self._running = None, True
        wanted = self._wanted

        def job() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 (whatever it is, the window says it)
                caught = error
                self._posted.emit(lambda: self._end(wanted, lambda: self.failed.emit(caught)))
            else:
                self._posted.emit(lambda: self._end(wanted, lambda: done(result)))

        self._thread.submit(job)

    def _end(self, wanted: int, deliver: Callable[[], None]) -> None:
        self._running = False
        if wanted == self._wanted:
            deliver()
        if not self._running and not self._start.isActive():
            self._next()

    @Slot(object)
    def _call(self, posted: Callable[[], Any]) -> None:
        posted()
