"""A cache of pixmaps bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtGui import QPixmap


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A pixmap, the edge it was made for in pixels, and the version of the file it shows."""

    pixmap: QPixmap
    edge: int
    stamp: str

    @property
    def size(self) -> int:
        """Bytes."""
        return self.pixmap.width() * self.pixmap.height() * max(self.pixmap.depth(), 8) // 8


class PixmapCache:
    """Keeps what was used last. GUI thread only, as pixmaps are."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """Bytes."""
        return self._bytes

    def get(self, row: int) -> Entry | None:
        entry = self._entries.get(row)
        if entry is not None:
            self._entries.move_to_end(row)
        return entry

    def put(self, row: int, entry: Entry) -> None:
        self.drop(row)
        self._entries[row] = entry
        self._bytes += entry.size
        while self._bytes > self._limit and len(self._entries) > 1:
            _, old = self._entries.popitem(last=False)
            self._bytes -= old.size

    def drop(self, row: int) -> None:
        entry = self._entries.pop(row, None)
        if entry is not None:
            self._bytes -= entry.size

    def clear(self) -> None:
        self._entries.clear()
        self._bytes = 0
