"""One budget of memory for all that a process decodes at once, a share of the machine's.

A file of a few kilobytes may claim half a billion pixels. What one image takes is told by its
header before any pixel is decoded; whoever finds no room waits until others are done.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labelmt.imaging import decode_errors

SHARE = 4
"""The window and the worker each take at most such a part of the memory."""
UNKNOWN = 4 << 30
"""Bytes of a machine that does not tell."""
PIXEL = 16
"""Bytes of a pixel while it is decoded: as stored, converted, composed and turned, four each."""
DEEP_PIXEL = 24
"""The same of grey of more than 8 bits, which is scaled in single precision."""
COEFFICIENTS = 6
"""Bytes of a stored pixel that a progressive JPEG takes beside: 16 bits for each component."""
_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""What a container may take (Linux, control groups v2 and v1)."""


class DecodingMemory:
    """Bytes that images in flight may take together; threads wait for each other.

    Attributes:
        room: in bytes.
        most: the most that was taken at once until now, for who measures.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.most = 0
        self._taken = 0
        self._free = threading.Condition()

    def holds(self, width: int, height: int, pixel: int = PIXEL) -> bool:
        """Whether so many pixels could be decoded, alone."""
        return width * height * pixel <= self.room

    @contextmanager
    def taken(self, width: int, height: int, name: str, pixel: int = PIXEL) -> Iterator[None]:
        """Take what an image needs, as soon as there is room. Not within itself: it would wait.

        Raises:
            UnreadableImage: it is too large for this machine, also alone.
        """
        need = width * height * pixel
        if need > self.room:
            raise decode_errors.beyond_memory(width, height, name)
        with self._free:
            self._free.wait_for(lambda: self._taken + need <= self.room)
            self._taken += need
            self.most = max(self.most, self._taken)
        try:
            yield
        finally:
            with self._free:
                self._taken -= need
                self._free.notify_all()


def machine_memory() -> int:
    """Bytes of this machine, or of the container in it."""
    found = UNKNOWN
    if hasattr(os, "sysconf"):
        with suppress(OSError, ValueError):
            found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    else:
        found = _of_windows() or UNKNOWN
    for file in _GROUPS:
        with suppress(OSError, ValueError):  # "max" is no number
            found = min(found, int(Path(file).read_text("ascii")))
    return found


def _of_windows() -> int:
    import ctypes

    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of kernel32."""

        _fields_ = (
            ("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("total", ctypes.c_ulonglong),
            *((name, ctypes.c_ulonglong) for name in "abcdef"),
        )  # fmt: skip

    status = Status(length=ctypes.sizeof(Status))
    kernel = ctypes.__dict__["windll"].kernel32
    return int(status.total) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else 0


DECODING = DecodingMemory(machine_memory() // SHARE)
"""Of this process."""
