"""Leftovers of processes that were killed: found, told, and removed when a project is opened.

What may still be of use stays: a run that can be resumed, weights, the newest files set aside.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.temporary_folder import abandoned_folders
from labelmt.project.backups.dated_copies import BACKUPS
from labelmt.project.run_folders import RUNS, run_folder
from labelmt.storage import run_repository
from labelmt.storage.project_database import ProjectDatabase

CREATING, RESTORING, ASIDE = ".creating-", ".restoring-", "set-aside-"
"""How folders begin: in which a project was made, or restored; of files that were set aside."""
UNTOUCHED = 3600.0
"""Seconds after which nobody is at work on a file any more."""
ASIDES = 3
"""Folders of files set aside by restores that are kept."""
_OF_USE = ("weights.safetensors", "resume.safetensors")
_OF_NO_USE = ("*.npy", "*.npz", "images.json")


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file or folder, and how large it is in bytes."""

    path: Path
    size: int


def find_leftovers(
    folder: Path, database: ProjectDatabase | None, clock: Callable[[], float] = time.time
) -> list[Leftover]:
    """What killed processes have left of a project, and in the folder for temporary files.

    Args:
        database: None: which runs have failed is not known.
    """
    before = clock() - UNTOUCHED
    found = [path for path in _unfinished(folder) if _last_change(path) < before]
    asides = sorted((folder / BACKUPS).glob(f"{ASIDE}*"), reverse=True)
    found += asides[ASIDES:]
    if database is not None:
        found += _of_failed_runs(folder, database)
    found += abandoned_folders()
    return [Leftover(path, _size(path)) for path in found]


def remove(leftovers: list[Leftover]) -> int:
    """Remove them; returns how many bytes that gave back."""
    freed = 0
    for one in leftovers:
        with suppress(OSError):
            if one.path.is_dir() and not one.path.is_symlink():
                shutil.rmtree(one.path)
            else:
                one.path.unlink()
            freed += one.size
    return freed


def _unfinished(folder: Path) -> Iterator[Path]:
    yield from folder.glob(f"{CREATING}*")
    yield from (folder / BACKUPS).glob(f"{RESTORING}*")
    for place in (folder, folder / BACKUPS, folder / RUNS, folder / "cache"):
        deep = place in (folder / RUNS, folder / "cache")
        # Beside a file, or in place of a name: see domain.atomic_write.
        yield from place.glob("**/*.part" if deep else "*.part")
        if place == folder / BACKUPS:
            yield from place.glob(".*.part-journal")


def _of_failed_runs(folder: Path, database: ProjectDatabase) -> Iterator[Path]:
    with database.read() as connection:
        runs = run_repository.read_runs(connection)
    for run in runs:
        place = run_folder(folder, run.id)
        if run.state != "failed" or run.serves or any((place / name).exists() for name in _OF_USE):
            continue
        for pattern in _OF_NO_USE:
            yield from place.glob(pattern)


def _last_change(path: Path) -> float:
    try:
        newest = path.stat().st_mtime
        for place, _, names in os.walk(path):
            newest = max([newest, *(os.stat(Path(place, one)).st_mtime for one in names)])  # noqa: PTH116
    except OSError:
        return float("inf")
    return newest


def _size(path: Path) -> int:
    with suppress(OSError):
        if not path.is_dir():
            return path.stat().st_size
        return sum(
            Path(place, one).stat().st_size for place, _, names in os.walk(path) for one in names
        )
    return 0
