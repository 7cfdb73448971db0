"""Mount points below a folder: a bind mount gives a file a second name that no link tells of."""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_POINT = 4
"""The column of a line that names the place, see proc(5)."""
_OCTAL = re.compile(rb"\\([0-7]{3})")


def mounted_in(folder: str) -> frozenset[str]:
    """Paths, relative to a folder given by its real path, at which something is mounted.

    None where the system does not tell (anything but Linux).
    """
    try:
        lines = _MOUNTS.read_bytes().splitlines()
    except OSError:
        return frozenset()
    start = folder if folder.endswith(os.sep) else folder + os.sep
    points = (os.fsdecode(_unescaped(line.split()[_POINT])) for line in lines)
    return frozenset(point[len(start) :] for point in points if point.startswith(start))


def _unescaped(name: bytes) -> bytes:
    """Blanks and backslashes stand there as three octal digits."""
    return _OCTAL.sub(lambda digits: bytes([int(digits[1], 8) & 0xFF]), name)
