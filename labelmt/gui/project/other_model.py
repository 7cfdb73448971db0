"""Another project's model in the window: chosen where a project is made, or for an open one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from labelmt.domain.protocol import messages
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.remembered_places import Purpose, begin_in, choose_folder, remember
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.start_page import StartPage
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.gui.widgets.notices import Notice
from labelmt.project.places.home import projects_home
from labelmt.project.training.predict_files import RunJob
from labelmt.project.training.run_in_worker import WorkerJob
from labelmt.project.training.start_from import StartedFrom, start_from


class OtherModel(ProjectPart):
    """Has another project's model say what it sees, in a worker process; the window goes on."""

    _progressed = Signal(object, int, int)
    """JobLine, how far, of how much; from the thread that follows the worker."""

    def __init__(
        self,
        session: ProjectSession,
        intake: IntakeController,
        start_page: StartPage,
        jobs: JobBar,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._jobs, self._window = session, jobs, window
        self._next: Path | None = None
        self._opened: Path | None = None
        """The model of the project that is opening; and of the one whose images are looked for."""
        self._line: JobLine | None = None
        self._job: WorkerJob | None = None
        self._stopping = False
        self._progressed.connect(lambda line, done, total: line.show_progress(done, total))
        session.opened.connect(self._take_over)
        session.leaving.connect(self._leave)
        intake.scanned.connect(self._begin_new)
        start_page.model_asked.connect(self._start_project)
        commands.other_project.triggered.connect(lambda: self._suggest(is_file=False))
        commands.other_file.triggered.connect(lambda: self._suggest(is_file=True))

    @Slot(bool)
    def _start_project(self, is_file: bool) -> None:
        """Let a model and a folder of images be chosen, and make a project of them."""
        model = self._choose(is_file)
        if model is None:
            return
        title = self.tr("A folder of images to label")
        images = choose_folder(self._window, Purpose.IMAGES, title)
        if images is None:
            return
        self.start(images, model)

    def start(self, images: Path, model: Path) -> None:
        """Open a folder of images, or make its project; then ask the model about them."""

        def failed(error: Exception) -> None:
            self._next = None
            self._session.failed.emit(error)

        self._next = model
        self._session.open_folder(images, failed)

    def _suggest(self, *, is_file: bool) -> None:
        model = self._choose(is_file)
        if model is not None:
            self.ask(model)

    def _choose(self, is_file: bool) -> Path | None:
        if not is_file:
            title = self.tr("A project, or the folder of an exported model")
            return choose_folder(self._window, Purpose.MODEL, title, projects_home())
        names = f"{self.tr('Models (*.onnx)')};;{self.tr('All files (*)')}"
        start = str(begin_in(Purpose.MODEL))
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("An exported model"), start, names
        )
        if not chosen:
            return None
        remember(Purpose.MODEL, Path(chosen))
        return Path(chosen)

    @Slot()
    def _take_over(self) -> None:
        self._opened, self._next = self._next, None

    @Slot()
    def _begin_new(self) -> None:
        model, self._opened = self._opened, None
        if model is not None:
            self.ask(model)

    def ask(self, model: Path) -> None:
        """Ask a model about the open project's images; one at a time."""
        if not self._session.is_open or self._line is not None:
            return
        self._stopping = False
        line = self._line = self._jobs.start(self.tr("Asking the other model"), self._stop)

        def ended() -> None:
            self._job = self._line = None
            self._jobs.finish(line)

        def done(made: StartedFrom) -> None:
            ended()
            first, *more = (translated(one) for one in made.told)
            self.told.emit(Notice(first, next_step=" ".join(more), serious=False))

        def failed(error: Exception) -> None:
            ended()
            if not self._stopping:
                self.failed.emit(error)

        run = self._running(line)
        self._session.run_beside(lambda project: start_from(project, model, run), done, failed)

    def _running(self, line: JobLine) -> RunJob:
        """Runs a job of the worker on a thread beside, and tells how far it is."""

        def run(command: messages.JobCommand, on_event: Callable[[messages.Event], None]) -> None:
            job = self._job = WorkerJob(command)
            if self._stopping:
                raise Stopped
            with closing(job.events()) as events:
                for event in events:
                    if isinstance(event, messages.Progress):
                        self._progressed.emit(line, event.done, event.total)
                    on_event(event)
            if self._stopping:
                raise Stopped

        return run

    @Slot()
    def _stop(self) -> None:
        self._stopping = True
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _leave(self) -> None:
        """The project closes: what runs is ended."""
        self._opened = None
        self._stop()
        if self._job is not None:
            self._job.stop()


class Stopped(Exception):
    """A person, or the window, wants no more of it."""
