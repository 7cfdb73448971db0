"""A job that writes pages beside the window: its line with progress and cancel, and its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.gui.core.session import ProjectSession
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.project.project import Project
from labelmt.project.report.progress import Step, Stopped

T = TypeVar("T")

TOLD_EVERY_S = 0.1
"""How often the window hears how far it is."""


class PageJob(QObject):
    """One job; it ends by itself, by its button, or when the project closes."""

    _progressed = Signal(int, int)

    def __init__(self, session: ProjectSession, jobs: JobBar, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._stop = threading.Event()
        self._told_at = 0.0
        self._line = jobs.start(name, self._stop.set)
        self._progressed.connect(self._show)
        session.leaving.connect(self._stop.set)

    def run(
        self,
        work: Callable[[Project, Step], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do it on a thread beside; that it was stopped is told to nobody."""

        def ended() -> None:
            self._jobs.finish(self._line)
            self.deleteLater()

        def succeeded(result: T) -> None:
            ended()
            done(result)

        def problem(error: Exception) -> None:
            ended()
            if not isinstance(error, Stopped):
                failed(error)

        self._session.run_beside(lambda project: work(project, self._step), succeeded, problem)

    def _step(self, done: int, total: int) -> None:
        """On the thread of the work."""
        if self._stop.is_set():
            raise Stopped
        now = time.monotonic()
        if done == total or now - self._told_at > TOLD_EVERY_S:
            self._told_at = now
            self._progressed.emit(done, total)

    @Slot(int, int)
    def _show(self, done: int, total: int) -> None:
        self._line.show_progress(done, total)
