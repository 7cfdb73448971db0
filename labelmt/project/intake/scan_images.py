"""Scans folders into the project, and records what decoding learns of each image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FileContent, FoundImage, ImageOutcome, ImageStatus, KnownFile
from labelmt.domain.skipped_files import Skipped
from labelmt.imaging.scan import ScanBatch, Visited, scan
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.intake.followed_links import follows_links
from labelmt.project.intake.match_by_content import Candidate
from labelmt.project.intake.one_name import without_second_names
from labelmt.project.intake.scan_patterns import scan_filter
from labelmt.project.intake.settle_files import GONE, Settled, settle
from labelmt.project.project import Project
from labelmt.storage import image_repository, placement_repository, relink_repository


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
        gone: images whose file this step missed. replaced, another, unsure: see ``Settled``.
        skipped: files and folders that this step left out, by why.
        named: paths of the first of them.
    """

    found: int
    added: int
    problems: tuple[tuple[str, str], ...]
    changes: Changes
    relinked: int = 0
    away: tuple[int, ...] = ()
    gone: int = 0
    replaced: int = 0
    another: int = 0
    unsure: int = 0
    skipped: Mapping[Skipped, int] = field(default_factory=dict)
    named: Mapping[Skipped, tuple[str, ...]] = field(default_factory=dict)


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
    its row: see ``settle_files.settle``. A scan that was cancelled marks nothing as missing.
    """
    yield from _ProjectScan(project, cancelled, _known_sizes(project)).run()


def _known_sizes(project: Project) -> frozenset[int]:
    """Bytes of whatever an image holds, or held when it was labelled."""
    images = project.images()
    marked = images.changed.nonzero()[0].tolist()
    with project.reading() as connection:
        stored = placement_repository.read_stored(connection, marked)
    return frozenset(images.sizes.tolist()) | {
        one.labelled_size for one in stored.values() if one.labelled_size is not None
    }


@dataclass(slots=True)
class _ProjectScan:
    project: Project
    cancelled: Callable[[], bool]
    sizes: frozenset[int]
    """Bytes of any image known: a new file of another size is none of them."""
    total: int = 0
    added: int = 0
    visited: Visited = field(default_factory=set)
    new: list[Candidate] = field(default_factory=list)
    """New files that may be known ones under another name; who is lost shows at the end."""
    other: list[Candidate] = field(default_factory=list)
    """Files at paths of images that are others now, by their facts."""
    unsettled: list[int] = field(default_factory=list)
    """Rows of images that have no file, or one of those."""

    def run(self) -> Iterator[ScanProgress]:
        """The last step has what shows at the end."""
        last: ScanProgress | None = None
        for root_id, folder in self.project.roots().items():
            for step in self._look_through(root_id, folder):
                if last is not None:
                    yield last
                last = step
        if self.cancelled():
            if last is not None:
                yield last
            return
        skipped, settled = self._settle()
        if last is None:
            last = ScanProgress(self.total, self.added, (), Changes())
        images = (*last.changes.images, *settled.changes.images)
        yield replace(
            last,
            added=self.added,
            changes=replace(settled.changes, images=images) if images else Changes(),
            relinked=settled.moved,
            gone=settled.gone,
            replaced=settled.replaced,
            another=settled.another,
            unsure=settled.unsure,
            skipped=Counter(last.skipped) + Counter(skipped),
        )

    def _look_through(self, root_id: int, folder: Path) -> Iterator[ScanProgress]:
        known = _known(self.project.images(), root_id)
        seen: set[str] = set()
        hidden: list[str] = []
        batches = self._batches(folder, known)
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
            hidden.extend(batch.left)
            yield self._take(root_id, folder, batch, known)
        if not self.cancelled():
            self.unsettled += _gone(known, seen, hidden)

    def _batches(self, folder: Path, known: Mapping[str, KnownFile]) -> Iterator[ScanBatch]:
        def is_known(path: str) -> bool:
            return path in known or any(one.startswith(f"{path}/") for one in known)

        # A folder that is a root's already, by another way, is looked through in full where it
        # has images from before, lest they be taken for lost.
        visited = set() if known else self.visited
        yield from scan(
            folder,
            self.cancelled,
            follow_out=follows_links(self.project),
            is_known=is_known,
            visited=visited,
            others=[one for one in self.project.roots().values() if one != folder],
            known=known,
            patterns=scan_filter(self.project),
        )
        self.visited |= visited

    def _take(
        self, root_id: int, folder: Path, batch: ScanBatch, known: Mapping[str, KnownFile]
    ) -> ScanProgress:
        sorted_out = sort_out(batch.found, known)
        new: list[FoundImage] = []
        for one in sorted_out.new:
            if one.size in self.sizes or one.aliased:
                self.new.append(Candidate(root_id, folder, one))
            else:
                new.append(one)
        self.other += [Candidate(root_id, folder, one) for one in sorted_out.other.values()]
        self.unsettled += sorted_out.other
        changes, count = take_files(self.project, root_id, new, sorted_out)
        self.total += len(batch.found)
        self.added += count
        skipped = Counter(batch.skipped)
        paths = {one.path for one in batch.found}
        skipped[Skipped.UNREADABLE] += sum(path not in paths for path, _why in batch.problems)
        return ScanProgress(
            self.total, self.added, batch.problems, changes, skipped=+skipped, named=batch.named
        )

    def _settle(self) -> tuple[Mapping[Skipped, int], Settled]:
        """Know the renamed ones again; mark what is lost, and add what is new after all."""
        images, asked = self.project.images(), set(self.unsettled)
        new = without_second_names(self.new, self.other, images, asked)
        settled = settle(self.project, asked, [*new, *self.other], self.cancelled)
        self.added += settled.added
        left_out = len(self.new) - len(new)
        return {Skipped.LINKED: left_out} if left_out else {}, settled


def _known(table: ImageTable, root_id: int) -> dict[str, KnownFile]:
    rows = (table.root_ids == root_id).nonzero()[0].tolist()
    sizes, mtimes, status = table.sizes.tolist(), table.mtimes.tolist(), table.status.tolist()
    inodes = table.inodes.tolist()
    return {
        table.paths[row]: KnownFile(row, sizes[row], mtimes[row], status[row], inodes[row])
        for row in rows
    }


@dataclass(slots=True)
class SortedFiles:
    """Files that were found, by what is known of their paths.

    Attributes:
        new: at paths of no image. other: row to the file at its path, which is not the one known.
        again: rows whose file is the one known, and deserves another try: it was missing, or could
            not be read. inodes: row to the number of the file known, which was not known.
    """

    new: list[FoundImage] = field(default_factory=list)
    other: dict[int, FoundImage] = field(default_factory=dict)
    again: list[int] = field(default_factory=list)
    inodes: dict[int, int] = field(default_factory=dict)


def sort_out(found: Iterable[FoundImage], known: Mapping[str, KnownFile]) -> SortedFiles:
    """Tell new, changed and known files apart."""
    made = SortedFiles()
    for one in found:
        before = known.get(one.path)
        if before is None:
            made.new.append(one)
        elif not before.is_of(one):
            made.other[before.row] = one
        else:
            # What could not be read is tried again: its disk, or its permissions, may be back.
            if before.status in (ImageStatus.MISSING, ImageStatus.UNREADABLE):
                made.again.append(before.row)
            if one.inode and not before.inode:
                made.inodes[before.row] = one.inode
    return made


def take_files(
    project: Project, root_id: int, new: Sequence[FoundImage], files: SortedFiles
) -> tuple[Changes, int]:
    """Add new files, and have those decoded again that deserve it; how many were added, too."""
    if not new and not files.again and not files.inodes:
        return Changes(), 0
    added: list[int] = []

    def action() -> Changes:
        with project.database.write() as connection:
            added.extend(image_repository.insert_images(connection, root_id, new))
            image_repository.set_pending(connection, files.again)
            placement_repository.set_inodes(connection, files.inodes)
        return Changes(title="Add images", images=(*added, *files.again))

    return project.mutate(action), len(added)


def _gone(known: Mapping[str, KnownFile], seen: set[str], hidden: Sequence[str]) -> list[int]:
    """Rows of files that were not found; what lies behind a problem may still be there."""
    return [
        file.row
        for path, file in known.items()
        if path not in seen
        and file.status != ImageStatus.MISSING
        and not any(not one or path == one or path.startswith(f"{one}/") for one in hidden)
    ]


def mark_missing(project: Project, gone: Sequence[int], why: str = GONE) -> Changes:
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
