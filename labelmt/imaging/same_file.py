"""Tells whether two paths lead to one file or folder: links, second names, other mounts."""

from __future__ import annotations

import os
from pathlib import Path


def is_same_file(one: Path, other: Path) -> bool:
    """Whether they do; not where either leads nowhere."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 (as quick as it gets)
    except (OSError, ValueError):
        return False


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a file or folder is, or lies in, a folder, by whatever way either is written."""
    real = Path(os.path.realpath(path))
    return any(is_same_file(one, folder) for one in (real, *real.parents))
