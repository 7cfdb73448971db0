"""Scans folders into the project, and records what decoding learns of each image."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FileContent, FoundImage, ImageOutcome, ImageStatus, KnownFile
from labelmt.imaging.scan import scan
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.intake.match_by_content import Candidate, missing_images, pair_by_content
from labelmt.project.project import Project
from labelmt.storage import image_repository, relink_repository


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """One step of a scan.

    Attributes:
        found: image files seen so far, over all roots.
        added: of them, new to the project.
        problems: (path, reason) of folders and files this step could not look at.
        changes: what this step changed in the project.
        relinked: images that this step found under another name.
        away: ids of the roots that this step found not to be there.
    """

    found: int
    added: int
    problems: tuple[tuple[str, str], ...]
    changes: Changes
    relinked: int = 0
    away: tuple[int, ...] = ()


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
    missing, with their annotations. A file that was renamed, or moved from root to root, keeps
    its row. A scan that was cancelled marks nothing as missing.
    """
    yield from _ProjectScan(project, cancelled, frozenset(project.images().sizes.tolist())).run()


@dataclass(slots=True)
class _ProjectScan:
    project: Project
    cancelled: Callable[[], bool]
    sizes: frozenset[int]
    """Bytes of any image known: a new file of another size is none of them."""
    total: int = 0
    added: int = 0
    held: list[Candidate] = field(default_factory=list)
    """New files that may be known ones under another name; who is lost shows at the end."""
    gone: list[int] = field(default_factory=list)

    def run(self) -> Iterator[ScanProgress]:
        for root_id, folder in self.project.roots().items():
            yield from self._look_through(root_id, folder)
        if not self.cancelled():
            yield from self._settle()

    def _look_through(self, root_id: int, folder: Path) -> Iterator[ScanProgress]:
        known = _known(self.project.images(), root_id)
        seen: set[str] = set()
        hidden: list[str] = []
        batches = scan(folder, self.cancelled)
        while True:
            try:
                batch = next(batches, None)
            except LabelMTError as error:  # one folder is away; the others are looked at
                problem = str(folder), str(error)
                yield ScanProgress(self.total, self.added, (problem,), Changes(), away=(root_id,))
                return
            if batch is None:
                break
            seen.update(one.path for one in batch.found)
            hidden.extend(path for path, _ in batch.problems)
            new: list[FoundImage] = []
            for one in batch.found:
                if one.path not in known:
                    if one.size in self.sizes:
                        self.held.append(Candidate(root_id, folder, one))
                    else:
                        new.append(one)
            changes, count = take_files(
                self.project, root_id, new, changed_files(batch.found, known)
            )
            self.total += len(batch.found)
            self.added += count
            yield ScanProgress(self.total, self.added, batch.problems, changes)
        if not self.cancelled():
            self.gone += _gone(known, seen, hidden)

    def _settle(self) -> Iterator[ScanProgress]:
        """Know the renamed ones again; mark what is lost, and add what is new after all."""
        changes, rest = relink(self.project, self.gone, self.held, self.cancelled)
        if self.cancelled():
            return
        moved = set(changes.images)
        if moved:
            yield ScanProgress(self.total, self.added, (), changes, relinked=len(moved))
        gone = [row for row in self.gone if row not in moved]
        if gone:
            yield ScanProgress(self.total, self.added, (), mark_missing(self.project, gone))
        for root_id in dict.fromkeys(one.root_id for one in rest):
            new = [one.file for one in rest if one.root_id == root_id]
            changes, count = take_files(self.project, root_id, new, {})
            self.added += count
            yield ScanProgress(self.total, self.added, (), changes)


def relink(
    project: Project,
    gone: Sequence[int],
    candidates: Sequence[Candidate],
    cancelled: Callable[[], bool],
) -> tuple[Changes, list[Candidate]]:
    """Give images whose file is not there the file that holds what it held.

    Args:
        gone: rows just seen to have no file; those marked missing before count as well.
        candidates: files of no row.

    Returns:
        what changed, and the candidates that are no image known.
    """
    if not candidates:
        return Changes(), []
    missing = (project.images().status == ImageStatus.MISSING).nonzero()[0].tolist()
    pairs = pair_by_content(missing_images(project, {*gone, *missing}), candidates, cancelled)
    if not pairs:
        return Changes(), list(candidates)

    def action() -> Changes:
        with project.database.write() as connection:
            # A watch, or another window, may have taken a file a moment ago.
            places: dict[int, list[str]] = {}
            for _image, found in pairs:
                places.setdefault(found.root_id, []).append(found.file.path)
            taken = {
                (root_id, path)
                for root_id, paths in places.items()
                for path in image_repository.find_paths(connection, root_id, paths)
            }
            moved = [
                relink_repository.MovedImage(image.row, found.root_id, found.file)
                for image, found in pairs
                if (found.root_id, found.file.path) not in taken
            ]
            relink_repository.move_images(connection, moved)
        return Changes(title="Find renamed images", images=tuple(one.row for one in moved))

    changes = project.mutate(action)
    taken = {id(found) for _image, found in pairs}
    return changes, [one for one in candidates if id(one) not in taken]


def _known(table: ImageTable, root_id: int) -> dict[str, KnownFile]:
    rows = (table.root_ids == root_id).nonzero()[0].tolist()
    sizes, mtimes, status = table.sizes.tolist(), table.mtimes.tolist(), table.status.tolist()
    return {table.paths[row]: KnownFile(row, sizes[row], mtimes[row], status[row]) for row in rows}


def changed_files(
    found: Sequence[FoundImage], known: Mapping[str, KnownFile]
) -> dict[int, FoundImage]:
    """Row to file, of files known that are others now, or deserve another try."""
    changed: dict[int, FoundImage] = {}
    for one in found:
        before = known.get(one.path)
        if before is not None:
            # What could not be read is tried again: its disk, or its permissions, may be back.
            again = before.status in (ImageStatus.MISSING, ImageStatus.UNREADABLE)
            if again or (before.size, before.mtime_ns) != (one.size, one.mtime_ns):
                changed[before.row] = one
    return changed


def take_files(
    project: Project,
    root_id: int,
    new: Sequence[FoundImage],
    changed: Mapping[int, FoundImage],
) -> tuple[Changes, int]:
    """Add new files, and replace changed ones; the changes, and how many images were added."""
    if not new and not changed:
        return Changes(), 0

    def action() -> Changes:
        with project.database.write() as connection:
            rows = image_repository.insert_images(connection, root_id, new)
            image_repository.replace_files(connection, changed)
        return Changes(title="Add images", images=(*rows, *changed))

    changes = project.mutate(action)
    return changes, len(changes.images) - len(changed)


def _gone(known: Mapping[str, KnownFile], seen: set[str], hidden: Sequence[str]) -> list[int]:
    """Rows of files that were not found; what lies behind a problem may still be there."""
    return [
        file.row
        for path, file in known.items()
        if path not in seen
        and file.status != ImageStatus.MISSING
        and not any(not one or path == one or path.startswith(f"{one}/") for one in hidden)
    ]


def mark_missing(
    project: Project, gone: Sequence[int], why: str = "The file is not there."
) -> Changes:
    """Say of images that their file is not there; annotations stay."""

    def action() -> Changes:
        results = [ImageOutcome(row, ImageStatus.MISSING, problem=why) for row in gone]
        with project.database.write() as connection:
            rows = image_repository.set_status(connection, results)
        return Changes(images=rows)

    return project.mutate(action)


def record_decoded(project: Project, outcomes: Sequence[ImageOutcome]) -> Changes:
    """Keep what decoding learned. Nothing changes for images of which all of it was known."""
    if not outcomes:
        return Changes()

    def action() -> Changes:
        with project.database.write() as connection:
            rows = image_repository.set_status(connection, outcomes)
        return Changes(images=rows)

    return project.mutate(action)


def record_fingerprints(project: Project, prints: Sequence[FileContent]) -> None:
    """Keep the fingerprints of what files hold, so that they are known again.

    Left out where the file is another one by now. No view shows it: nothing is told.
    """

    def action() -> Changes:
        with project.database.write() as connection:
            relink_repository.set_fingerprints(connection, prints)
        return Changes()

    project.mutate(action)


def try_again(project: Project, rows: Sequence[int]) -> Changes:
    """Have images decoded again that could not be: their disk, or a decoder, may be there now.

    Those whose file is missing are for a scan to find.
    """

    def action() -> Changes:
        status = project.images().status
        again = [row for row in rows if status[row] == ImageStatus.UNREADABLE]
        results = [ImageOutcome(row, ImageStatus.PENDING) for row in again]
        with project.database.write() as connection:
            changed = image_repository.set_status(connection, results)
        return Changes(images=changed)

    return project.mutate(action)
