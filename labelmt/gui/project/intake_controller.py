"""Scans folders for images, records what decoding finds, imports tables."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QTimer, Signal, Slot

from labelmt.domain.images import FileContent, ImageOutcome
from labelmt.domain.skipped_files import Skipped, told
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.gui.widgets.notices import Notice
from labelmt.project.intake.followed_links import follows_links, set_follows_links
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
    looking = Signal(bool)
    """The folders are being looked through, or no longer, however that ended."""
    found_away = Signal(object)
    """tuple of Path: folders of the project that are not there."""
    found_all = Signal()
    """All folders of the project are there."""
    found_another = Signal(int, int)
    """How many labelled images were found to hold another picture; of them, how many may."""
    imported = Signal()
    """A table of annotations was."""
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
        self._relinked = self._another = self._unsure = self._added = 0
        self._skipped: Counter[Skipped] = Counter()
        self._asked = False
        self._follow = commands.follow_links
        self._decoded: list[ImageOutcome] = []
        self._prints: list[FileContent] = []
        self._pause = QTimer(self, singleShot=True, interval=DECODED_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._progressed.connect(self._show_progress)
        session.leaving.connect(self.forget)
        commands.scan.triggered.connect(self.scan_as_asked)
        self._follow.triggered.connect(self._set_following)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Show whether another project wants links to be followed."""
        self._follow.setChecked(False)
        if project_view is not None:
            self._session.run_reading(
                follows_links, self._follow.setChecked, self._session.look_failed
            )

    @Slot()
    def scan(self) -> None:
        """Look for new, changed and vanished images; they appear as they are found."""
        self.stop()
        stop = self._stop = threading.Event()
        self._problems, self._away, self._skipped = [], [], Counter()
        self._relinked = self._another = self._unsure = self._added = 0
        self._line = self._jobs.start(self.tr("Looking for images"), stop.set)
        self.looking.emit(True)

        stopped = self._attention.courtesy(stop)

        def work(project: Project) -> None:
            for progress in scan_roots(project, stopped):
                self._progressed.emit(stop, progress)

        self._session.run_beside(work, lambda _none: self._end(stop), self._fail)

    @Slot()
    def scan_as_asked(self) -> None:
        """The same, and say what was found and left out: a person waits for it."""
        self._asked = True
        self.scan()

    @Slot(bool)
    def _set_following(self, wanted: bool) -> None:
        # Beside it, a scan could read what was wanted before.
        self._session.run(
            lambda project: set_follows_links(project, wanted), lambda _none: self.scan_as_asked()
        )

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
            self._session.run(
                lambda project: record_decoded(project, results), failed=self._session.look_failed
            )
        if prints:
            self._session.run(
                lambda project: record_fingerprints(project, prints),
                failed=self._session.look_failed,
            )

    @Slot()
    def forget(self) -> None:
        """Stop everything for the open project, before it closes."""
        self.stop()
        self.flush()

    @Slot(object, object)
    def _show_progress(self, stop: threading.Event, progress: ScanProgress) -> None:
        if stop is self._stop and self._line is not None:
            if progress.away:
                self._away += [Path(folder) for folder, _reason in progress.problems]
            else:
                self._problems.extend(progress.problems)
            self._relinked += progress.relinked
            self._another += progress.another
            self._unsure += progress.unsure
            self._added = progress.added
            self._skipped.update(progress.skipped)
            self._line.show_progress(progress.found, None)

    def _end(self, stop: threading.Event) -> None:
        if stop is not self._stop:
            return
        self._take_line_away()
        self.looking.emit(False)
        self._session.run_beside(
            remember, failed=self._session.look_failed
        )  # how many images there are now
        if self._problems:
            self._tell_problems()
        if self._away:
            self.found_away.emit(tuple(self._away))
        elif not stop.is_set():
            self.found_all.emit()
        if self._relinked:
            count = QLocale().toString(self._relinked)
            text = self.tr("{0} renamed images were found again, with their labels.").format(count)
            self.told.emit(Notice(text, serious=False, unasked=True))
        if self._another:
            self.found_another.emit(self._another, self._unsure)
        if self._asked or self._added:  # not at each start anew
            self._tell_skipped()
        self._asked = False
        self.scanned.emit()

    def _fail(self, error: Exception) -> None:
        self._take_line_away()
        self.looking.emit(False)
        self._session.failed.emit(error)

    def _tell_problems(self) -> None:
        count = QLocale().toString(len(self._problems))
        self.told.emit(
            Notice(
                self.tr("{0} files or folders could not be looked into.").format(count),
                subject=self._problems[0][0],
                kept=self.tr("All other images are there."),
                next_step=self.tr("Allow reading them, then choose File › Rescan folders."),
                details="\n".join(f"{path}: {reason}" for path, reason in self._problems),
            )
        )

    def _tell_skipped(self) -> None:
        del self._skipped[Skipped.UNREADABLE]  # told with their reasons
        sentences = [translated(one) for one in told(self._skipped)]
        if sentences:
            offers = (self._follow,) if self._skipped[Skipped.OUTWARD] else ()
            text, rest = " ".join(sentences[:2]), "\n".join(sentences[2:])
            self.told.emit(Notice(text, details=rest, serious=False, unasked=True, offers=offers))

    def _take_line_away(self) -> None:
        if self._line is not None:
            self._jobs.finish(self._line)
            self._line = None
