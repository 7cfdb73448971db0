"""Takes the fingerprints of labelled images in the background, a few files at a time."""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.core.window_part import ProjectPart
from labelmt.project.intake.take_fingerprints import TOGETHER, take_fingerprints, unread_rows
from labelmt.project.project import Project
from labelmt.project.snapshot import Update

PAUSE_MS = 2000
"""After a label: the thumbnail that is being made may take the fingerprint, too."""
TURN = 4 * TOGETHER
"""Files a turn; whatever else wants a thread then has one."""


class LabelledContents(ProjectPart):
    """Reads files of labelled images of which it is not known what they hold.

    All of them after the folders have been looked through, for a project from before, or a table
    that was imported; then those that are labelled.
    """

    read = Signal()
    """Nothing is left to be read."""

    def __init__(self, session: ProjectSession, activity: UserActivity, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._activity = activity
        self._stop = threading.Event()
        self._rows: list[Rows] = []
        self._all = self._busy = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._go_on)
        session.leaving.connect(self._end)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._end()
        self._stop = threading.Event()

    def follow(self, update: Update) -> None:
        """Something was labelled."""
        patch = update.changes.annotations
        if patch is not None:
            self._rows.append(patch.rows)
            self._pause.start()

    @Slot()
    def read_all(self) -> None:
        """Look at all labelled images."""
        self._all = True
        self._go_on()

    @Slot()
    def _end(self) -> None:
        self._stop.set()
        self._pause.stop()
        self._rows.clear()
        self._all = self._busy = False

    @Slot()
    def _go_on(self) -> None:
        if self._busy:
            return
        if not self._all and not self._rows:
            self.read.emit()
            return
        stop, every = self._stop, self._all
        rows = self._rows
        if not every:
            self._rows = []
        self._busy, self._all = True, False

        def work(project: Project) -> Rows:
            asked = unread_rows(project) if every else np.unique(np.concatenate(rows))
            return _read_some(project, asked, self._activity, stop)

        def done(left: Rows) -> None:
            if stop is self._stop:
                self._busy = False
                if len(left):
                    self._rows.append(left)
                self._go_on()

        def failed(error: Exception) -> None:
            self._busy = False
            self._session.failed.emit(error)

        self._session.run_beside(work, done, failed)


def _read_some(project: Project, rows: Rows, activity: UserActivity, stop: threading.Event) -> Rows:
    """Read a few batches; the rows that are left."""
    turn = rows[:TURN].tolist()
    for _left in take_fingerprints(project, turn, activity.courtesy(stop)):
        pass
    return rows[len(turn) :]
