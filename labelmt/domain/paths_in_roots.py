"""Paths of images below their root: whether one leads out of it, by ``..`` or absolutely."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath


def leads_out(path: str) -> bool:
    """Whether a path that should lie below a root lies elsewhere, on any system; links aside."""
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    if posix.is_absolute() or ".." in posix.parts:
        return True
    # ``a\\b`` is one name where the separator is ``/``; ``C:b`` is one, too.
    if os.name != "nt":
        return False
    return bool(windows.drive or windows.root) or ".." in windows.parts
