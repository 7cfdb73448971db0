"""Settles which file each image of a project has, and marks labels that are of another picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from labelmt.domain.changes import Changes
from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.project.intake.match_by_content import Candidate, Matching, Pair, match
from labelmt.project.project import Project
from labelmt.storage import image_repository, placement_repository
from labelmt.storage.database import Transaction
from labelmt.storage.placement_repository import StoredImage

GONE = "The file is not there."


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
    """What settling did, in numbers of images.

    Attributes:
        added: new to the project. moved: known again at another path. gone: without a file now.
        replaced: whose file holds something else now, or may.
        another: of them, labelled: their labels are of another picture. unsure: of those, how
            many of which nobody knew what they held.
    """

    changes: Changes
    added: int = 0
    moved: int = 0
    gone: int = 0
    replaced: int = 0
    another: int = 0
    unsure: int = 0


NOTHING = Settled(Changes())


def settle(
    project: Project,
    rows: Iterable[int],
    candidates: Sequence[Candidate],
    cancelled: Callable[[], bool],
) -> Settled:
    """Find out which image each file is, and write it down in one transaction.

    An image follows what it held, to whatever path that went; two may change paths. One whose
    content is nowhere keeps its path and its labels, which are marked as of another picture,
    unless another image's content lies there now: then it is missing. Nothing is done where
    somebody else has changed these images meanwhile: the next scan sees it anew.

    Args:
        rows: images whose file is not there, or is another one by its facts.
        candidates: the files at their paths, and those at paths that no image has.
        cancelled: asked between files that are read; when true nothing is done.
    """
    asked = set(rows)
    if not asked and not candidates:
        return NOTHING
    table = project.images()
    missing = set((table.status == ImageStatus.MISSING).nonzero()[0].tolist())
    marked = set(table.changed.nonzero()[0].tolist()) - asked - missing
    if candidates:
        asked |= missing
    else:
        marked = set()
    with project.reading() as connection:
        known = placement_repository.read_stored(connection, asked | marked)
    images = [known[row] for row in sorted(asked) if row in known]
    wanted = [known[row] for row in sorted(marked) if row in known]
    found = match(images, candidates, cancelled, wanted=wanted)
    if found is None or cancelled():
        return NOTHING
    made: list[Settled] = []

    def action() -> Changes:
        with project.database.write() as connection:
            made.append(_Settling(connection, found, marked).write())
        return made[0].changes

    project.mutate(action)
    return made[0]


@dataclass(slots=True)
class _Settling:
    connection: Transaction
    found: Matching
    marked: set[int]
    """Rows of images that were looked for though their file is there."""

    def write(self) -> Settled:
        pairs, lost = self.found.pairs, self.found.lost
        images = {one.image.row: one.image for one in pairs} | {one.row: one for one in lost}
        if self._is_stale(images):
            return NOTHING
        annotated = placement_repository.read_annotated(
            self.connection, [one.image.row for one in pairs if not one.same]
        )
        after = [placed(one, labelled=one.image.row in annotated) for one in pairs]
        taken = {one.place for one in after}
        gone = [without_file(one, taken) for one in lost]
        stored = [one for one in (*after, *gone) if one != images[one.row]]
        placement_repository.store_images(self.connection, stored)
        rows = self._add_new()
        shown = [one.row for one in stored if _is_shown(images[one.row], one)]
        another = [one for one in after if one.changed and not images[one.row].changed]
        return Settled(
            Changes(title="Look for images", images=(*sorted(shown), *rows)),
            added=len(rows),
            moved=sum(one.place != images[one.row].place for one in after),
            gone=sum(one.status != ImageStatus.MISSING for one in lost),
            replaced=sum(not one.same for one in pairs),
            another=len(another),
            unsure=sum(one.labelled_fingerprint is None for one in another),
        )

    def _is_stale(self, images: dict[int, StoredImage]) -> bool:
        """Whether a watch, or another program, has changed what was looked at, or taken a path."""
        now = placement_repository.read_stored(self.connection, images)
        if any(row not in now or now[row].facts != one.facts for row, one in images.items()):
            return True
        places = [one.candidate.place for one in self.found.pairs]
        at = placement_repository.read_rows_at(self.connection, places)
        return any(row not in images for row in at.values())

    def _add_new(self) -> tuple[int, ...]:
        new: dict[int, list[FoundImage]] = {}
        for candidate in self.found.new:
            new.setdefault(candidate.root_id, []).append(candidate.file)
        for one in self.found.pairs:
            if one.image.row in self.marked:  # what lies at its path is an image of its own now
                left = one.image
                file = FoundImage(left.path, left.size, left.mtime_ns, left.inode)
                new.setdefault(left.root_id, []).append(file)
        rows: list[int] = []
        for root_id, files in new.items():
            rows += image_repository.insert_images(self.connection, root_id, files)
        return tuple(rows)


def placed(pair: Pair, *, labelled: bool) -> StoredImage:
    """What is stored of an image from now on, by its file."""
    image, file, content = pair.image, pair.candidate.file, pair.content or None
    moved = image.place != pair.candidate.place
    after = replace(
        image,
        root_id=pair.candidate.root_id,
        path=file.path,
        size=file.size,
        mtime_ns=file.mtime_ns,
        inode=file.inode,
        version=file.inode if moved or not pair.same else image.version,
    )
    if pair.same:
        after = replace(after, fingerprint=content or image.fingerprint)
        if image.changed and content is not None and content == image.labelled_fingerprint:
            after = _marked(after, None)
    else:
        after = replace(after, fingerprint=content)
        if not labelled:
            after = _marked(after, None)
        elif not image.changed:
            after = _marked(after, image)
    other = moved or not pair.same or (image.size, image.mtime_ns) != (file.size, file.mtime_ns)
    if other or image.status in (ImageStatus.MISSING, ImageStatus.UNREADABLE):
        after = replace(after, status=int(ImageStatus.PENDING), problem="")
    return after


def _marked(image: StoredImage, labelled: StoredImage | None) -> StoredImage:
    """With the mark that its labels are of what it held before, or (None) without."""
    if labelled is None:
        return replace(image, changed=False, labelled_size=None, labelled_fingerprint=None)
    return replace(
        image,
        changed=True,
        labelled_size=labelled.size if labelled.fingerprint else None,
        labelled_fingerprint=labelled.fingerprint,
    )


def without_file(image: StoredImage, taken: set[tuple[int, str]]) -> StoredImage:
    """What is stored of an image that has no file; set aside where another one has its path."""
    if image.place in taken:
        image = replace(image, path=set_aside(image.path, image.row))
    if image.status == ImageStatus.MISSING:
        return image
    return replace(image, status=int(ImageStatus.MISSING), problem=GONE)


def set_aside(path: str, row: int) -> str:
    """Where an image without a file is listed when another one has its path.

    Below a hidden folder, in which no scan finds anything; the name stays.
    """
    folder, _slash, name = path.rpartition("/")
    return f"{folder}/.replaced-{row}/{name}".removeprefix("/")


def _is_shown(before: StoredImage, after: StoredImage) -> bool:
    """Whether a view shows the difference; it does not show what is told of a file but its size."""
    return replace(after, inode=before.inode, fingerprint=before.fingerprint) != before
