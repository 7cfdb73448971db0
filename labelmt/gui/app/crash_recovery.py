"""Crash recovery at start: offers to open again the project that was open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.gui.core.session import ProjectSession
from labelmt.project.places.open_marker import Unfinished, take_unfinished
from labelmt.project.places.project_folders import is_project, project_for_images


class CrashRecovery(QObject):
    """Asks before it opens again what may have been the reason of the program's end."""

    def __init__(
        self, session: ProjectSession, open_folder: Callable[[Path], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._open, self._window = session, open_folder, window

    def start(self, path: Path | None) -> None:
        """Open a project or a folder of images, or nothing, unless there is something to ask."""

        def look() -> tuple[Unfinished | None, bool]:
            unfinished = next((one for one in take_unfinished() if is_project(one.folder)), None)
            if unfinished is None or path is None:
                return unfinished, True
            place = path if path.is_dir() else path.parent
            project = place if is_project(place) else project_for_images(place)
            return unfinished, project.absolute() == unfinished.folder

        def go(found: tuple[Unfinished | None, bool]) -> None:
            unfinished, is_meant = found
            if unfinished is not None and is_meant:
                self._ask(unfinished)
            elif path is not None:
                self._open(path)

        def as_ever(_error: Exception) -> None:
            if path is not None:
                self._open(path)  # and say what is wrong with it

        self._session.run_alone(look, go, as_ever)

    def _ask(self, unfinished: Unfinished) -> None:
        name = unfinished.folder.name
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("After an interruption"))
        what = self.tr("LabelMT was cut off while “{0}” was open.")
        if not unfinished.was_open:
            what = self.tr("LabelMT was cut off while it was opening “{0}”.")
        box.setText(what.format(name))
        kept = self.tr("Everything you had labelled is saved.")
        box.setInformativeText(f"{kept}\n{unfinished.folder}")
        again = box.addButton(self.tr("Open it again"), QMessageBox.ButtonRole.AcceptRole)
        without = box.addButton(self.tr("Start without it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(again if unfinished.was_open else without)
        box.setEscapeButton(without)

        def finish() -> None:
            if box.clickedButton() is again:
                self._open(unfinished.folder)
            box.deleteLater()

        box.finished.connect(finish)
        box.open()
