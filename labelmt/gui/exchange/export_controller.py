"""Exports labels from the window: the dialog, its previews, and the writing off its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.formats.output import Exists, NotEmpty
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.exchange.export_dialog import ExportDialog, overwriting
from labelmt.gui.exchange.export_told import done_told
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.exchange.export_choices import ExportChoices, Rows
from labelmt.project.exchange.export_labels import ExportPlan, export_planned, plan_export
from labelmt.project.exchange.export_preview import ExportPreview
from labelmt.project.project import Project


class LabelExport(ProjectPart):
    """File › Export labels….

    Args:
        rows_in_view: the images that the window shows, in their order.
    """

    def __init__(
        self,
        session: ProjectSession,
        jobs: JobBar,
        rows_in_view: Callable[[], Rows],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._rows_in_view = rows_in_view
        self._window = window
        self._project_view: ProjectView | None = None
        self._asked = 0
        commands.export_labels.triggered.connect(self.ask)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def ask(self) -> None:
        """Let format and place be chosen, and export."""
        project_view = self._project_view
        if project_view is None:
            return
        tasks = tuple(task.name for task in project_view.schema.tasks)
        dialog = ExportDialog(Path.home(), tasks, self._rows_in_view(), self._window)
        dialog.changed.connect(lambda: self._preview(dialog))
        dialog.accepted.connect(lambda: self.export(dialog.out, dialog.choices()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget)
        dialog.open()

    def _preview(self, dialog: ExportDialog) -> None:
        self._asked += 1
        asked, out, choices = self._asked, dialog.out, dialog.choices()

        def show(preview: ExportPreview) -> None:
            if asked == self._asked:
                dialog.show_preview(preview)

        self._session.run_reading(lambda project: plan_export(project, out, choices).preview, show)

    @Slot()
    def _forget(self) -> None:
        self._asked += 1  # an answer that comes later has no dialog to be shown in

    def export(self, out: Path, choices: ExportChoices) -> None:
        """Write labels; asks before anything that is there is replaced."""
        line = self._jobs.start(self.tr("Exporting {0}").format(out.name))

        def work(project: Project) -> ExportPlan:
            plan = plan_export(project, out, choices)
            export_planned(plan)
            return plan

        def done(plan: ExportPlan) -> None:
            self._jobs.finish(line)
            told = done_told(plan.preview, plan.output.others)
            self.told.emit(Notice(told, subject=str(out), serious=False))

        def failed(error: Exception) -> None:
            self._jobs.finish(line)
            if isinstance(error, Exists):
                self._ask_to_replace(out, choices, error)
            else:
                self.failed.emit(error)

        self._session.run_beside(work, done, failed)

    def _ask_to_replace(self, out: Path, choices: ExportChoices, there: Exists) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        mixes = isinstance(there, NotEmpty)
        box.setText(
            self.tr("There is something in this folder already. Write into it all the same?")
            if mixes
            else self.tr("There is a file of this name already. Replace it?")
        )
        box.setInformativeText(there.subject)
        replace = box.addButton(
            self.tr("Write into it") if mixes else self.tr("Replace"),
            QMessageBox.ButtonRole.AcceptRole,
        )
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(box.deleteLater)
        replace.clicked.connect(lambda: self.export(out, overwriting(choices)))
        box.open()
