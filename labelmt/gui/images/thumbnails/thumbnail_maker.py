"""Makes one thumbnail after another on a thread of a pool."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QRunnable
from PySide6.QtGui import QImage

from labelmt.domain.errors import EnvironmentFault, UnreadableImage
from labelmt.domain.images import ImageStatus
from labelmt.gui.images.thumbnails.qimage_conversion import fitted, read_thumbnail, to_qimage
from labelmt.gui.images.thumbnails.thumbnail_queue import Request, ThumbnailQueue
from labelmt.imaging.decode import decode_file, read_image
from labelmt.imaging.fingerprint import content_of
from labelmt.imaging.thumbnail_eviction import ThumbnailRoom
from labelmt.imaging.thumbnails import ThumbnailStore
from labelmt.project.images.image_columns import ImageTable

_log = logging.getLogger(__name__)

KEPT_EDGES = 256, 512, 1024
"""Sizes kept on disk. Larger ones than the first are made only where somebody looks at them; the
last is for the largest thumbnails on a screen of twice the usual density."""


@dataclass(frozen=True, eq=False, slots=True)
class Made:
    """What became of a request.

    Attributes:
        image: ready to be drawn; None where nobody looks, or where it cannot be read.
        stamp: the version of the file that was read.
        size: (width, height) of the original where it was decoded, else None.
        problem: why it cannot be read, or nothing. note: what is missing of it, or nothing.
        content: (size in bytes, mtime_ns, fingerprint) of a file that was decoded.
    """

    request: Request
    stamp: str
    image: QImage | None = None
    size: tuple[int, int] | None = None
    problem: str = ""
    content: tuple[int, int, bytes] | None = None
    note: str = ""


ASKED_EVERY_S = 10.0


@dataclass(slots=True)
class Workshop:
    """What the threads share. ``made`` and ``faults`` are emptied by the GUI thread."""

    queue: ThumbnailQueue
    folder: Path
    room: ThumbnailRoom
    made: deque[Made] = field(default_factory=deque)
    faults: deque[Exception] = field(default_factory=deque)
    decoded: dict[int, str] = field(default_factory=dict)
    """Row to the stamp of the file that has been decoded while this window lived."""
    can_write: bool = True
    _roots: dict[int, tuple[float, bool]] = field(default_factory=dict)
    """Root id to when it was asked for last, and whether it was there."""

    def useful(self, row: int) -> bool:
        """Whether an image still needs a thumbnail on disk, as far as can be said quickly."""
        missing = (ImageStatus.UNREADABLE, ImageStatus.MISSING)
        images = self.queue.images
        there = self._is_there(int(images.root_ids[row]), images)
        return self.can_write and there and int(images.status[row]) not in missing

    def _is_there(self, root_id: int, images: ImageTable) -> bool:
        """Whether a folder of images is; without its disk a million would be tried for nothing."""
        now = time.monotonic()
        asked, there = self._roots.get(root_id, (-ASKED_EVERY_S, False))
        if now - asked >= ASKED_EVERY_S:
            there = images.roots[root_id].is_dir()
            self._roots[root_id] = now, there
        return there

    def make(self, request: Request) -> Made:
        """Find or make a thumbnail. Damaged images become a problem, not an error."""
        images = self.queue.images
        path, stamp = images.path(request.row), images.stamp(request.row)
        edge = next((one for one in KEPT_EDGES if one >= request.edge), KEPT_EDGES[-1])
        store = ThumbnailStore(self.folder, edge, self.room)
        pending = int(images.status[request.row]) == ImageStatus.PENDING
        known = not pending or self.decoded.get(request.row) == stamp
        try:
            found = store.find(stamp) if known else None
            if found is not None and not request.edge:
                return Made(request, stamp)
            image = read_thumbnail(found, request.edge) if found is not None else None
            if image is not None:
                return Made(request, stamp, image)
            if not request.edge and not self.room.has_room(stamp):
                return self._look_only(request, path, stamp, known)
            return self._decode(request, path, stamp, store)
        except UnreadableImage as error:
            self.decoded[request.row] = stamp
            return Made(request, stamp, size=(0, 0), problem=error.what)

    def _decode(self, request: Request, path: Path, stamp: str, store: ThumbnailStore) -> Made:
        try:
            made = store.make(path, stamp)
        except EnvironmentFault as error:
            # A full disk keeps nobody from seeing images; it is told once.
            if self.can_write:
                self.can_write = False
                self.faults.append(error)
            if not request.edge:
                return Made(request, stamp)
            picture = to_qimage(read_image(path, min_edge=request.edge))
            return Made(request, stamp, fitted(picture, request.edge))
        self.decoded[request.row] = stamp
        size = made.width, made.height
        image = read_thumbnail(made.path, request.edge) if request.edge else None
        content = self._content(request.row, path)
        return Made(request, stamp, image, size, content=content, note=made.note)

    def _look_only(self, request: Request, path: Path, stamp: str, known: bool) -> Made:
        """Where thumbnails fill their bound, none is made that nobody looks at; yet whether an
        image can be read, its size and content are worth knowing."""
        if known:
            return Made(request, stamp)
        decoded = decode_file(path, lambda _width, _height: (KEPT_EDGES[0], KEPT_EDGES[0]))
        self.decoded[request.row] = stamp
        size = decoded.width, decoded.height
        content = self._content(request.row, path)
        return Made(request, stamp, size=size, content=content, note=str(decoded.note))

    def _content(self, row: int, path: Path) -> tuple[int, int, bytes] | None:
        """The file was read a moment ago: to read it again costs its digest alone."""
        images = self.queue.images
        try:
            found = content_of(path)
        except OSError:  # gone since; the next scan says so
            return None
        known = int(images.sizes[row]), int(images.mtimes[row])
        # Another file by now is not what the project knows; the next scan says so, too.
        same = known == (found.size, found.mtime_ns)
        return (*known, found.fingerprint) if same else None


class ThumbnailMaker(QRunnable):
    """Works until the queue has nothing more to give."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__()
        self.setAutoDelete(True)
        self._workshop = workshop

    def run(self) -> None:
        workshop = self._workshop
        while (request := workshop.queue.take(workshop.useful)) is not None:
            try:
                made = workshop.make(request)
                if made.image is not None or made.size is not None:
                    workshop.made.append(made)
            except Exception as error:  # noqa: BLE001 (told in the window; the others go on)
                _log.exception("thumbnail of row %d", request.row)
                workshop.faults.append(error)
            finally:
                workshop.queue.finish(request)
