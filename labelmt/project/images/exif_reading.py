"""Reads the EXIF of a project's images: in the background, or all that a command needs."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.imaging.exif_facts import ExifFacts, read_exif
from labelmt.project.images.exif_columns import ExifCache, ExifColumns, file_versions
from labelmt.project.images.image_columns import ImageTable

Rows = NDArray[np.int64]

PART = 256
"""Files of one turn; whatever else wants the thread then has it."""
FEWEST_SHOWN = 2000
"""Files after which what was read is shown, or a tenth of what is known already, and kept."""


def _never() -> bool:
    return False


class ExifReading:
    """Reads once a version of a file. Any thread may ask; one reads.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._cache: ExifCache | None = None
        self._looked_at: weakref.ref[ImageTable] | None = None
        self._versions = np.zeros(0, np.uint64)
        self._unread: Rows = np.zeros(0, np.int64)
        self._found: dict[int, ExifFacts] = {}

    def read_part(
        self, images: ImageTable, stopped: Callable[[], bool] = _never
    ) -> tuple[ExifColumns, int]:
        """What is known after a few more files were read, and how many are left.

        Args:
            stopped: asked before each file; what was read until then is kept.
        """
        with self._lock:
            self._look_what_is_new(images)
            self._read(images, self._unread[:PART], stopped)
            self._unread = self._unread[PART:]
            enough = max(FEWEST_SHOWN, len(self._opened().columns.rows) // 10)
            if not len(self._unread) or len(self._found) >= enough or stopped():
                self._keep()
            return self._opened().columns, len(self._unread)

    def read_all(self, images: ImageTable, rows: Rows | None = None) -> ExifColumns:
        """What is known after every file was read, or those of some images. May take minutes."""
        with self._lock:
            self._look_what_is_new(images)
            wanted = self._unread if rows is None else np.intersect1d(self._unread, rows)
            self._read(images, wanted, _never)
            self._unread = np.setdiff1d(self._unread, wanted)
            self._keep()
            return self._opened().columns

    def _look_what_is_new(self, images: ImageTable) -> None:
        if self._looked_at is not None and self._looked_at() is images:
            return  # a table never changes; each turn asks
        self._looked_at = weakref.ref(images)
        versions = file_versions(images)
        if not np.array_equal(versions, self._versions):
            self._keep()
            self._versions = versions
            self._unread = self._opened().unread(images, versions)

    def _read(self, images: ImageTable, rows: Rows, stopped: Callable[[], bool]) -> None:
        for row in rows.tolist():
            if stopped():
                break
            self._found[row] = read_exif(images.path(row))

    def _keep(self) -> None:
        if self._found:
            self._opened().add(self._found, self._versions)
            self._opened().save()
            self._found = {}

    def _opened(self) -> ExifCache:
        if self._cache is None:
            self._cache = ExifCache(self._folder)
        return self._cache
