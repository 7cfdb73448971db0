"""The thread that supervises the worker process and turns its events into signals."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from labelmt.domain.errors import WorkerUnavailable
from labelmt.domain.protocol.messages import (
    Command,
    Explain,
    JobCommand,
    WorkerEnded,
)
from labelmt.project.training.failure_advice import failure_of
from labelmt.project.training.worker_process import STOP_PATIENCE, WorkerProcess

NO_JOB = 0
"""The job number in events that concern none; real jobs count from 1."""
RESTART_PATIENCE = 3.0
"""Seconds that a worker gets to end by itself when a person asked for a new one."""

KILLED_MS = 2000
"""Milliseconds that a killed worker may take to be gone."""


class TrainingThread(QThread):
    """Runs one worker process after the other; every event arrives as a signal.

    The worker is started with the first job, by ``warm_up()`` or by ``restart()``; one that
    has died is started again by the next job. No method waits, but ``close()``.

    Signals:
        event(object): an event of domain.messages, queued to the receiver's thread. When no
            worker can be started, a RunFailed of kind WorkerUnavailable comes before the
            WorkerEnded.
        workerStarting(): a worker is being started; Ready follows, or WorkerEnded.

    Args:
        make_worker: makes a WorkerProcess that has not been started.
    """

    # Takes the name of QObject.event(): Qt's own events still reach C++, because PySide looks
    # for overriding methods only. A test holds that.
    event = Signal(object)  # type: ignore[assignment]
    workerStarting = Signal()  # noqa: N815 - Qt's way to name signals

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_worker: Callable[[], WorkerProcess] = WorkerProcess,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._make_worker = make_worker
        self._lock = threading.Lock()
        self._lives: queue.SimpleQueue[WorkerProcess | None] = queue.SimpleQueue()
        self._worker: WorkerProcess | None = None
        self._not_ended: set[WorkerProcess] = set()
        self._last_job = NO_JOB
        self._stopped = False

    @property
    def worker_pid(self) -> int | None:
        """The process's number, for those who must look at it from outside."""
        worker = self._worker
        return None if worker is None else worker.pid

    def send(self, command: Command) -> None:
        """Hand a command to the worker; a job starts one where there is none."""
        with self._lock:
            if isinstance(command, JobCommand | Explain):
                self._last_job = command.job
                self._ensure_worker()
            if self._worker is not None:
                self._worker.send(command)

    @Slot()
    def warm_up(self) -> None:
        """Start the worker now: loading torch takes seconds that a first training would wait."""
        with self._lock:
            self._ensure_worker()

    @Slot()
    def restart(self) -> None:
        """End the worker, if it still runs, and start another one."""
        with self._lock:
            old, self._worker = self._worker, None
            self._ensure_worker()
        if old is not None:
            _stop_aside(old, RESTART_PATIENCE)

    @Slot()
    def stop(self) -> None:
        """End the worker and this thread, for good; ``finished`` tells when both are gone.

        A running job is cancelled first, so that its best weights are kept.
        """
        self._stop(STOP_PATIENCE)

    def close(self, patience_ms: int = 1000) -> None:
        """Stop, wait at most about ``patience_ms``, then kill: for a window that closes.

        Any thread but this one may wait for it.
        """
        self._stop(patience_ms / 1000)
        if self.wait(patience_ms):
            return
        with self._lock:
            for worker in self._not_ended:  # one that was replaced may still be ending
                worker.kill()
        self.wait(KILLED_MS)

    def run(self) -> None:
        """The thread itself: Qt calls it."""
        for worker in iter(self._lives.get, None):
            self._supervise(worker)

    def _stop(self, patience: float) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
            self._stopped = True
            self._lives.put(None)
        if worker is not None:
            _stop_aside(worker, patience)

    def _ensure_worker(self) -> None:
        """With the lock held: have a worker, or know that the thread has been stopped."""
        if self._worker is not None or self._stopped:
            return
        self._worker = self._make_worker()
        self._not_ended.add(self._worker)
        self._lives.put(self._worker)
        if not self.isRunning():
            self.start()

    def _supervise(self, worker: WorkerProcess) -> None:
        self.workerStarting.emit()
        try:
            worker.start()
        except WorkerUnavailable as error:
            self._forget(worker)
            self.event.emit(failure_of(error, self._last_job))
            self.event.emit(WorkerEnded("start", 0, error.details))
            return
        with contextlib.closing(worker.events()) as events:
            for event in events:
                if isinstance(event, WorkerEnded):
                    self._forget(worker)  # before anyone hears of it and sends the next job
                self.event.emit(event)

    def _forget(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._not_ended.discard(worker)
            if self._worker is worker:
                self._worker = None


def _stop_aside(worker: WorkerProcess, patience: float) -> None:
    """Stop a worker in a thread of its own, which asks, waits and insists."""
    threading.Thread(name="worker-stop", target=worker.stop, args=[patience], daemon=True).start()
