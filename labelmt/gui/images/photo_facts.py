"""What photographs tell of themselves: read in the background, put into words."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTimer, Signal, Slot

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.core.window_part import ProjectPart
from labelmt.imaging.exif_facts import ExifFacts
from labelmt.project.images.exif_columns import ExifColumns
from labelmt.project.project import Project
from labelmt.project.snapshot import Update

PAUSE_MS = 500
"""After new images: more come."""


class PhotoReading(ProjectPart):
    """Reads EXIF a few files at a time, while nobody waits for anything else."""

    found = Signal()
    """The project view knows more of photographs than before."""
    finished = Signal()
    """Every file was looked into."""

    def __init__(self, session: ProjectSession, activity: UserActivity, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._activity = session, activity
        self._project_view: ProjectView | None = None
        self._stop = threading.Event()
        self._busy = self._again = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._go_on)
        session.leaving.connect(self._end)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._end()
        self._stop = threading.Event()
        self._project_view = project_view

    def follow(self, update: Update) -> None:
        """Files came, or changed."""
        if update.changes.images:
            self._pause.start()

    @Slot()
    def start(self) -> None:
        """Read what has not been read yet."""
        self._pause.start()

    def close(self) -> None:
        self._end()

    @Slot()
    def _end(self) -> None:
        self._stop.set()
        self._pause.stop()
        self._busy = self._again = False

    @Slot()
    def _go_on(self) -> None:
        self._again = self._busy
        if self._busy or self._project_view is None:
            return
        self._busy = True
        stop, activity = self._stop, self._activity

        def work(project: Project) -> tuple[ExifColumns, int]:
            return project.exif.read_part(project.images(), activity.courtesy(stop))

        def done(result: tuple[ExifColumns, int]) -> None:
            if stop is self._stop:
                self._take(*result)

        def failed(error: Exception) -> None:
            self._busy = False
            self._session.failed.emit(error)

        self._session.run_beside(work, done, failed)

    def _take(self, columns: ExifColumns, left: int) -> None:
        self._busy = False
        view = self._project_view
        if view is not None and columns is not view.exif:
            view.exif = columns
            self.found.emit()
        if left or self._again:
            self._go_on()
        else:
            self.finished.emit()


def photo_words(facts: ExifFacts) -> list[str]:
    """When, with what and where, each in words; nothing where it is not known."""
    words = []
    if facts.taken is not None:
        taken = datetime.fromtimestamp(facts.taken, UTC)
        words.append(f"{taken:%Y-%m-%d %H:%M}")
    if facts.camera:
        words.append(facts.camera)
    if facts.place is not None:
        north, east = facts.place
        number = QLocale()
        words.append(
            QCoreApplication.translate("PhotoReading", "{0}° {1}, {2}° {3}").format(
                number.toString(abs(north), "f", 4), "N" if north >= 0 else "S",
                number.toString(abs(east), "f", 4), "E" if east >= 0 else "W",
            )
        )  # fmt: skip
    return words
