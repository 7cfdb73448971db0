"""Images into the project: what a scan finds, and what decoding learns of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.imaging.scan import scan
from labelmt.project.project import Project
from labelmt.storage import image_repository

Known = dict[str, tuple[int, int, int, int]]
"""Path below a root to (row, size, mtime_ns, status)."""


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """One step of a scan.

    Attributes:
        found: image files seen so far, over all roots.
        added: of them, new to the project.
        problems: (path, reason) of folders and files this step could not look at.
        changes: what this step changed in the project.
    """

    found: int
    added: int
    problems: tuple[tuple[str, str], ...]
    changes: Changes


def add_images(project: Project, root_id: int, found: Sequence[FoundImage]) -> Changes:
    """Append images that the project does not know yet."""

    def action() -> Changes:
        with project.database.write() as connection:
            rows = image_repository.insert_images(connection, root_id, found)
        return Changes(title="Add images", images=rows)

    return project.mutate(action)


def scan_roots(project: Project, cancelled: Callable[[], bool]) -> Iterator[ScanProgress]:
    """Bring the project up to date with its folders, a batch at a time.

    New files get rows at the end; changed ones are decoded again; vanished ones stay, marked
    missing, with their annotations. A scan that was cancelled marks nothing as missing.
    """
    total = added = 0
    for root_id, folder in project.roots().items():
        known = _known(project, root_id)
        seen: set[str] = set()
        hidden: list[str] = []
        batches = scan(folder, cancelled)
        while True:
            try:
                batch = next(batches, None)
            except LabelMTError as error:  # one folder is away; the others are looked at
                hidden.append("")
                yield ScanProgress(total, added, ((str(folder), str(error)),), Changes())
                break
            if batch is None:
                break
            seen.update(one.path for one in batch.found)
            hidden.extend(path for path, _ in batch.problems)
            new = [one for one in batch.found if one.path not in known]
            changes, count = _take(project, root_id, new, _changed(batch.found, known))
            total += len(batch.found)
            added += count
            yield ScanProgress(total, added, batch.problems, changes)
        if not cancelled():
            gone = _gone(known, seen, hidden)
            if gone:
                yield ScanProgress(total, added, (), _mark_missing(project, gone))


def _known(project: Project, root_id: int) -> Known:
    table = project.images()
    rows = (table.root_ids == root_id).nonzero()[0].tolist()
    sizes, mtimes, status = table.sizes.tolist(), table.mtimes.tolist(), table.status.tolist()
    return {table.paths[row]: (row, sizes[row], mtimes[row], status[row]) for row in rows}


def _changed(found: Sequence[FoundImage], known: Known) -> list[tuple[int, FoundImage]]:
    changed = []
    for one in found:
        if one.path in known:
            row, size, mtime_ns, status = known[one.path]
            # What could not be read is tried again: its disk, or its permissions, may be back.
            again = status in (ImageStatus.MISSING, ImageStatus.UNREADABLE)
            if again or (size, mtime_ns) != (one.size, one.mtime_ns):
                changed.append((row, one))
    return changed


def _take(
    project: Project,
    root_id: int,
    new: Sequence[FoundImage],
    changed: Sequence[tuple[int, FoundImage]],
) -> tuple[Changes, int]:
    """Returns the changes, and how many images were added."""
    if not new and not changed:
        return Changes(), 0

    def action() -> Changes:
        with project.database.write() as connection:
            rows = image_repository.insert_images(connection, root_id, new)
            image_repository.replace_files(connection, changed)
        return Changes(title="Add images", images=rows + tuple(row for row, _ in changed))

    changes = project.mutate(action)
    return changes, len(changes.images) - len(changed)


def _gone(known: Known, seen: set[str], hidden: Sequence[str]) -> list[int]:
    """Rows of files that were not found; what lies behind a problem may still be there."""
    return [
        row
        for path, (row, _, _, status) in known.items()
        if path not in seen
        and status != ImageStatus.MISSING
        and not any(not one or path == one or path.startswith(f"{one}/") for one in hidden)
    ]


def _mark_missing(project: Project, gone: Sequence[int]) -> Changes:
    def action() -> Changes:
        results = [(row, ImageStatus.MISSING, 0, 0, "The file is not there.") for row in gone]
        with project.database.write() as connection:
            rows = image_repository.set_status(connection, results)
        return Changes(images=rows)

    return project.mutate(action)


def record_decoded(project: Project, results: Sequence[tuple[int, int, int, str]]) -> Changes:
    """Keep what decoding learned: (row, width, height, problem); no problem means readable.

    Nothing changes for images of which all of it was known.
    """
    if not results:
        return Changes()
    outcomes = [
        (row, ImageStatus.UNREADABLE if problem else ImageStatus.READABLE, width, height, problem)
        for row, width, height, problem in results
    ]

    def action() -> Changes:
        with project.database.write() as connection:
            rows = image_repository.set_status(connection, outcomes)
        return Changes(images=rows)

    return project.mutate(action)
