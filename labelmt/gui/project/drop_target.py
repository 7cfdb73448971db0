"""Drag and drop of files and folders: opened, or added to the open project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.gui.core.session import ProjectSession
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.project.intake.add_folders import add_folders

NAMES_TOLD = 5


class Drops(QObject):
    """While a project is open, asks which of these is meant.

    Args:
        open_folder: opens a project, or a folder of images as one.
    """

    import_asked = Signal(object)
    """Path of a folder whose labels are to be imported."""

    def __init__(
        self,
        session: ProjectSession,
        intake: IntakeController,
        open_folder: Callable[[Path], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._intake = intake
        self._open = open_folder
        self._window = window

    def can_take(self, data: QMimeData) -> bool:
        """Whether something dragged onto the window may be a file or folder."""
        return any(url.isLocalFile() for url in data.urls())

    def take(self, paths: Sequence[Path]) -> None:
        """Open what was dropped, or ask."""
        if not self._session.is_open:
            self._open(paths[0])
            return
        names = [path.name or str(path) for path in paths[:NAMES_TOLD]]
        if len(paths) > NAMES_TOLD:
            names.append(self.tr("and {0} more").format(len(paths) - NAMES_TOLD))
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Dropped"))
        box.setText(
            self.tr("Add to this project, import its labels, or open as a project of its own?")
        )
        note = self.tr("A file stands for all images of its folder. Files stay where they are.")
        box.setInformativeText("\n".join(names) + "\n\n" + note)
        add = box.addButton(self.tr("Add"), QMessageBox.ButtonRole.AcceptRole)
        labels = box.addButton(self.tr("Import labels"), QMessageBox.ButtonRole.ActionRole)
        other = box.addButton(self.tr("Open"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(add)

        def finish() -> None:
            if box.clickedButton() is add:
                self._add(paths)
            elif box.clickedButton() is labels:
                self._import(paths[0])
            elif box.clickedButton() is other:
                self._open(paths[0])
            box.deleteLater()

        box.finished.connect(finish)
        box.open()

    def _add(self, paths: Sequence[Path]) -> None:
        self._session.run_beside(lambda project: add_folders(project, paths), self._look)

    def _import(self, path: Path) -> None:
        self._session.run_alone(
            lambda: path if path.is_dir() else path.parent, self.import_asked.emit
        )

    @Slot(object)
    def _look(self, _folders: Sequence[Path]) -> None:
        """Also where all were known: something may be new in them."""
        self._intake.scan()
