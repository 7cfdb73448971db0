"""Relocates a folder of images that was moved: by path, then by content."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.images import FoundImage, ImageStatus
from labelmt.domain.text import text
from labelmt.imaging.same_file import lies_in
from labelmt.imaging.scan import scan
from labelmt.project.intake.followed_links import follows_links
from labelmt.project.intake.match_by_content import Candidate, Pair, match
from labelmt.project.intake.settle_files import placed, without_file
from labelmt.project.project import Project
from labelmt.storage import image_repository, placement_repository, relink_repository
from labelmt.storage.database import Transaction
from labelmt.storage.placement_repository import StoredImage

Place = tuple[int, FoundImage]
"""A row and its file, below the new folder."""


@dataclass(frozen=True, slots=True)
class RootState:
    """A folder of the project: whether it is there, how many images it has, how many are lost."""

    root_id: int
    folder: Path
    exists: bool
    images: int
    missing: int


@dataclass(frozen=True, slots=True)
class Relocation:
    """What re-linking would do; nothing has been done yet.

    Attributes:
        whole: the folder itself moved, not a part of what is in it.
        by_path: images whose path below the folder is the same.
        by_content: images that have another name or place there.
        lost: rows of those that were not found; they stay, marked missing.
        pairs: what was found, with all that is known of it.
    """

    root_id: int
    folder: Path
    whole: bool
    by_path: tuple[Place, ...]
    by_content: tuple[Place, ...]
    lost: tuple[int, ...]
    pairs: tuple[Pair, ...] = ()

    @property
    def other(self) -> int:
        """Images at whose path something else lies there, or may."""
        return sum(not one.same for one in self.pairs)

    @property
    def found(self) -> int:
        return len(self.by_path) + len(self.by_content)


def root_states(project: Project) -> tuple[RootState, ...]:
    """The project's folders. Asks the file system: not on the GUI thread."""
    images = project.images()
    states = []
    for root_id, folder in project.roots().items():
        own = images.root_ids == root_id
        exists, count = folder.is_dir(), int(own.sum())
        missing = int((own & (images.status == ImageStatus.MISSING)).sum()) if exists else count
        states.append(RootState(root_id, folder, exists, count, missing))
    return tuple(states)


def find_relocated(
    project: Project, root_id: int, folder: Path, cancelled: Callable[[], bool]
) -> Relocation:
    """Look in a folder for the lost images of a root.

    All images of the root count as lost where it is not there, or none of them is. What they held
    decides; a file is taken unread whose path, size and time no other image shares. The path alone
    decides last, for a file that was edited where it lies now, and only where some other image
    was found for certain: another folder may hold the same names.

    Raises:
        NotFound: there is no such root or folder.
        InvalidInput: the folder is one of the project's, holds one, or lies in one.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve follows links)
    roots = project.roots()
    if root_id not in roots:
        raise NotFound("The project has no such folder.", kept="Nothing was changed.")
    old = roots[root_id]
    images = project.images()
    own = (images.root_ids == root_id).nonzero()[0]
    status = images.status[own]
    whole = not old.is_dir() or bool((status == ImageStatus.MISSING).all())
    rows = own if whole else own[status == ImageStatus.MISSING]
    _refuse_overlap(folder, [one for key, one in roots.items() if key != root_id or not whole])
    known = {images.paths[row] for row in rows.tolist()}
    batches = scan(folder, cancelled, follow_out=follows_links(project), known=known)
    candidates = [Candidate(root_id, folder, one) for batch in batches for one in batch.found]
    with project.reading() as connection:
        lost = placement_repository.read_stored(connection, rows.tolist())
    pairs = _match(list(lost.values()), candidates, cancelled)
    by_path = [(one.image.row, one.candidate.file) for one in pairs if _is_at_home(one)]
    by_content = [(one.image.row, one.candidate.file) for one in pairs if not _is_at_home(one)]
    found = {one.image.row for one in pairs}
    left = tuple(row for row in lost if row not in found)
    return Relocation(root_id, folder, whole, tuple(by_path), tuple(by_content), left, tuple(pairs))


def _is_at_home(pair: Pair) -> bool:
    return pair.image.path == pair.candidate.file.path


def relocate(project: Project, relocation: Relocation) -> Changes:
    """Re-link images to their files in the new place; annotations stay with their image.

    It is taken back, or corrected, by locating the folder again.

    Raises:
        InvalidInput: no image was found there; nothing was changed.
    """
    if not relocation.found:
        raise InvalidInput(
            "None of the images is in this folder.",
            subject=str(relocation.folder),
            kept="Nothing was changed.",
            next_step="Choose the folder that the images were moved to.",
        )

    def action() -> Changes:
        with project.database.write() as connection:
            before = _fresh(connection, relocation)
            root_id = relocation.root_id
            if relocation.whole:
                relink_repository.move_root(connection, root_id, relocation.folder, project.folder)
            else:
                root_id = relink_repository.insert_root(
                    connection, relocation.folder, project.folder
                )
            others = [one.image.row for one in relocation.pairs if not one.same]
            annotated = placement_repository.read_annotated(connection, others)
            after = [
                _relocated(one, root_id, labelled=one.image.row in annotated)
                for one in relocation.pairs
            ]
            taken = {one.place for one in after}
            after += [without_file(before[row], taken) for row in relocation.lost]
            placement_repository.store_images(connection, after)
        rows = sorted(one.row for one in after)
        return Changes(title="Locate a folder", images=tuple(rows))

    return project.mutate(action)


def _relocated(pair: Pair, root_id: int, *, labelled: bool) -> StoredImage:
    """Its folder is another: the file is decoded again, whatever its path is below that."""
    after = replace(placed(pair, labelled=labelled), root_id=root_id)
    return replace(after, status=int(ImageStatus.PENDING), problem="")


def _fresh(connection: Transaction, relocation: Relocation) -> dict[int, StoredImage]:
    """What is stored of the images. Raises InvalidInput where they changed since they were found.

    The project may have been scanned since its images were looked for.
    """
    rows = [*(one.image.row for one in relocation.pairs), *relocation.lost]
    now = placement_repository.read_stored(connection, rows)
    same = all(one.image.row in now for one in relocation.pairs) and all(
        now[one.image.row].place == one.image.place for one in relocation.pairs
    )
    places = [(relocation.root_id, one.candidate.file.path) for one in relocation.pairs]
    taken = placement_repository.read_rows_at(connection, places)
    free = not relocation.whole or all(row in now for row in taken.values())
    roots = image_repository.read_roots(connection)
    if relocation.root_id in roots and same and free:
        return now
    raise InvalidInput(
        "The project has changed since its images were looked for.",
        subject=str(relocation.folder),
        kept="Nothing was changed.",
        next_step="Look for them again.",
    )


def _match(
    lost: Sequence[StoredImage], candidates: Sequence[Candidate], cancelled: Callable[[], bool]
) -> list[Pair]:
    clear = _untouched(lost, candidates)
    placed_rows = {one.image.row for one in clear}
    taken = {id(one.candidate) for one in clear}
    rest = match(
        [one for one in lost if one.row not in placed_rows],
        [one for one in candidates if id(one) not in taken],
        cancelled,
    )
    if rest is None:
        return []
    pairs = [*clear, *rest.pairs]
    known = any(one.same for one in pairs)
    return pairs if known else [one for one in pairs if not one.image.fingerprint]


def _untouched(lost: Sequence[StoredImage], candidates: Sequence[Candidate]) -> list[Pair]:
    """Files with path, size and time of an image, which no other image or file shares."""
    images = Counter((one.size, one.mtime_ns) for one in lost if not one.changed)
    files = Counter((one.file.size, one.file.mtime_ns) for one in candidates)
    at = {one.file.path: one for one in candidates}
    pairs: list[Pair] = []
    for image in lost:
        candidate, facts = at.get(image.path), (image.size, image.mtime_ns)
        if candidate is None or image.changed:
            continue
        same = (candidate.file.size, candidate.file.mtime_ns) == facts
        if same and images[facts] == files[facts] == 1:
            pairs.append(Pair(image, candidate, b""))
    return pairs


def _refuse_overlap(folder: Path, roots: Sequence[Path]) -> None:
    for one in roots:
        if lies_in(folder, one):
            raise InvalidInput(
                "This folder is part of the project already.",
                subject=str(folder),
                kept="Nothing was changed.",
                next_step="Choose File › Rescan folders: renamed files are found by it.",
            )
        if lies_in(one, folder):
            raise InvalidInput(
                "This folder holds a folder of the project: its images would be there twice.",
                subject=str(folder),
                kept="Nothing was changed.",
                next_step=text("Choose the folder beside “{name}” instead.", name=one.name),
            )
