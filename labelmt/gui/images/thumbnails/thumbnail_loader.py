"""Thumbnails for the screen: asked for by the delegate, made by a pool, kept within a bound."""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, QThread, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap

from labelmt.domain.changes import Changes
from labelmt.domain.images import FileContent, ImageOutcome, ImageStatus
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.images.thumbnails.pixmap_cache import Entry, PixmapCache
from labelmt.gui.images.thumbnails.thumbnail_maker import Made, ThumbnailMaker, Workshop
from labelmt.gui.images.thumbnails.thumbnail_queue import Request, ThumbnailQueue
from labelmt.imaging.thumbnail_eviction import MOST_BYTES, ThumbnailRoom

CACHE_BYTES = 256 * 1024 * 1024
DELIVERY_MS = 33
"""Results reach the window at most 30 times a second."""
DELIVERED_AT_ONCE = 48
"""Pixmaps made per delivery; the rest waits for the next, so that the window answers."""


class ThumbnailLoader(QObject):
    """Loads what is on screen first, then makes the rest while nothing else is asked for."""

    ready = Signal(object)
    """tuple of rows whose thumbnail or problem is there now."""
    decoded = Signal(object)
    """list of ImageOutcome for ``intake.record_decoded``."""
    fingerprinted = Signal(object)
    """list of FileContent for ``intake.record_fingerprints``."""
    progressed = Signal(int, int)
    """Images that have had their turn, and all of them; equal when everything is made."""
    failed = Signal(object)
    """Exception: thumbnails cannot be written. Told once a project."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        cache_bytes: int = CACHE_BYTES,
        disk_bytes: int = MOST_BYTES,
        activity: UserActivity | None = None,
    ) -> None:
        super().__init__(parent)
        self._attention = activity or UserActivity()
        self.disk_bytes = disk_bytes
        """Most that the thumbnails of a project take on disk."""
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(max(1, (os.cpu_count() or 2) - 1))
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._cache = PixmapCache(cache_bytes)
        self._problems: dict[int, str] = {}
        self._project_view: ProjectView | None = None
        self._workshop: Workshop | None = None
        self._edge = 0
        self._held = False
        self._told = (0, 0)
        self._timer = QTimer(self, interval=DELIVERY_MS)
        self._timer.timeout.connect(self._deliver)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Load another project's images, or none. What runs for the last one is dropped."""
        self._stop()
        self._project_view = project_view
        self._cache.clear()
        self._problems.clear()
        self._told = (0, 0)
        if project_view is not None:
            activity = self._attention
            queue = ThumbnailQueue(project_view.images, lambda: activity.held)
            queue.hold(self._held)
            folder = project_view.folder / "cache" / "thumbnails"
            self._workshop = Workshop(queue, folder, ThumbnailRoom(folder, self.disk_bytes))
            self._work()

    def bound_disk(self, disk_bytes: int) -> None:
        """Let the thumbnails of a project take at most so much on disk; counts them anew."""
        self.disk_bytes = disk_bytes
        if self._workshop is not None:
            self._workshop.room = ThumbnailRoom(self._workshop.folder, disk_bytes)

    def hold(self, held: bool) -> None:
        """Leave the cores to a training: make only what somebody looks at, until it is over."""
        if held == self._held:
            return
        self._held = held
        if self._workshop is not None:
            self._workshop.queue.hold(held)
            self._work()

    def set_edge(self, pixels: int) -> None:
        """The size wanted from now on: the longer side in pixels of the screen."""
        self._edge = pixels

    def pixmap(self, row: int) -> QPixmap | None:
        """What there is to draw now; of another size while the right one is being made."""
        entry = self._cache.get(row)
        return entry.pixmap if entry is not None else None

    def problem(self, row: int) -> str:
        """Why an image cannot be shown, or nothing."""
        return self._problems.get(row, "")

    def want(self, rows: Iterable[int]) -> None:
        """Load these, first things first, and forget what was asked for before."""
        if self._workshop is not None and self._edge:
            self._workshop.queue.wish(Request(row, self._edge) for row in rows if self._lacks(row))
            self._work()

    def request(self, row: int) -> None:
        """Load one more image before all others."""
        if self._workshop is not None and self._edge and self._lacks(row):
            self._workshop.queue.add(Request(row, self._edge))
            self._work()

    def follow(self, changes: Changes) -> None:
        """Look again at images that were added or changed."""
        project_view, workshop = self._project_view, self._workshop
        if project_view is None or workshop is None or not changes.images:
            return
        images = project_view.images
        rows = np.asarray(changes.images, dtype=np.int64)
        # What was only written down as readable is known already.
        pending = rows[images.status[rows] == ImageStatus.PENDING].tolist()
        workshop.queue.follow(images, pending)
        for row in pending:
            self._problems.pop(row, None)
            entry = self._cache.get(row)
            if entry is not None and entry.stamp != images.stamp(row):
                self._cache.drop(row)
        self._work()

    def close(self) -> None:
        """Stop, and wait for the images that are being decoded."""
        self._stop()
        self._project_view = None

    def _lacks(self, row: int) -> bool:
        project_view = self._project_view
        if project_view is None or row >= len(project_view.images) or row in self._problems:
            return False
        if int(project_view.images.status[row]) in (ImageStatus.UNREADABLE, ImageStatus.MISSING):
            return False
        entry = self._cache.get(row)
        return entry is None or entry.edge != self._edge

    def _work(self) -> None:
        """Keep as many threads busy as the pool has; each ends when nothing is left to do."""
        workshop = self._workshop
        if workshop is None:
            return
        for _ in range(self._pool.maxThreadCount() - self._pool.activeThreadCount()):
            self._pool.start(ThumbnailMaker(workshop))
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _deliver(self) -> None:
        workshop = self._workshop
        if workshop is None:
            self._timer.stop()
            return
        idle = self._pool.activeThreadCount() == 0  # asked first: what ends later is seen later
        rows: list[int] = []
        decoded: list[ImageOutcome] = []
        prints: list[FileContent] = []
        while workshop.made and len(rows) < DELIVERED_AT_ONCE:
            made = workshop.made.popleft()
            if self._take(made):
                rows.append(made.request.row)
            if made.size is not None:
                outcome = ImageOutcome.of_decoding(
                    made.request.row, *made.size, made.problem, made.note
                )
                decoded.append(outcome)
            if made.content is not None:
                prints.append(FileContent(made.request.row, *made.content))
        while workshop.faults:
            self.failed.emit(workshop.faults.popleft())
        if workshop.queue.has_more():
            # A thread that was just ending when something was asked for did not see it.
            self._work()
        elif idle and not workshop.made:
            self._timer.stop()
        if rows:
            self.ready.emit(tuple(rows))
        if decoded:
            self.decoded.emit(decoded)
        if prints:
            self.fingerprinted.emit(prints)
        progress = workshop.queue.progress()
        if progress != self._told:
            self._told = progress
            self.progressed.emit(*progress)

    def _take(self, made: Made) -> bool:
        """Keep a result; whether there is something new to draw."""
        row = made.request.row
        if made.problem:
            self._problems[row] = made.problem
            self._cache.drop(row)
            return True
        if made.image is None:
            return False
        pixmap = QPixmap.fromImage(made.image)
        self._cache.put(row, Entry(pixmap, made.request.edge, made.stamp))
        return True

    def _stop(self) -> None:
        self._timer.stop()
        if self._workshop is not None:
            self._workshop.queue.stop()
            self._workshop = None
        self._pool.clear()
        self._pool.waitForDone()
