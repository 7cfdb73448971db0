"""Exports a model from the window: the dialog, its preview, and a worker process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.errors import LabelMTError
from labelmt.domain.protocol import messages
from labelmt.domain.run_records import RunRecord
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.domain.text import translated
from labelmt.formats.output import Exists
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.remembered_places import Purpose, begin_in, remember
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.export.model_export_dialog import ModelExportDialog, overwriting
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.training.export_model import (
    ExportedModel,
    ModelExportChoices,
    ModelExportPlan,
    order_model,
    plan_model_export,
    publish_model,
)
from labelmt.project.training.export_model_told import compared_told, preview_told, written_told
from labelmt.project.training.record_events import WEIGHTS
from labelmt.project.training.run_in_worker import WorkerJob


@dataclass(frozen=True, slots=True)
class _Looked:
    """A preview: the plan, and whether something would be replaced."""

    plan: ModelExportPlan
    replaces: str


class ModelExport(ProjectPart):
    """Model › Export model…."""

    progressed = Signal(str, int, int)
    """Phase, how far, of how much; from the thread that follows the worker."""

    def __init__(self, session: ProjectSession, commands: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._project_view: ProjectView | None = None
        self.dialog: ModelExportDialog | None = None
        self._job: WorkerJob | None = None
        self._asked = 0
        self._stopping = False
        self.progressed.connect(self._show_progress)
        session.leaving.connect(self._leave)
        commands.export_model.triggered.connect(self.ask)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def ask(self) -> None:
        """Let format, run and place be chosen; the window can be used meanwhile."""
        if self._project_view is None:
            return
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        self._session.run_reading(_runs_with_weights, self._open)

    def _open(self, runs: tuple[RunRecord, ...]) -> None:
        folder = self._session.folder
        if folder is None or self.dialog is not None:
            return
        dialog = self.dialog = ModelExportDialog(
            begin_in(Purpose.EXPORT) / folder.name, runs, self._window
        )
        dialog.changed.connect(self._preview)
        dialog.export_asked.connect(self._export)
        dialog.stop_asked.connect(self._stop)
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    @Slot()
    def _forget(self) -> None:
        self._asked += 1  # an answer that comes later has no dialog to be shown in
        self.dialog = None

    @Slot()
    def _preview(self) -> None:
        dialog = self.dialog
        if dialog is None or dialog.running:
            return
        self._asked += 1
        asked, out, choices = self._asked, dialog.out, dialog.choices()

        def work(project: Project) -> _Looked:
            try:
                return _Looked(plan_model_export(project, out, choices), "")
            except Exists as there:
                plan = plan_model_export(project, out, overwriting(choices))
                return _Looked(plan, translated(there.said("what")))

        def show(looked: _Looked) -> None:
            if asked == self._asked:
                lines = [translated(one) for one in preview_told(looked.plan)]
                lines += [looked.replaces] if looked.replaces else []
                dialog.show_preview(lines, possible=True, replaces=bool(looked.replaces))

        def failed(error: Exception) -> None:
            if asked == self._asked:
                dialog.show_preview(_lines_of(error), possible=False, replaces=False)

        self._session.run_reading(work, show, failed)

    @Slot()
    def _export(self) -> None:
        dialog = self.dialog
        if dialog is None or dialog.running:
            return
        self._asked += 1  # no preview comes after this
        choices = overwriting(dialog.choices()) if dialog.replaces else dialog.choices()
        out = dialog.out
        self._stopping = False
        dialog.show_begun()

        def done(made: ExportedModel | None) -> None:
            self._job = None
            if self.dialog is not dialog:
                return
            if made is None:
                dialog.show_failed([self.tr("Stopped. Nothing was written.")])
                return
            remember(Purpose.EXPORT, made.place)
            lines = [written_told(made), *compared_told(made)]
            dialog.show_done([translated(one) for one in lines])

        def failed(error: Exception) -> None:
            self._job = None
            if self.dialog is dialog:
                dialog.show_failed(_lines_of(error))

        self._session.run_beside(lambda project: self._work(project, out, choices), done, failed)

    def _work(
        self, project: Project, out: Path, choices: ModelExportChoices
    ) -> ExportedModel | None:
        """On a thread beside: None where it was stopped."""
        plan = plan_model_export(project, out, choices)
        exported: messages.ModelExported | None = None
        with temporary_folder() as folder:
            job = self._job = WorkerJob(order_model(plan, folder))
            if self._stopping:  # before there was a job that could be
                return None
            for event in job.events():
                if isinstance(event, messages.Progress):
                    self.progressed.emit(event.phase, event.done, event.total)
                elif isinstance(event, messages.ModelExported):
                    exported = event
            return None if exported is None else publish_model(plan, exported)

    @Slot(str, int, int)
    def _show_progress(self, phase: str, done: int, total: int) -> None:
        if self.dialog is None or not self.dialog.running:
            return
        if phase == "compare":
            self.dialog.show_progress(self.tr("Comparing it with the run…"), done, total)
        else:
            self.dialog.show_progress(self.tr("Writing the model…"), 0, 0)

    @Slot()
    def _stop(self) -> None:
        self._stopping = True
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _leave(self) -> None:
        """The project closes: what runs is ended, and the dialog goes."""
        self._stopping = True
        if self._job is not None:
            self._job.cancel()
            self._job.stop()
        if self.dialog is not None:
            self.dialog.running = False
            self.dialog.reject()


def _runs_with_weights(project: Project) -> tuple[RunRecord, ...]:
    return tuple(
        run for run in project.runs() if (run_folder(project.folder, run.id) / WEIGHTS).is_file()
    )


def _lines_of(error: Exception) -> list[str]:
    """What happened, to what, what was kept, what to do next."""
    if not isinstance(error, LabelMTError):
        return [f"{type(error).__name__}: {error}"]
    parts = (error.said("what"), error.subject, error.said("kept"), error.said("next_step"))
    return [translated(part) for part in parts if part]
