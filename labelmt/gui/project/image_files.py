"""Shows selected files in the file manager, or moves them to the trash."""

from __future__ import annotations

import threading

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.project.file_manager import show_in_file_manager
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.gui.widgets.notices import Notice
from labelmt.project.intake.trash import TrashProgress, trash_images
from labelmt.project.project import Project


class Files(ProjectPart):
    """Nothing is moved before a person has read how many files it is, and said so."""

    _progressed = Signal(object, object, int)

    def __init__(
        self,
        session: ProjectSession,
        browser: Browser,
        jobs: JobBar,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._browser = browser
        self._jobs = jobs
        self._window = window
        self._project_view: ProjectView | None = None
        self._stop = threading.Event()
        self._problems: list[tuple[str, str]] = []
        self._progressed.connect(self._show_progress)
        session.leaving.connect(self.stop)
        commands.show_file.triggered.connect(self.show_in_manager)
        commands.trash.triggered.connect(self.ask_to_trash)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def stop(self) -> None:
        """Leave in place the files that had no turn yet."""
        self._stop.set()

    @Slot()
    def show_in_manager(self) -> None:
        """Open the folder of the current image."""
        project_view, row = self._project_view, self._browser.current_row()
        if project_view is None or row is None:
            return
        path = project_view.images.path(row)
        if not show_in_file_manager(path):
            text = self.tr("The file manager could not be opened.")
            self.told.emit(Notice(text, subject=str(path.parent), serious=False))

    @Slot()
    def ask_to_trash(self) -> None:
        """Ask with the number of files, then move those that were selected when asked."""
        rows = tuple(self._browser.selected_rows().tolist())
        project_view = self._project_view
        if project_view is None or not rows:
            text = self.tr("Select the images whose files are to go to the trash.")
            self.told.emit(Notice(text, serious=False))
            return
        what = self.tr("Move {0} image files to the trash?")
        yes = self.tr("Move {0} files to the trash")
        if len(rows) == 1:
            what = self.tr("Move one image file to the trash?")
            yes = self.tr("Move one file to the trash")
        count = QLocale().toString(len(rows))
        kept = self.tr(
            "Their labels stay in the project. Undo does not bring files back: take them out of "
            "the trash, then choose File › Rescan folders."
        )
        if len(rows) == 1:
            kept = f"{project_view.images.path(rows[0])}\n\n{kept}"
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Move to the trash"))
        box.setText(what.format(count))
        box.setInformativeText(kept)
        move = box.addButton(yes.format(count), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def finish() -> None:
            if box.clickedButton() is move:
                self._trash(rows)
            box.deleteLater()

        box.finished.connect(finish)
        box.open()

    def _trash(self, rows: tuple[int, ...]) -> None:
        stop = self._stop = threading.Event()
        self._problems = []
        line = self._jobs.start(self.tr("Moving files to the trash"), stop.set)
        line.show_progress(0, len(rows))

        def work(project: Project) -> int:
            done = 0
            for progress in trash_images(project, rows):
                done = progress.done
                self._progressed.emit(line, progress, len(rows))
                if stop.is_set():
                    break
            return done

        def done(count: int) -> None:
            self._jobs.finish(line)
            self._tell(count, len(rows))

        def failed(error: Exception) -> None:
            self._jobs.finish(line)
            self._session.failed.emit(error)

        self._session.run_beside(work, done, failed)

    @Slot(object, object, int)
    def _show_progress(self, line: JobLine, progress: TrashProgress, total: int) -> None:
        self._problems.extend(progress.problems)
        line.show_progress(progress.done, total)

    def _tell(self, done: int, total: int) -> None:
        locale = QLocale()
        moved = locale.toString(done - len(self._problems))
        text = self.tr("{0} of {1} files are in the trash.").format(moved, locale.toString(total))
        problems = self._problems
        self.told.emit(
            Notice(
                text,
                subject=": ".join(problems[0]) if problems else "",
                kept=self.tr("All other files are where they were.") if problems else "",
                details="\n".join(f"{path}: {reason}" for path, reason in problems),
                serious=bool(problems),
            )
        )
