"""A project and the one thread that reads and writes it, as a Qt object for the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError, NotFound, ServerUnreachable
from labelmt.project.commands.commands import ProjectCommand
from labelmt.project.offline.waiting_actions import WaitingTold
from labelmt.project.places.open_marker import OpenMark
from labelmt.project.places.project_folders import is_project, project_for_images
from labelmt.project.places.recent_projects import remember
from labelmt.project.project import Project
from labelmt.project.snapshot import Snapshot, bare_update, take_snapshot, take_update

T = TypeVar("T")
Failed = Callable[[Exception], None]

LOOK_EVERY_MS = 1000
"""Milliseconds between two looks for what other processes have changed."""
BESIDE = 2
"""Threads for work that takes long but seldom holds the project: a scan, a run's preparation."""


class ProjectSession(QObject):
    """Owns a Project; everything that touches it runs on threads of this class.

    Calls return at once. Their results arrive on the thread this object lives in, in the
    order the calls were made; each mutation's Update is delivered before its ``done``.
    """

    opened = Signal(object)
    """Snapshot of the project that is open now; Updates after it belong to it."""
    changed = Signal(object)
    """Update."""
    unsafe = Signal(object)
    """LabelMTError: why no backup of the open project can be written."""
    failed = Signal(object)
    """Exception of a call that was given no ``failed`` of its own."""
    leaving = Signal()
    """The open project is about to be closed or replaced; calls still reach it."""
    closed = Signal()
    waiting = Signal(object)
    """WaitingTold: a team's server is away, or back; what waits for it on this disk."""
    had_project = Signal(object, object)
    """Folder of images that was asked for, and of the project that it had already."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._mark = OpenMark()
        self._made: list[Project] = []
        """Opened, and on their way to the thread this object lives in."""
        self._ended = False
        self._beside_jobs: set[Future[None]] = set()
        self._database = ThreadPoolExecutor(1, thread_name_prefix="project")
        self._beside = ThreadPoolExecutor(BESIDE, thread_name_prefix="beside")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self._looking = False
        self._look_again = False
        self._closing: Project | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self.look_for_others)

    @property
    def is_open(self) -> bool:
        return self._project is not None

    @property
    def folder(self) -> Path | None:
        """Folder of the open project."""
        return self._project.folder if self._project else None

    def open(self, folder: Path, failed: Failed | None = None) -> None:
        """Open a project; the one that is open now stays until this one is."""
        self._replace(lambda: folder, Project.open, failed)

    def create(self, folder: Path, roots: Sequence[Path], failed: Failed | None = None) -> None:
        """Make a project of folders of images and open it. Does not scan."""
        self._replace(lambda: folder, lambda place: Project.create(place, roots), failed)

    def open_folder(self, path: Path, failed: Failed | None = None) -> None:
        """Open a project's folder, or the project of a folder of images, made if there is none.

        Args:
            path: may also be a file, which stands for its folder.
        """
        images = path

        def find() -> Path:
            nonlocal images
            if not path.exists():
                raise NotFound(
                    "There is no such folder.",
                    subject=str(path),
                    next_step="Look whether its disk is connected, or open another folder.",
                )
            images = path if path.is_dir() else path.parent
            return images if is_project(images) else project_for_images(images)

        def make(folder: Path) -> Project:
            if is_project(folder):
                project = Project.open(folder)
                if folder != images:
                    self._posted.emit(lambda: self.had_project.emit(images, folder))
                return project
            return Project.create(folder, [images])

        self._replace(find, make, failed)

    def apply(
        self,
        command: ProjectCommand,
        done: Callable[[Changes], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        self.run(lambda project: project.apply(command), done, failed)

    def undo(
        self,
        done: Callable[[Changes | None], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        self.run(lambda project: project.undo(), done, failed)

    def redo(
        self,
        done: Callable[[Changes | None], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        self.run(lambda project: project.redo(), done, failed)

    def run(
        self,
        function: Callable[[Project], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Call a function with the open project on its thread, after all earlier calls.

        Args:
            failed: ``look_failed`` where no person asked for it; ``self.failed`` tells without.
        """
        if self._project is not None:
            self._start(self._database, self._project, function, done, failed)

    def run_beside(
        self,
        function: Callable[[Project], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """The same beside the project's thread, for what must not keep labelling waiting.

        The project closes after it has returned: what may take long must be able to stop.
        """
        if self._project is not None:
            job = self._start(self._beside, self._project, function, done, failed)
            self._beside_jobs.add(job)
            job.add_done_callback(self._beside_jobs.discard)

    def run_reading(
        self,
        function: Callable[[Project], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """The same for a short look at the database that waits for no scan and no labelling."""
        if self._project is not None:
            job = self._start(self._reading, self._project, function, done, failed)
            self._beside_jobs.add(job)
            job.add_done_callback(self._beside_jobs.discard)

    def run_alone(
        self,
        function: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Call a function that needs no project, off the GUI thread."""
        self._submit(self._beside, function, done, failed)

    @Slot()
    def look_for_others(self) -> None:
        """Ask what other processes have changed; their changes arrive as ``changed``."""
        project = self._project
        if project is None:
            return
        if self._looking:
            self._look_again = True
            return
        self._looking = True

        def looked(_result: object) -> None:
            self._looking = False
            if self._look_again:
                self._look_again = False
                self.look_for_others()

        self._submit(self._database, project.look_for_others, looked, looked)

    def run_after_closing(
        self,
        function: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Call a function that wants a project's files for itself, after all that was asked for."""
        self._submit(self._database, function, done, failed)

    def close(self) -> None:
        """Close the project after everything asked for is done."""
        project = self._project
        if project is not None:
            self.leaving.emit()
            self._retire(project)
            self._submit(self._database, self._mark.release, None, None)
            self._project = None
            self._look.stop()  # a session may be collected on any thread; a running timer may not
            self.closed.emit()

    @property
    def saves_backup(self) -> bool:
        """Whether a backup is being made of a project that closes."""
        return self._closing is not None and self._closing.backups.making

    def shutdown(self) -> None:
        """Close and wait until all of it is on disk. The session cannot be used again."""
        self.close()
        self.wait_for_end()

    def wait_for_end(self) -> None:
        """After ``close``: the rest of ``shutdown``, which any thread may wait for."""
        if not self._ended:
            self._ended = True
            self._database.submit(self._close_untaken)
        self._beside.shutdown(wait=True)
        self._reading.shutdown(wait=True)
        self._database.shutdown(wait=True)

    def _replace(
        self,
        find: Callable[[], Path],
        make: Callable[[Path], Project],
        failed: Failed | None,
    ) -> None:
        """Open another project beside this one, and change to it when it is ready."""
        current = self._project

        def work() -> tuple[Project, Snapshot]:
            folder = find()
            if current is not None and current.folder == folder:
                return current, take_snapshot(current)
            self._mark.hold(folder, was_open=False)
            try:
                project = make(folder)
            except BaseException:
                self._hold_again(current)
                raise
            try:
                project.subscribe(lambda changes: self._tell(project, changes))
                remember(project)
                made = project, take_snapshot(project)
            except BaseException:
                project.close()
                self._hold_again(current)
                raise
            self._mark.hold(folder, was_open=True)
            self._made.append(project)
            return made

        self._submit(self._database, work, self._take, failed)

    def _hold_again(self, current: Project | None) -> None:
        if current is None:
            self._mark.release()
        else:
            self._mark.hold(current.folder, was_open=True)

    def _close_untaken(self) -> None:
        """Close what was being opened when the session ended: nobody will take it."""
        for project in self._made:
            project.close()
        self._made.clear()
        self._mark.release()

    def _take(self, made: tuple[Project, Snapshot]) -> None:
        if self._ended:
            return
        project, snapshot = made
        if project in self._made:
            self._made.remove(project)
        before = self._project
        if before is not None and before is not project:
            self.leaving.emit()
            self._retire(before)
        self._project = project
        self._look.start()
        self.opened.emit(snapshot)
        if project is not before:
            project.backups.listen(lambda problem: self._tell_unsafe(project, problem))
            self._submit(
                self._database, lambda: self._follow_server(project), None, self.look_failed
            )

    def _follow_server(self, project: Project) -> None:
        project.let_wait(lambda told: self._tell_waiting(project, told))
        project.listen_to_others(self._hear)

    def _tell_waiting(self, project: Project, told: WaitingTold) -> None:
        """Runs in the thread that found it out."""

        def deliver() -> None:
            if project is self._project:
                self.waiting.emit(told)

        self._posted.emit(deliver)

    def _hear(self) -> None:
        """Runs in the thread that listens to a server: others have written."""
        self._posted.emit(self.look_for_others)

    def _retire(self, project: Project) -> None:
        beside = set(self._beside_jobs)

        self._closing = project

        def work() -> None:
            wait(beside)
            project.close()

        self._submit(self._database, work, None, None)

    def _tell(self, project: Project, changes: Changes) -> None:
        """Runs in the thread that made the changes."""
        try:
            update = take_update(project, changes)
        except ServerUnreachable:  # it was lost after this was saved
            update = bare_update(project, changes)

        def deliver() -> None:
            if project is self._project:
                self.changed.emit(update)

        self._posted.emit(deliver)

    def _tell_unsafe(self, project: Project, problem: LabelMTError) -> None:
        """Runs in the thread that could not write."""

        def deliver() -> None:
            if project is self._project:
                self.unsafe.emit(problem)

        self._posted.emit(deliver)

    def _start(
        self,
        threads: ThreadPoolExecutor,
        project: Project,
        function: Callable[[Project], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
    ) -> Future[None]:
        def if_current(result: T) -> None:
            if done is not None and project is self._project:
                done(result)

        return self._submit(threads, lambda: function(project), if_current, failed)

    def _submit(
        self,
        threads: ThreadPoolExecutor,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Failed | None,
    ) -> Future[None]:
        def job() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 (whatever it is, the window says it)
                # The name is unbound when this block ends, the call comes later.
                caught = error
                self._posted.emit(lambda: (failed or self.failed.emit)(caught))
            else:
                if done is not None:
                    self._posted.emit(lambda: done(result))

        return threads.submit(job)

    def look_failed(self, error: Exception) -> None:
        """Given as ``failed`` of what nobody asked for: that a team's server is away is told once,
        see ``waiting``. What a person does is never given it: they hear why it was not done.
        """
        if not isinstance(error, ServerUnreachable) or self._project is None:
            self.failed.emit(error)

    @Slot(object)
    def _call(self, posted: Callable[[], Any]) -> None:
        if not self._ended:
            posted()
