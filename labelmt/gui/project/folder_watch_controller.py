"""Watches the project's folders for new images, where a person wants it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.imaging.folder_watch import watch
from labelmt.project.intake.settle_files import Settled
from labelmt.project.intake.watched_changes import is_watched, set_watched, take_changes
from labelmt.project.project import Project
from labelmt.project.snapshot import Update


class WatchThread(QThread):
    """Waits for the system to tell of changes below some folders."""

    settled = Signal(object)
    """tuple of Path."""
    failed = Signal(object)

    def __init__(self, roots: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roots = tuple(roots)
        self._stop = threading.Event()

    def run(self) -> None:
        try:
            for paths in watch(self.roots, self._stop):
                self.settled.emit(paths)
        except Exception as error:  # noqa: BLE001 (told in the window)
            self.failed.emit(error)

    def stop(self) -> None:
        """End soon; nothing is told any more."""
        self._stop.set()


class Watching(ProjectPart):
    """Follows the open project's wish, which it remembers and an action shows and changes."""

    found_another = Signal(int, int)
    """As ``IntakeController`` tells it."""

    def __init__(self, session: ProjectSession, commands: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._action = commands.watch
        self._project_view: ProjectView | None = None
        self._thread: WatchThread | None = None
        self._ending: set[WatchThread] = set()
        self._stop = threading.Event()
        self._action.toggled.connect(self._set_wanted)

    @property
    def watches(self) -> tuple[Path, ...]:
        """The folders watched now."""
        return self._thread.roots if self._thread is not None else ()

    def set_project(self, project_view: ProjectView | None) -> None:
        """Watch another project's folders, if it wants it, or none."""
        self._stop.set()
        self._stop = threading.Event()
        self._end()
        self._project_view = project_view
        self._show(False)
        if project_view is not None:
            self._session.run_reading(is_watched, self._begin, self._session.look_failed)

    def follow(self, update: Update) -> None:
        """A folder was added, or located elsewhere."""
        project_view = self._project_view
        if project_view is None or update.images is None or self._thread is None:
            return
        if set(self._thread.roots) != set(project_view.images.roots.values()):
            self._start()

    def close(self) -> None:
        """End, and wait for it: a tenth of a second."""
        self._stop.set()
        self._end()
        for thread in tuple(self._ending):
            thread.wait()

    @Slot(bool)
    def _set_wanted(self, wanted: bool) -> None:
        self._session.run(lambda project: set_watched(project, wanted))
        if wanted:
            self._start()
        else:
            self._end()

    def _begin(self, wanted: bool) -> None:
        self._show(wanted)
        if wanted:
            self._start()

    def _show(self, checked: bool) -> None:
        """Show what is remembered, which is no wish of the person's."""
        blocked = self._action.blockSignals(True)
        self._action.setChecked(checked)
        self._action.blockSignals(blocked)

    def _start(self) -> None:
        self._end()
        project_view = self._project_view
        if project_view is None:
            return
        thread = self._thread = WatchThread(list(project_view.images.roots.values()))
        thread.settled.connect(self._take, Qt.ConnectionType.QueuedConnection)
        thread.failed.connect(self.failed)
        thread.finished.connect(self._forget_ended)
        thread.start(QThread.Priority.LowPriority)

    def _end(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._ending.add(thread)
            thread.settled.disconnect(self._take)
            thread.stop()

    @Slot()
    def _forget_ended(self) -> None:
        # Here, not in the thread that ends: it must outlive its own last signal.
        self._ending = {thread for thread in self._ending if not thread.isFinished()}

    @Slot(object)
    def _take(self, paths: tuple[Path, ...]) -> None:
        stop = self._stop

        def work(project: Project) -> Settled:
            return take_changes(project, paths, stop.is_set)

        def done(settled: Settled) -> None:
            if settled.another:
                self.found_another.emit(settled.another, settled.unsure)

        self._session.run_beside(work, done, self._session.look_failed)
