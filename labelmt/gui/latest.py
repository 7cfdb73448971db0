"""Work on a pool of which only the newest result counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class Latest(QObject):
    """Runs one request at a time; a newer one takes the place of one that waits.

    A request either replaces the one that runs, whose result is then dropped as stale, or
    refreshes it, and then both results are shown: a stream of refreshes must not starve the
    view.
    """

    failed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
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
        if not self._running:
            self._next()

    def forget(self) -> None:
        """Drop what waits and the result of what runs."""
        self._wanted += 1
        self._waiting = None

    def close(self) -> None:
        """Forget and wait for what runs."""
        self.forget()
        self._thread.shutdown(wait=True)

    def _next(self) -> None:
        if self._waiting is None:
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
        if not self._running:
            self._next()

    @Slot(object)
    def _call(self, posted: Callable[[], Any]) -> None:
        posted()
