"""Restores backups in the window, saves elsewhere, says what cannot be written or shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from labelmt.domain.errors import EnvironmentFault, LabelMTError, ProjectDamaged, ProjectGone
from labelmt.domain.text import translated
from labelmt.gui.backups.restore_dialog import RestoreDialog
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.remembered_places import Purpose, choose_folder
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.notices import Notice
from labelmt.project.backups.dated_copies import Backup
from labelmt.project.places.open_marker import open_elsewhere
from labelmt.project.places.project_folders import projects_home
from labelmt.project.rescue.preview import RestorePreview, preview_restore
from labelmt.project.rescue.restore import RestoreReport, restore, told_of
from labelmt.project.snapshot import Update


class BackupsController(ProjectPart):
    """All work on files is done on the session's threads."""

    def __init__(self, session: ProjectSession, commands: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.dialog: RestoreDialog | None = None
        """The one that is shown."""
        session.unsafe.connect(self._say_unsafe)
        commands.restore_backup.triggered.connect(self.ask)
        self._runs = commands.runs
        self._save_elsewhere = QAction(self.tr("Save elsewhere…"), self)
        self._save_elsewhere.triggered.connect(self.ask_where)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Say whether it can be written, and whether somebody else has it open."""
        folder = self._session.folder
        if project_view is None or folder is None:
            return
        look_failed = self._session.look_failed
        self._session.run_reading(
            lambda project: project.read_only_because, self._say_read_only, look_failed
        )
        self._session.run_alone(lambda: open_elsewhere(folder), self._say_elsewhere)
        self._session.run_reading(
            lambda project: project.predictions_problem, self._say_unshown, look_failed
        )

    def follow(self, update: Update) -> None:
        """Predictions may have become unreadable."""
        if update.changes.predictions and update.predictions is None:
            asked = self._session.run_reading
            asked(
                lambda project: project.predictions_problem,
                self._say_unshown,
                self._session.look_failed,
            )

    @Slot()
    def ask(self) -> None:
        """Show the backups of the open project, or of one that is asked for."""
        folder = self._session.folder
        if folder is None:
            title = self.tr("Restore a project")
            folder = choose_folder(self._window, Purpose.PROJECT, title, projects_home())
            if folder is None:
                return
        self.show_backups(folder)

    def show_backups(self, folder: Path) -> None:
        """Look at the backups of a project, then show them."""
        self._session.run_alone(
            lambda: preview_restore(folder), lambda found: self._show(folder, found)
        )

    @Slot(object)
    def help_after(self, error: Exception) -> None:
        """Offer what helps after an error that a person was told of."""
        if isinstance(error, ProjectDamaged) and self.dialog is None:
            self.show_backups(Path(error.subject).parent)
        elif isinstance(error, ProjectGone):
            self.told.emit(
                Notice(
                    self.tr("Nothing more can be saved where the project was."),
                    next_step=self.tr("What was saved before can be written to another folder."),
                    offers=(self._save_elsewhere,),
                )
            )

    @Slot()
    def ask_where(self) -> None:
        """Let a folder be chosen, write the project there and go on with it."""
        title = self.tr("Save the project in")
        chosen = choose_folder(self._window, Purpose.PROJECT, title, projects_home())
        if chosen is not None:
            self.save_elsewhere(chosen)

    def save_elsewhere(self, folder: Path) -> None:
        """Write the open project into another folder and go on with that one."""
        self._session.run(
            lambda project: project.save_elsewhere(folder),
            lambda _none: self._session.open(folder),
        )

    def _show(self, folder: Path, found: RestorePreview) -> None:
        if self.dialog is not None:
            return
        dialog = self.dialog = RestoreDialog(found, self._window)
        dialog.accepted.connect(lambda: self._restore(folder, dialog.chosen))
        dialog.finished.connect(self._put_away)
        dialog.open()

    @Slot()
    def _put_away(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _restore(self, folder: Path, backup: Backup | None) -> None:
        if self._session.folder == folder:
            self._session.close()

        def work() -> RestoreReport:
            if open_elsewhere(folder):
                raise EnvironmentFault(
                    "The project is open in another window.",
                    subject=str(folder),
                    kept="Nothing was changed.",
                    next_step="Close it there, then restore it.",
                )
            return restore(folder, backup)

        def done(report: RestoreReport) -> None:
            first, *rest = (translated(one) for one in told_of(report))
            self.told.emit(Notice(first, subject=" ".join(rest), serious=False))
            self._session.open(folder)

        self._session.run_after_closing(work, done)

    def _say_read_only(self, why: LabelMTError | None) -> None:
        if why is not None:
            self.told.emit(
                Notice(
                    self.tr("The project is open for reading only."),
                    subject=translated(why.said("what")),
                    next_step=translated(why.said("next_step")),
                )
            )

    @Slot(object)
    def _say_unsafe(self, why: LabelMTError) -> None:
        kept = translated(why.said("kept"))
        if isinstance(why, EnvironmentFault):
            kept = self.tr("All annotations are saved in the project itself.")
        self.told.emit(
            Notice(
                self.tr("No backup of this project can be written."),
                subject=f"{translated(why.said('what'))} {why.subject}",
                kept=kept,
                next_step=translated(why.said("next_step")),
            )
        )

    def _say_unshown(self, problem: str) -> None:
        if problem:
            self.told.emit(
                Notice(
                    self.tr("The predictions that were kept are damaged and cannot be shown."),
                    subject=problem,
                    kept=self.tr("All annotations are there."),
                    next_step=self.tr("Train again, or let another run predict."),
                    offers=(self._runs,),
                )
            )

    def _say_elsewhere(self, elsewhere: bool) -> None:
        if elsewhere:
            self.told.emit(
                Notice(
                    self.tr("This project is also open in another window."),
                    next_step=self.tr(
                        "What is done there is shown here; undo takes back your own."
                    ),
                    serious=False,
                )
            )
