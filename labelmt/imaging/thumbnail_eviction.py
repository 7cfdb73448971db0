"""Bounds the disk space of thumbnails: the least recently used go first."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 4 << 30
"""About 250,000 images of everyday photographs."""
PARTS = 256
"""Folders that thumbnails are spread over, evenly, by the first two digits of their stamps."""
KEPT = 0.9
"""Share of a full folder that is kept, so that not every new file has old ones looked for."""
_LEFT_OVER_S = 3600
"""A file that is still half written after so long never will be whole."""


@dataclass(frozen=True, slots=True)
class _File:
    used_at: float
    bytes: int
    path: Path


class ThumbnailRoom:
    """The bound of one project's thumbnails, of all sizes. For any number of threads.

    Each of the folders is held within its part of the bound by itself: to look through one is
    a matter of milliseconds with a million images, to look through all is not.

    Args:
        folder: that of a ThumbnailStore; stores of several sizes share it.
        most_bytes: what all thumbnails together may take.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.part_bytes = most_bytes // PARTS
        self._taken: dict[str, int] = {}
        self._lock = threading.Lock()

    def has_room(self, stamp: str) -> bool:
        """Whether a thumbnail can be kept without another one going for it."""
        with self._lock:
            return self._taken_by(stamp[:2]) < self.part_bytes

    def add(self, stamp: str, written: Path, size: int) -> None:
        """A thumbnail has been written: others go, if it is too much now."""
        part = stamp[:2]
        with self._lock:
            known = part in self._taken
            taken = self._taken_by(part) + (size if known else 0)
            if taken > self.part_bytes:
                taken = self._clear(part, written)
            self._taken[part] = taken

    def _taken_by(self, part: str) -> int:
        if part not in self._taken:
            self._taken[part] = sum(one.bytes for one in self._files(part))
        return self._taken[part]

    def _clear(self, part: str, but: Path) -> int:
        """Delete what was used longest ago; what is left in bytes."""
        files = sorted(self._files(part), key=lambda one: one.used_at)
        taken = sum(one.bytes for one in files)
        long_ago = time.time() - _LEFT_OVER_S
        for one in files:
            half = one.path.name.startswith(".")
            wanted = one.used_at > long_ago if half else taken <= self.part_bytes * KEPT
            if wanted or one.path == but:
                continue
            # Another program may have deleted it, or be reading it; then it goes another time.
            with contextlib.suppress(OSError):
                one.path.unlink()
                taken -= one.bytes
        return taken

    def _files(self, part: str) -> list[_File]:
        found = []
        for folder in self.folder.glob(f"*/{part}"):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        stat = entry.stat()
                        found.append(_File(stat.st_mtime, stat.st_size, Path(entry.path)))
        return found
