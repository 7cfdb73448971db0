"""Writes reports and contact sheets from the window: dialogs, and the writing off its thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.run_records import ENDED, RunRecord
from labelmt.domain.text import counted, phrase, translated
from labelmt.formats.output import Exists, Output
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.language import applied_language
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.remembered_places import Purpose, begin_in, remember
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.exchange.pages.ask_to_replace import ask_to_replace
from labelmt.gui.exchange.pages.contact_sheet_dialog import ContactSheetDialog, Rows
from labelmt.gui.exchange.pages.page_dialog import PageDialog
from labelmt.gui.exchange.pages.page_job import PageJob
from labelmt.gui.exchange.pages.report_dialog import ReportDialog
from labelmt.gui.paper.contact_sheet_pdf import SheetPrinter
from labelmt.gui.paper.report_pdf import report_printer
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.project import Project
from labelmt.project.report.contact_sheet import ContactSheet, sheet_output
from labelmt.project.report.data_card import DataCard, read_data_card, save_data_card
from labelmt.project.report.make_report import make_report
from labelmt.project.report.progress import Step
from labelmt.project.report.write_report import report_output, write_report


@dataclass(frozen=True, slots=True)
class _Written:
    """What a job has made.

    Attributes:
        unreadable: images that are shown as such. lacking: characters that no font here has.
    """

    pages: int
    lacking: set[str]
    images: int = 0
    unreadable: int = 0


class WrittenPages(ProjectPart):
    """File › Report… and File › Contact sheet….

    Args:
        in_view, selected: rows that the window shows, and those of them that are selected.
        search: the search line as it stands.
    """

    def __init__(
        self,
        session: ProjectSession,
        jobs: JobBar,
        in_view: Callable[[], Rows],
        selected: Callable[[], Rows],
        search: Callable[[], str],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._in_view = in_view
        self._selected = selected
        self._search = search
        self._window = window
        self._project_view: ProjectView | None = None
        self.dialog: PageDialog | None = None
        commands.report.triggered.connect(self.ask_report)
        commands.contact_sheet.triggered.connect(self.ask_sheet)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        if self.dialog is not None:
            self.dialog.reject()

    @Slot()
    def ask_report(self) -> None:
        """Let place, run and paper be chosen and the data card be filled in, and write."""
        if self._project_view is None or self.dialog is not None:
            return

        def read(project: Project) -> tuple[tuple[RunRecord, ...], DataCard]:
            runs = tuple(run for run in project.runs() if run.state in ENDED and run.tasks)
            return runs, read_data_card(project)

        def opened(found: tuple[tuple[RunRecord, ...], DataCard]) -> None:
            view = self._project_view
            if view is None or self.dialog is not None:
                return
            place = begin_in(Purpose.EXPORT) / self.tr("{0} report").format(view.name)
            dialog = ReportDialog(place, *found, self._window)
            dialog.write_asked.connect(lambda: self._look_at_report(dialog))
            self._open(dialog)

        self._session.run_reading(read, opened)

    @Slot()
    def ask_sheet(self) -> None:
        """Let images, columns and place be chosen, and write."""
        view = self._project_view
        if view is None or self.dialog is not None:
            return
        search = self._search().strip()
        heading = f"{view.name}: {search}" if search else view.name
        place = begin_in(Purpose.EXPORT) / f"{view.name}.pdf"
        dialog = ContactSheetDialog(place, heading, self._in_view(), self._selected(), self._window)
        dialog.write_asked.connect(lambda: self._look_at_sheet(dialog))
        self._open(dialog)

    def _open(self, dialog: PageDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self.dialog = None

    def _look_at_report(self, dialog: ReportDialog) -> None:
        out, run, paper = dialog.where.path, dialog.run, dialog.paper.paper
        card = dialog.card() if dialog.card_changed else None

        def work(overwrite: bool) -> Callable[[Project, Step], _Written]:
            def write(project: Project, step: Step) -> _Written:
                if card is not None:
                    save_data_card(project, card)
                printer = report_printer(paper)
                language = applied_language().language
                report = make_report(project, run, language=language, step=step)
                step(0, 0)
                write_report(report, report_output(project, out, overwrite=overwrite), printer)
                return _Written(printer.pages, printer.lacking)

            return write

        def check(project: Project) -> Output:
            output = report_output(project, out)
            output.check_place(is_folder=True)
            output.check_folder()
            return output

        name = self.tr("Writing the report")
        self._look(dialog, check, lambda overwrite: self._write(name, out, work(overwrite)))

    def _look_at_sheet(self, dialog: ContactSheetDialog) -> None:
        out, paper = dialog.where.path, dialog.paper.paper
        rows, choices = dialog.rows(), dialog.choices()

        def work(overwrite: bool) -> Callable[[Project, Step], _Written]:
            def write(project: Project, step: Step) -> _Written:
                sheet = ContactSheet(project, rows, choices)
                printer = SheetPrinter(sheet, paper, step)
                with sheet_output(project, out, overwrite=overwrite).file() as stream:
                    printer(stream)
                return _Written(printer.pages, printer.lacking, len(sheet), sheet.unreadable)

            return write

        def check(project: Project) -> Output:
            ContactSheet(project, rows, choices)
            output = sheet_output(project, out)
            output.check_place(is_folder=False)
            output.check_file()
            return output

        name = self.tr("Writing the contact sheet")
        self._look(dialog, check, lambda overwrite: self._write(name, out, work(overwrite)))

    def _look(
        self,
        dialog: PageDialog,
        check: Callable[[Project], Output],
        write: Callable[[bool], None],
    ) -> None:
        """Write and close the dialog; where that cannot be, say so in it."""

        def go(overwrite: bool) -> None:
            if self.dialog is dialog:
                dialog.accept()
                write(overwrite)

        def failed(error: Exception) -> None:
            if self.dialog is not dialog:
                return
            there = error if isinstance(error, Exists) else None
            dialog.refuse(error if there is None else None)
            if there is not None:
                ask_to_replace(dialog, there, lambda: go(True))

        self._session.run_reading(check, lambda _output: go(False), failed)

    def _write(self, name: str, out: Path, work: Callable[[Project, Step], _Written]) -> None:
        def done(made: _Written) -> None:
            remember(Purpose.EXPORT, out)
            told = [self.tr("Written. Pages: {0}.").format(QLocale().toString(made.pages))]
            if made.unreadable:
                told.append(
                    translated(
                        counted(
                            "{count:,} image cannot be read and is shown as such.",
                            "{count:,} images cannot be read and are shown as such.",
                            made.unreadable,
                        )
                    )
                )
            if made.lacking:
                signs = " ".join(sorted(made.lacking)[:40])
                told.append(
                    phrase("No font here has these characters of the PDF: {signs}", signs=signs)
                )
            self.told.emit(Notice(" ".join(told), subject=str(out), serious=False))

        PageJob(self._session, self._jobs, name, self).run(work, done, self.failed.emit)
