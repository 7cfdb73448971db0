"""Asks for the URL of a team's project on a server, and opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QWidget

from labelmt.domain.errors import LabelMTError
from labelmt.domain.text import translated
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.project.places.team_folders import folder_of_server

EXAMPLE = "postgresql://me@server.example/database?project=birds"
WIDTH_LETTERS = 64


class TeamOpener(QObject):
    """The server is asked beside the project's thread: what is open stays usable meanwhile."""

    def __init__(
        self,
        session: ProjectSession,
        jobs: JobBar,
        open_folder: Callable[[Path], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._jobs, self._open, self._window = session, jobs, open_folder, window

    @Slot()
    def ask(self) -> None:
        """Let a URL be typed. One that cannot be opened is shown again, with why."""
        self._ask("", "")

    def _ask(self, given: str, problem: str) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Open a team's project"))
        says = self.tr("URL of the project's database, as its owner gave it to you:")
        dialog.setLabelText("\n\n".join(filter(None, (problem, says))))
        dialog.setOkButtonText(self.tr("Open"))
        dialog.setTextValue(given)
        words = dialog.findChild(QLabel)
        if words is not None:
            words.setWordWrap(True)
        line = dialog.findChild(QLineEdit)
        if line is not None:
            line.setAccessibleName(self.tr("URL of the project"))
            line.setPlaceholderText(EXAMPLE)
            line.setMinimumWidth(line.fontMetrics().averageCharWidth() * WIDTH_LETTERS)
        dialog.textValueSelected.connect(self._find)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _find(self, typed: str) -> None:
        url = typed.strip()
        if not url:
            return
        job = self._jobs.start(self.tr("Opening the team's project"))

        def found(folder: Path) -> None:
            self._jobs.finish(job)
            self._open(folder)

        def failed(error: Exception) -> None:
            self._jobs.finish(job)
            if isinstance(error, LabelMTError):
                self._ask(url, _why(error))
            else:
                self._session.failed.emit(error)

        self._session.run_alone(lambda: folder_of_server(url), found, failed)


def _why(error: LabelMTError) -> str:
    """What happened and what to do next. A URL is not repeated: it stands in the field below."""
    subject = "" if "://" in error.subject else error.subject
    said = translated(error.said("what")), subject, translated(error.said("next_step"))
    return "\n".join(filter(None, said)).replace("&", "&&")  # a label's & marks a key
