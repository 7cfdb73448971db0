"""Applies file changes that a folder watch noticed; the switch for watching."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FoundImage, ImageStatus, KnownFile
from labelmt.imaging.scan import is_image_name, scan
from labelmt.project.intake.match_by_content import Candidate
from labelmt.project.intake.scan_images import (
    changed_files,
    mark_missing,
    relink,
    take_files,
)
from labelmt.project.project import Project
from labelmt.storage import image_repository, meta_repository

_KEY = "watch_folders"


def is_watched(project: Project) -> bool:
    """Whether new images are to appear by themselves."""
    with project.reading() as connection:
        return meta_repository.read_meta(connection, _KEY) == "yes"


def set_watched(project: Project, wanted: bool) -> None:
    """Remember it for this project."""

    def action() -> Changes:
        with project.database.write() as connection:
            meta_repository.write_meta(connection, _KEY, "yes" if wanted else "no")
        return Changes()

    project.mutate(action)


@dataclass(slots=True)
class _Seen:
    """What lies at the places that changed, in one root."""

    found: dict[str, FoundImage] = field(default_factory=dict)
    known: dict[str, KnownFile] = field(default_factory=dict)

    @property
    def gone(self) -> list[int]:
        return [
            known.row
            for path, known in self.known.items()
            if path not in self.found and known.status != ImageStatus.MISSING
        ]


def take_changes(project: Project, paths: Sequence[Path], cancelled: Callable[[], bool]) -> None:
    """Look at files and folders that changed, were made or vanished, and at nothing else.

    New, changed, vanished and renamed files are treated as a scan treats them.

    Args:
        paths: absolute; those outside the project's folders are left out.
    """
    roots = project.roots()
    gone: list[int] = []
    new: list[Candidate] = []
    for root_id, places in _by_root(roots, paths).items():
        seen = _look(project, root_id, roots[root_id], places, cancelled)
        gone += seen.gone
        new += [
            Candidate(root_id, roots[root_id], one)
            for path, one in seen.found.items()
            if path not in seen.known
        ]
        take_files(project, root_id, [], changed_files(list(seen.found.values()), seen.known))
    changes, rest = relink(project, gone, new, cancelled)
    if cancelled():
        return
    moved = set(changes.images)
    lost = [row for row in gone if row not in moved]
    if lost:
        mark_missing(project, lost)
    for root_id in roots:
        take_files(project, root_id, [one.file for one in rest if one.root_id == root_id], {})


def _by_root(roots: dict[int, Path], paths: Sequence[Path]) -> dict[int, list[str]]:
    places: dict[int, list[str]] = {}
    for path in paths:
        for root_id, root in roots.items():
            if path.is_relative_to(root):
                places.setdefault(root_id, []).append(path.relative_to(root).as_posix())
    return places


def _look(
    project: Project,
    root_id: int,
    root: Path,
    places: Sequence[str],
    cancelled: Callable[[], bool],
) -> _Seen:
    seen = _Seen()
    folders: list[str] = []
    for place in places:
        try:
            about = (root / place).stat()
        except OSError:  # gone: a file, or a folder with all that was in it
            folders.append(place)
            continue
        if stat.S_ISDIR(about.st_mode):
            folders.append(place)
            seen.found |= _inside(root, place, cancelled)
        elif stat.S_ISREG(about.st_mode) and is_image_name(place):
            seen.found[place] = FoundImage(place, about.st_size, about.st_mtime_ns)
    with project.reading() as connection:
        seen.known |= image_repository.find_paths(connection, root_id, [*seen.found, *places])
        for folder in folders:
            seen.known |= image_repository.find_below(connection, root_id, folder)
    return seen


def _inside(root: Path, place: str, cancelled: Callable[[], bool]) -> dict[str, FoundImage]:
    found: dict[str, FoundImage] = {}
    try:
        for batch in scan(root / place, cancelled):
            for one in batch.found:
                path = f"{place}/{one.path}"
                found[path] = FoundImage(path, one.size, one.mtime_ns)
    except LabelMTError:  # gone again, or closed to us: what is known of it says the same
        return {}
    return found
