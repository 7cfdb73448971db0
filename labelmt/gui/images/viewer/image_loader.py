"""Whole images for the viewer, decoded beside the window: the one shown, then its neighbours."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.text import translated
from labelmt.gui.images.thumbnails.qimage_conversion import to_qimage
from labelmt.imaging.decode import decode_file
from labelmt.imaging.deep_values import DeepValues, collecting
from labelmt.imaging.pages import count_pages

_log = logging.getLogger(__name__)

CACHE_BYTES = 512 * 1024 * 1024
LEAST_LEVEL = 1024
"""Halves are made until the longer side would be shorter than so many pixels."""


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """An image with its halves, quarters, ..., so that drawing it small stays cheap.

    Attributes:
        levels: from full size down; empty where it cannot be read.
        problem: why it cannot be read, or nothing.
        pages: of the file; the first one is shown.
        deep: what was measured, of an image of more than 8 bits.
        note: what is missing of it, in the person's language, or nothing.
    """

    stamp: str
    levels: tuple[QImage, ...] = ()
    problem: str = ""
    pages: int = 1
    deep: DeepValues | None = None
    note: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        deep = self.deep.nbytes if self.deep is not None else 0
        return deep + sum(level.sizeInBytes() for level in self.levels)

    def level_for(self, scale: float) -> QImage:
        """The smallest level that need not be enlarged to be drawn at ``scale``."""
        place = 0
        while place + 1 < len(self.levels) and scale * 2 ** (place + 1) <= 1:
            place += 1
        return self.levels[place]


@dataclass(frozen=True, slots=True)
class Wish:
    """An image to load: its row, its file, and the version of the file."""

    row: int
    path: Path
    stamp: str


class _Job(QRunnable):
    def __init__(self, loader: ImageLoader, wish: Wish) -> None:
        super().__init__()
        self._loader = loader
        self._wish = wish

    def run(self) -> None:
        loader, wish = self._loader, self._wish
        if not loader.begin(wish):
            return
        try:
            with collecting() as found:
                decoded = decode_file(wish.path)
                levels = levels_of(to_qimage(decoded.image))
            pages, note = count_pages(wish.path), translated(decoded.note)
            picture = Picture(wish.stamp, levels, pages=pages, deep=found.deep, note=note)
        except UnreadableImage as error:
            picture = Picture(wish.stamp, problem=f"{error.what} {error.next_step}".strip())
        except Exception as error:  # noqa: BLE001 (told in place of the image)
            _log.exception("image %s", wish.path)
            picture = Picture(wish.stamp, problem=f"{type(error).__name__}: {error}")
        loader.land(wish, picture)


class ImageLoader(QObject):
    """Keeps the images around the one shown, within a bound; what nobody wants is dropped."""

    loaded = Signal(int)
    """An image has come; the row."""
    _landed = Signal()

    def __init__(self, parent: QObject | None = None, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)  # one may still be busy with an image that was left
        self._limit = cache_bytes
        self._pictures: OrderedDict[int, Picture] = OrderedDict()
        self._wanted: tuple[Wish, ...] = ()
        self._running: set[Wish] = set()
        self._lock = threading.Lock()
        self._arrived: deque[tuple[Wish, Picture]] = deque()
        self._landed.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def want(self, wishes: Sequence[Wish]) -> None:
        """Load these, the first first, and forget what was wanted before."""
        self._wanted = tuple(wishes)
        self._pool.clear()
        self._take()
        for place, wish in enumerate(self._wanted):
            if self.picture(wish.row, wish.stamp) is None and wish not in self._running:
                self._pool.start(_Job(self, wish), len(self._wanted) - place)

    def picture(self, row: int, stamp: str) -> Picture | None:
        """This version of an image, if it is there."""
        picture = self._pictures.get(row)
        if picture is None or picture.stamp != stamp:
            return None
        self._pictures.move_to_end(row)
        return picture

    def drop_problem(self, row: int) -> None:
        """Try an image again that could not be read."""
        picture = self._pictures.get(row)
        if picture is not None and picture.problem:
            del self._pictures[row]

    def forget(self) -> None:
        """Want nothing and keep nothing."""
        self._wanted = ()
        self._pool.clear()
        self._pictures.clear()

    def close(self) -> None:
        """Forget, and wait for what is being decoded."""
        self.forget()
        self._pool.waitForDone()
        self._arrived.clear()

    def begin(self, wish: Wish) -> bool:
        """Whether decoding is of use now: nobody else does it. Any thread."""
        with self._lock:
            if wish not in self._wanted or wish in self._running:
                return False
            self._running.add(wish)
            return True

    def land(self, wish: Wish, picture: Picture) -> None:
        """Hand in a result. Any thread."""
        with self._lock:
            self._running.discard(wish)
            self._arrived.append((wish, picture))
        self._landed.emit()

    @Slot()
    def _take(self) -> None:
        while self._arrived:
            wish, picture = self._arrived.popleft()
            if wish not in self._wanted:
                continue
            self._pictures[wish.row] = picture
            self._pictures.move_to_end(wish.row)
            self._make_room()
            self.loaded.emit(wish.row)

    def _make_room(self) -> None:
        shown = self._wanted[0].row if self._wanted else None
        total = sum(picture.size for picture in self._pictures.values())
        for row in list(self._pictures):
            if total <= self._limit:
                return
            if row != shown:
                total -= self._pictures.pop(row).size


def levels_of(image: QImage) -> tuple[QImage, ...]:
    """An image and its halves down to about the size of a screen."""
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) >= 2 * LEAST_LEVEL:
        last = levels[-1]
        levels.append(
            last.scaled(
                max(1, last.width() // 2),
                max(1, last.height() // 2),
                mode=Qt.TransformationMode.SmoothTransformation,
            )
        )
    return tuple(levels)
