"""Missing and unreadable images: listed, decoded again, relocated."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from labelmt.domain.changes import Changes
from labelmt.domain.images import ImageStatus
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.locate_dialog import LocateDialog
from labelmt.gui.project.missing_dialog import MissingDialog
from labelmt.gui.project.missing_model import missing_rows, reasons_text
from labelmt.gui.widgets.notices import Notice
from labelmt.project.intake.relocate import Relocation, find_relocated, relocate, root_states
from labelmt.project.intake.scan_images import try_again
from labelmt.project.project import Project
from labelmt.project.snapshot import Update


class MissingImages(ProjectPart):
    """Connects the dialogs with the project."""

    withdrawn = Signal(object)
    """Notice that was told and does not hold any more."""

    def __init__(
        self,
        session: ProjectSession,
        intake: IntakeController,
        browser: Browser,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._intake = intake
        self._browser = browser
        self._locate = commands.locate
        self._window = window
        self._project_view: ProjectView | None = None
        self._stop = threading.Event()
        self._away: Notice | None = None
        self.dialog = MissingDialog(window)
        self.dialog.again_asked.connect(self._try_again)
        self.dialog.copy_asked.connect(self._copy)
        self.dialog.row_chosen.connect(browser.show_image)
        self.dialog.locate_asked.connect(self._locate.trigger)
        intake.found_away.connect(self._tell_away)
        intake.found_all.connect(self._withdraw)
        self._locate.triggered.connect(self.ask_where)
        commands.show_missing.triggered.connect(self.show_list)
        commands.try_again.triggered.connect(self.try_all_again)
        commands.copy_reason.triggered.connect(self.copy_reasons)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._stop.set()
        self._withdraw()
        if project_view is None:
            self.dialog.close()
        if self.dialog.isVisible():
            self.dialog.show_project_view(project_view)

    def follow(self, update: Update) -> None:
        """The project has changed."""
        if update.images is not None and self.dialog.isVisible():
            self.dialog.show_project_view(self._project_view)

    @Slot()
    def show_list(self) -> None:
        """List the images that cannot be shown."""
        self.dialog.show_project_view(self._project_view)
        if self.dialog.isVisible():
            self.dialog.raise_()
        self.dialog.show()
        self.dialog.activateWindow()
        self.dialog.list.setFocus()

    @Slot()
    def try_all_again(self) -> None:
        """Have all images decoded again that could not be."""
        project_view = self._project_view
        if project_view is not None:
            self._try_again((project_view.images.status == ImageStatus.UNREADABLE).nonzero()[0])

    @Slot()
    def copy_reasons(self) -> None:
        """Copy path and reason of those selected images that cannot be shown."""
        project_view = self._project_view
        if project_view is None:
            return
        selected = self._browser.selected_rows()
        rows = selected[np.isin(selected, missing_rows(project_view))]
        if not len(rows):
            text = self.tr("The selected images can be shown: there is no reason to copy.")
            self.told.emit(Notice(text, serious=False))
            return
        self._copy(rows)

    @Slot(object)
    def _copy(self, rows: Rows) -> None:
        project_view = self._project_view
        if project_view is not None:
            images = project_view.images  # does not change: what follows is another one
            self._session.run_alone(
                lambda: reasons_text(images, rows), QGuiApplication.clipboard().setText
            )

    @Slot()
    def ask_where(self) -> None:
        """Let the place of a moved folder be chosen."""
        dialog = LocateDialog(self._window)
        dialog.look_asked.connect(lambda root_id, place: self._look(dialog, root_id, place))
        dialog.relink_asked.connect(self._relink)
        dialog.stop_asked.connect(lambda: self._stop.set())
        dialog.finished.connect(dialog.deleteLater)
        self._session.run_reading(root_states, dialog.show_roots)
        dialog.open()
        dialog.place.setFocus()

    @Slot(object)
    def _try_again(self, rows: Rows) -> None:
        project_view = self._project_view
        if project_view is None:
            return
        status = project_view.images.status[rows]
        unreadable = tuple(rows[status == ImageStatus.UNREADABLE].tolist())
        if unreadable:
            self._session.run(lambda project: try_again(project, unreadable))
        elif not (status == ImageStatus.MISSING).any():
            text = self.tr("There are no unreadable images.")
            self.told.emit(Notice(text, serious=False))
        if (status == ImageStatus.MISSING).any():
            self._intake.scan()

    def _look(self, dialog: LocateDialog, root_id: int, place: Path) -> None:
        stop = self._stop = threading.Event()

        def work(project: Project) -> Relocation:
            return find_relocated(project, root_id, place, stop.is_set)

        def done(found: Relocation) -> None:
            if not stop.is_set():
                dialog.show_found(found)

        def failed(error: Exception) -> None:
            if not stop.is_set():
                dialog.show_problem(str(error))

        self._session.run_beside(work, done, failed)

    @Slot(object)
    def _relink(self, found: Relocation) -> None:
        # What a scan that is under way says of the old place is of no use any more.
        self._intake.stop()

        def done(_changes: Changes) -> None:
            count = QLocale().toString(found.found)
            other = QLocale().toString(found.other) if found.other else ""
            kept = self.tr(
                "At the paths of {0} lies something else, or may. Of them, is:changed finds those "
                "that are labelled."
            )
            self.told.emit(
                Notice(
                    self.tr("{0} images are linked to their files again.").format(count),
                    subject=str(found.folder),
                    kept=kept.format(other) if other else "",
                    next_step=self.tr("Locate the folder again to choose another place."),
                    serious=False,
                )
            )
            self._intake.scan()

        self._session.run(lambda project: relocate(project, found), done)

    @Slot(object)
    def _tell_away(self, folders: tuple[Path, ...]) -> None:
        """Offer to locate folders that the scan that is just ending did not find."""
        text = self.tr("A folder of images is not there.")
        if len(folders) > 1:
            count = QLocale().toString(len(folders))
            text = self.tr("{0} folders of images are not there.").format(count)
        notice = Notice(
            text,
            subject="\n".join(map(str, folders[:3])),
            kept=self.tr("All labels are kept."),
            next_step=self.tr("Connect its disk, or say where the folder lies now."),
            offers=(self._locate,),
        )
        if notice != self._away:
            self._withdraw()
        self._away = notice
        self.told.emit(notice)

    @Slot()
    def _withdraw(self) -> None:
        notice, self._away = self._away, None
        if notice is not None:
            self.withdrawn.emit(notice)
