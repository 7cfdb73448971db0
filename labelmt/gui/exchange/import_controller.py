"""Imports labels from the window: the dialog, its previews, and the import off its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.exchange.import_dialog import ImportDialog
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.exchange.found_labels import FoundLabels, labels_in
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import ImportPlan, plan_import
from labelmt.project.exchange.import_table import ImportReport, import_planned
from labelmt.project.project import Project


class LabelImport(ProjectPart):
    """Asks how a file or folder is to be imported, and imports it.

    Args:
        imported: told after each import.
    """

    def __init__(
        self, session: ProjectSession, jobs: JobBar, imported: Callable[[], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._imported = imported
        self._window = window
        self._project_view: ProjectView | None = None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot(object)
    def ask(self, file: Path) -> None:
        """Show what would come of importing a file, and do it when the person wants it."""
        self._open(file, folder=False)

    @Slot(object)
    def ask_folder(self, folder: Path) -> None:
        """The same of a folder, once it is known which labels it has."""
        looks = self._open(folder, folder=True)
        self._session.run_alone(lambda: labels_in(folder), looks.show_found, looks.fail)

    def _open(self, place: Path, *, folder: bool) -> _Looks:
        schema = None if self._project_view is None else self._project_view.schema
        dialog = ImportDialog(place, self._window, folder=folder, schema=schema)
        looks = _Looks(self._session, dialog)
        dialog.accepted.connect(lambda: self.import_labels(place, dialog.choices()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return looks

    def import_labels(self, place: Path, choices: ImportChoices) -> None:
        """Import as one step; with any problem all are listed and nothing is imported."""
        line = self._jobs.start(self.tr("Importing {0}").format(place.name))

        def work(project: Project) -> ImportReport:
            return import_planned(project, plan_import(project, place, choices))

        def done(report: ImportReport) -> None:
            self._jobs.finish(line)
            self._tell(place, report)
            self._imported()

        def failed(error: Exception) -> None:
            self._jobs.finish(line)
            self.failed.emit(error)

        self._session.run(work, done, failed)

    def _tell(self, place: Path, report: ImportReport) -> None:
        count = QLocale().toString
        text = self.tr("{0} annotations on {1} images were imported.").format(
            count(report.annotations), count(report.images)
        )
        if report.opinions:
            kept = self.tr("{0} are kept as this person's own; what counts stays as it is.")
            text += " " + kept.format(count(report.opinions))
        if report.suggestions:
            text = self.tr("{0} suggestions were imported.").format(count(report.suggestions))
        self.told.emit(Notice(text, subject=place.name, serious=False))


class _Looks(QObject):
    """What a dialog shows: one look at a time, the next at what was chosen meanwhile."""

    def __init__(self, session: ProjectSession, dialog: ImportDialog) -> None:
        super().__init__(dialog)
        self._session = session
        self._dialog = dialog
        self._looking = self._again = self._over = False
        dialog.changed.connect(self.look)
        dialog.finished.connect(self.end)

    @Slot()
    def look(self) -> None:
        """Plan the import as it is chosen now, off this thread."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        place, choices = self._dialog.place, self._dialog.choices()
        self._session.run_beside(
            lambda project: plan_import(project, place, choices), self._show, self._fail
        )

    @Slot(int)
    def end(self, _result: int) -> None:
        """The dialog is closed: an answer that comes later has no place to be shown in."""
        self._over = True

    def show_found(self, found: tuple[FoundLabels, ...]) -> None:
        """Offer what a folder has."""
        if not self._over:
            self._dialog.show_found(found)

    def fail(self, error: Exception) -> None:
        """Say why there is nothing to be shown."""
        if not self._over:
            self._dialog.show_problem(str(error))

    def _show(self, plan: ImportPlan) -> None:
        if self._is_last():
            self._dialog.show_preview(plan.preview, plan.refused)

    def _fail(self, error: Exception) -> None:
        if self._is_last():
            self.fail(error)

    def _is_last(self) -> bool:
        self._looking = False
        if self._again and not self._over:
            self._again = False
            self.look()
            return False
        return not self._over
