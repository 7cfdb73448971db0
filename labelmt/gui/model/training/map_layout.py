"""Has the worker lay out the map of images by neighbours, when nobody waits for anything else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.protocol.messages import (
    FIRST_MAP,
    Cancel,
    Event,
    JobEvent,
    LayOutMap,
    MapLaidOut,
    Progress,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.domain.text import translated
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.training.training_thread import TrainingThread
from labelmt.project.map.layout_job import prepare_layout, take_layout
from labelmt.project.project import Project


class MapLayout(ProjectPart):
    """Sends one job at a time. Other jobs go before it, also while it is at work."""

    progressed = Signal(float)
    """Share that is done; below 0: it is over."""
    laid_out = Signal()
    """What the worker made is kept."""
    refused = Signal(str)
    """Why it cannot be laid out."""

    def __init__(self, session: ProjectSession, worker: TrainingThread, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._worker = session, worker
        self._project_view: ProjectView | None = None
        self._number = FIRST_MAP
        self._job: int | None = None
        self._preparing = False
        worker.event.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether it is being laid out."""
        return self._preparing or self._job is not None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        if self._job is not None:
            self._worker.send(Cancel(self._job))
        self._job, self._preparing = None, False
        self._project_view = project_view

    @Slot()
    def start(self) -> None:
        """Lay out the map of the images that have features now."""
        view = self._project_view
        if view is None or self.busy:
            return
        self._preparing = True
        folder, images, features = view.folder, view.images, view.features

        def prepare(_project: Project) -> Path | None:
            kept = features.read(images)
            return None if kept is None else prepare_layout(folder, images, kept)

        def failed(error: Exception) -> None:
            if self._project_view is view:
                self._preparing = False
                self.refused.emit(str(error))

        self._session.run_beside(prepare, self._send, failed)

    def _send(self, folder: Path | None) -> None:
        if not self._preparing:  # another project was opened meanwhile
            return
        self._preparing = False
        if folder is not None:
            self._number -= 1
            self._job = self._number
            self._worker.send(LayOutMap(self._number, str(folder)))
            self.progressed.emit(0.0)

    @Slot(object)
    def _take(self, event: Event) -> None:
        if self._job is None:
            return
        if isinstance(event, WorkerEnded):
            self._job = None
            self.progressed.emit(-1.0)
        elif isinstance(event, JobEvent) and event.job == self._job:
            self._take_own(event)

    def _take_own(self, event: JobEvent) -> None:
        if isinstance(event, Progress):
            self.progressed.emit(event.done / max(1, event.total))
        elif isinstance(event, MapLaidOut):
            self._keep()
        elif isinstance(event, RunFailed):
            self._job = None
            parts = translated(event.said("what")), translated(event.said("next_step"))
            self.refused.emit(" ".join(part for part in parts if part))
        elif isinstance(event, RunFinished):
            self._job = None
            self.progressed.emit(-1.0)

    def _keep(self) -> None:
        view = self._project_view
        if view is None:
            return
        folder, count = view.folder, len(view.images)

        def kept(whole: bool) -> None:
            if whole and self._project_view is view:
                self.laid_out.emit()

        self._session.run_beside(
            lambda _project: take_layout(folder, count), kept, self._session.look_failed
        )
