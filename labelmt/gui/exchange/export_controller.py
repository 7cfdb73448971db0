"""Exports labels from the window: the dialog, its previews, and the writing off its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.formats.output import Exists, NotEmpty
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.remembered_places import Purpose, begin_in, remember
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
        self._dialog: ExportDialog | None = None
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
        dialog = ExportDialog(begin_in(Purpose.EXPORT), tasks, self._rows_in_view(), self._window)
        dialog.changed.connect(lambda: self._preview(dialog))
        dialog.export_asked.connect(lambda: self._look_at_place(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget)
        self._dialog = dialog
        dialog.open()

    def _preview(self, dialog: ExportDialog) -> None:
        self._asked += 1
        asked, out, choices = self._asked, dialog.out, dialog.choices()

        def show(preview: ExportPreview) -> None:
            if asked == self._asked:
                dialog.show_preview(preview)

        self._session.run_reading(lambda project: plan_export(project, out, choices).preview, show)

    def _look_at_place(self, dialog: ExportDialog) -> None:
        """Export and close the dialog; where that cannot be, say so in it."""
        out, choices = dialog.out, dialog.choices()

        def go(choices: ExportChoices) -> None:
            dialog.accept()
            self.export(out, choices)

        def failed(error: Exception) -> None:
            if self._dialog is not dialog:
                return
            there = error if isinstance(error, Exists) else None
            dialog.refuse(error if there is None else None)
            if there is not None:
                self._ask_to_replace(dialog, there, lambda: go(overwriting(choices)))

        def look(project: Project) -> None:
            plan = plan_export(project, out, choices)
            plan.output.check_place(is_folder=plan.format.is_folder)
            if not plan.format.is_folder:
                plan.output.check_file()

        def sound(_none: None) -> None:
            if self._dialog is dialog:
                go(choices)

        self._session.run_reading(look, sound, failed)

    @Slot()
    def _forget(self) -> None:
        self._asked += 1  # an answer that comes later has no dialog to be shown in
        self._dialog = None

    def export(self, out: Path, choices: ExportChoices) -> None:
        """Write labels; asks before anything that is there is replaced."""
        line = self._jobs.start(self.tr("Exporting {0}").format(out.name))

        def work(project: Project) -> ExportPlan:
            plan = plan_export(project, out, choices)
            export_planned(plan)
            return plan

        def done(plan: ExportPlan) -> None:
            self._jobs.finish(line)
            remember(Purpose.EXPORT, out)
            told = done_told(plan.preview, plan.output.others)
            self.told.emit(Notice(told, subject=str(out), serious=False))

        def failed(error: Exception) -> None:
            self._jobs.finish(line)
            if isinstance(error, Exists):
                again = overwriting(choices)
                self._ask_to_replace(self._window, error, lambda: self.export(out, again))
            else:
                self.failed.emit(error)

        self._session.run_beside(work, done, failed)

    def _ask_to_replace(self, window: QWidget, there: Exists, agreed: Callable[[], None]) -> None:
        box = QMessageBox(window)
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
        replace.clicked.connect(agreed)
        box.open()
