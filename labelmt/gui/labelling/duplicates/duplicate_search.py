"""The duplicate search as a job of the window: progress, cancel, result."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.project.project import Project
from labelmt.project.similarity.find_duplicates import Step, find_duplicates

PERCENT = 100


class DuplicateSearch(QObject):
    """One look at a time, beside the project's thread. What it finds is put on the shelf."""

    ended = Signal(bool)
    """Whether it came to its end; what was found is on the project view's shelf then."""
    failed = Signal(object)
    _progressed = Signal(object, object, int)

    def __init__(self, session: ProjectSession, jobs: JobBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._stop = threading.Event()
        self._line: JobLine | None = None
        self._progressed.connect(self._show)
        session.leaving.connect(self.stop)

    @property
    def busy(self) -> bool:
        return self._line is not None

    def start(self, project_view: ProjectView) -> None:
        """Look through all images, unless that is under way."""
        if self.busy:
            return
        stop = self._stop = threading.Event()
        line = self._line = self._jobs.start(self.tr("Looking for duplicates"), stop.set)
        images, shelf = project_view.images, project_view.duplicates
        report = self._report(line, stop)

        def work(project: Project) -> bool:
            found = find_duplicates(project, images, report)
            if found is not None:
                shelf.put(found, images)
            return found is not None

        def failed(error: Exception) -> None:
            self._finish(line, whole=False)
            self.failed.emit(error)

        self._session.run_beside(work, lambda whole: self._finish(line, whole=whole), failed)

    @Slot()
    def stop(self) -> None:
        """End it: the project is left."""
        self._stop.set()
        line, self._line = self._line, None
        if line is not None:
            self._jobs.finish(line)

    def _report(self, line: JobLine, stop: threading.Event) -> Callable[[Step, float], bool]:
        told: list[tuple[Step, int]] = []

        def report(step: Step, share: float) -> bool:
            now = step, int(PERCENT * share)
            if not told or told[-1] != now:  # not each of a hundred thousand files
                told[:] = [now]
                self._progressed.emit(line, *now)
            return stop.is_set()

        return report

    @Slot(object, object, int)
    def _show(self, line: JobLine, step: Step, percent: int) -> None:
        words = {Step.READING: self.tr("% of files read"), Step.COMPARING: self.tr("% compared")}
        if line is self._line:
            line.show_progress(percent, PERCENT, words[step])

    def _finish(self, line: JobLine, *, whole: bool) -> None:
        if line is self._line:
            self._line = None
            self._jobs.finish(line)
            self.ended.emit(whole)
