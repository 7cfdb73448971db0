"""Tells what a project writes itself from images that lie beside it, in one folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

PROJECT_FILES = "project.sqlite", "labelmt.json"
"""One of them makes a folder a project."""

_OWN = re.compile(r"cache/(?:thumbnails|features|columns|pixels|live)/|runs/[0-9]+/")
"""Below a project's folder; whatever else is called ``cache`` or ``runs`` is a person's."""
BACKUPS = "backups/"
"""Files right in it are the project's, folders in it are not."""


def is_own_folder(below: str) -> bool:
    """Whether a project writes this folder.

    Args:
        below: the folder, below that of the project, with ``/`` at its end.
    """
    return _OWN.fullmatch(below) is not None


def lies_in_own(root: Path, parts: Sequence[str]) -> bool:
    """Whether a place is a project's own: it lies in a folder that a project below ``root`` writes.

    Args:
        parts: the place, below the root.
    """
    for start, part in enumerate(parts):
        if part not in ("cache", "runs", "backups"):
            continue
        below = [f"{'/'.join(parts[start:stop])}/" for stop in range(start + 1, len(parts) + 1)]
        backup = below[0] == BACKUPS and len(below) <= 2
        if (backup or any(map(is_own_folder, below))) and (
            any(root.joinpath(*parts[:start], one).exists() for one in PROJECT_FILES)
        ):
            return True
    return False
