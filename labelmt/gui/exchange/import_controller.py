"""Imports labels from the window: the dialog, its previews, and the import off its thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.exchange.import_dialog import ImportDialog
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import ImportPreview, plan_import
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
        self._asked = 0

    @Slot(object)
    def ask(self, place: Path) -> None:
        """Show what would come of an import, and do it when the person wants it."""
        dialog = ImportDialog(place, self._window)
        dialog.changed.connect(lambda: self._preview(place, dialog))
        dialog.accepted.connect(lambda: self.import_labels(place, dialog.choices()))
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _preview(self, place: Path, dialog: ImportDialog) -> None:
        self._asked += 1
        asked, choices = self._asked, dialog.choices()

        def show(preview: ImportPreview) -> None:
            if asked == self._asked:
                dialog.show_preview(preview)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                dialog.show_problem(str(error))

        self._session.run_beside(
            lambda project: plan_import(project, place, choices).preview, show, failed
        )

    @Slot()
    def _forget(self) -> None:
        self._asked += 1  # an answer that comes later has no dialog to be shown in

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
        if report.suggestions:
            text = self.tr("{0} suggestions were imported.").format(count(report.suggestions))
        self.told.emit(Notice(text, subject=place.name, serious=False))
