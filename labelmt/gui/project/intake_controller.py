"""Scans folders for images, records what decoding finds, imports tables."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QTimer, Signal, Slot

from labelmt.domain.annotations import State
from labelmt.domain.images import FileContent, ImageOutcome
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.gui.widgets.notices import Notice
from labelmt.project.exchange.import_table import ImportReport, import_table
from labelmt.project.intake.scan_images import (
    ScanProgress,
    record_decoded,
    record_fingerprints,
    scan_roots,
)
from labelmt.project.places.recent_projects import remember
from labelmt.project.project import Project

DECODED_PAUSE_MS = 250
"""What the thumbnail loader learns of images is written in batches this far apart."""


class IntakeController(ProjectPart):
    """Scans the open project's folders, and writes down what decoding finds out."""

    scanned = Signal()
    """All folders have been looked through, or the person stopped it."""
    found_away = Signal(object)
    """tuple of Path: folders of the project that are not there."""
    found_all = Signal()
    """All folders of the project are there."""
    _progressed = Signal(object, object)

    def __init__(
        self,
        session: ProjectSession,
        jobs: JobBar,
        activity: UserActivity,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._attention = activity
        self._session = session
        self._jobs = jobs
        self._stop = threading.Event()
        self._line: JobLine | None = None
        self._problems: list[tuple[str, str]] = []
        self._away: list[Path] = []
        self._relinked = 0
        self._decoded: list[ImageOutcome] = []
        self._prints: list[FileContent] = []
        self._pause = QTimer(self, singleShot=True, interval=DECODED_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._progressed.connect(self._show_progress)
        session.leaving.connect(self.forget)
        commands.scan.triggered.connect(self.scan)

    @Slot()
    def scan(self) -> None:
        """Look for new, changed and vanished images; they appear as they are found."""
        self.stop()
        stop = self._stop = threading.Event()
        self._problems, self._away, self._relinked = [], [], 0
        self._line = self._jobs.start(self.tr("Looking for images"), stop.set)

        give_way = self._attention.courtesy(stop)

        def stopped() -> bool:
            give_way()
            return stop.is_set()

        def work(project: Project) -> None:
            for progress in scan_roots(project, stopped):
                self._progressed.emit(stop, progress)

        self._session.run_beside(work, lambda _none: self._end(stop), self._fail)

    def stop(self) -> None:
        """Stop scanning; what was found so far stays."""
        self._stop.set()
        self._take_line_away()

    @Slot(object)
    def note_decoded(self, results: Sequence[ImageOutcome]) -> None:
        """Keep sizes and problems of images that were decoded, to be written soon."""
        self._decoded.extend(results)
        if not self._pause.isActive():
            self._pause.start()

    @Slot(object)
    def note_fingerprints(self, prints: Sequence[FileContent]) -> None:
        """Keep what decoded files hold, to be written soon."""
        self._prints.extend(prints)
        if not self._pause.isActive():
            self._pause.start()

    @Slot()
    def flush(self) -> None:
        """Write what is known of decoded images now."""
        self._pause.stop()
        results, self._decoded = self._decoded, []
        prints, self._prints = self._prints, []
        if results:
            self._session.run(lambda project: record_decoded(project, results))
        if prints:
            self._session.run(lambda project: record_fingerprints(project, prints))

    @Slot()
    def forget(self) -> None:
        """Stop everything for the open project, before it closes."""
        self.stop()
        self.flush()

    def import_table(self, file: Path, unlisted: State) -> None:
        """Import annotations; all problems are listed, with any nothing is imported."""
        line = self._jobs.start(self.tr("Importing {0}").format(file.name))

        def done(report: ImportReport) -> None:
            self._jobs.finish(line)
            self._tell_import(file, report)

        def failed(error: Exception) -> None:
            self._jobs.finish(line)
            self._session.failed.emit(error)

        self._session.run(lambda project: import_table(project, file, {}, unlisted), done, failed)

    def _tell_import(self, file: Path, report: ImportReport) -> None:
        locale = QLocale()
        text = self.tr("{0} annotations on {1} images were imported.").format(
            locale.toString(report.annotations), locale.toString(report.images)
        )
        self.told.emit(Notice(text, subject=file.name, serious=False))

    @Slot(object, object)
    def _show_progress(self, stop: threading.Event, progress: ScanProgress) -> None:
        if stop is self._stop and self._line is not None:
            if progress.away:
                self._away += [Path(folder) for folder, _reason in progress.problems]
            else:
                self._problems.extend(progress.problems)
            self._relinked += progress.relinked
            self._line.show_progress(progress.found, None)

    def _end(self, stop: threading.Event) -> None:
        if stop is not self._stop:
            return
        self._take_line_away()
        self._session.run_beside(remember)  # how many images there are now
        if self._problems:
            self._tell_problems()
        if self._away:
            self.found_away.emit(tuple(self._away))
        elif not stop.is_set():
            self.found_all.emit()
        if self._relinked:
            count = QLocale().toString(self._relinked)
            text = self.tr("{0} renamed images were found again, with their labels.").format(count)
            self.told.emit(Notice(text, serious=False))
        self.scanned.emit()

    def _fail(self, error: Exception) -> None:
        self._take_line_away()
        self._session.failed.emit(error)

    def _tell_problems(self) -> None:
        count = QLocale().toString(len(self._problems))
        self.told.emit(
            Notice(
                self.tr("{0} files or folders could not be looked into.").format(count),
                subject=self._problems[0][0],
                kept=self.tr("All other images are there."),
                next_step=self.tr("Allow reading them, then choose Project › Look for images."),
                details="\n".join(f"{path}: {reason}" for path, reason in self._problems),
            )
        )

    def _take_line_away(self) -> None:
        if self._line is not None:
            self._jobs.finish(self._line)
            self._line = None
