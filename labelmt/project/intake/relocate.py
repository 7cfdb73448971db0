"""Relocates a folder of images that was moved: by path, then by content."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.images import FoundImage, ImageOutcome, ImageStatus
from labelmt.imaging.scan import scan
from labelmt.project.intake.match_by_content import (
    Candidate,
    MissingImage,
    missing_images,
    pair_by_content,
)
from labelmt.project.project import Project
from labelmt.storage import image_repository, relink_repository
from labelmt.storage.database import Transaction

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
    """

    root_id: int
    folder: Path
    whole: bool
    by_path: tuple[Place, ...]
    by_content: tuple[Place, ...]
    lost: tuple[int, ...]

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

    All images of the root count as lost where it is not there, or none of them is. A path below
    the folder and a size that are the same are taken for the same file; then content decides;
    then the path alone, for a file that was edited where it lies now.

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
    files: dict[str, FoundImage] = {}
    for batch in scan(folder, cancelled):
        files.update((one.path, one) for one in batch.found)
    lost = missing_images(project, rows.tolist())
    by_path, by_content = _match(lost, files, folder, cancelled)
    placed = {row for row, _file in (*by_path, *by_content)}
    left = tuple(one.row for one in lost if one.row not in placed)
    return Relocation(root_id, folder, whole, tuple(by_path), tuple(by_content), left)


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
        places = (*relocation.by_path, *relocation.by_content)
        lost = [
            ImageOutcome(row, ImageStatus.MISSING, problem="The file is not there.")
            for row in relocation.lost
        ]
        with project.database.write() as connection:
            root_id = relocation.root_id
            _refuse_stale(connection, relocation)
            if relocation.whole:
                relink_repository.move_root(connection, root_id, relocation.folder)
            else:
                root_id = relink_repository.insert_root(connection, relocation.folder)
            moved = [relink_repository.MovedImage(row, root_id, file) for row, file in places]
            relink_repository.move_images(connection, moved)
            image_repository.set_status(connection, lost)
        rows = sorted((*(row for row, _file in places), *relocation.lost))
        return Changes(title="Locate a folder", images=tuple(rows))

    return project.mutate(action)


def _refuse_stale(connection: Transaction, relocation: Relocation) -> None:
    """The project may have been scanned since its images were looked for."""
    places = {file.path: row for row, file in (*relocation.by_path, *relocation.by_content)}
    placed = set(places.values())
    taken = image_repository.find_paths(connection, relocation.root_id, list(places))
    roots = image_repository.read_roots(connection)
    if relocation.root_id in roots and (
        not relocation.whole or all(one.row in placed for one in taken.values())
    ):
        return
    raise InvalidInput(
        "The project has changed since its images were looked for.",
        subject=str(relocation.folder),
        kept="Nothing was changed.",
        next_step="Look for them again.",
    )


def _match(
    lost: Sequence[MissingImage],
    files: dict[str, FoundImage],
    folder: Path,
    cancelled: Callable[[], bool],
) -> tuple[list[Place], list[Place]]:
    same = [one for one in lost if one.path in files and files[one.path].size == one.size]
    by_path = [(one.row, files[one.path]) for one in same]
    taken = {one.path for one in same}
    rest = [one for one in lost if one.path not in taken]
    candidates = [Candidate(0, folder, file) for path, file in files.items() if path not in taken]
    pairs = pair_by_content(rest, candidates, cancelled)
    # An image that stays at its path would share it with one that is to go there.
    while True:
        moving = {image.row for image, _found in pairs}
        staying = {one.path for one in rest if one.row not in moving}
        kept = [pair for pair in pairs if pair[1].file.path not in staying]
        if len(kept) == len(pairs):
            break
        pairs = kept
    by_content = [(image.row, found.file) for image, found in pairs]
    moving = {image.row for image, _found in pairs}
    used = taken | {found.file.path for _image, found in pairs}
    by_path += [
        (one.row, files[one.path])
        for one in rest
        if one.row not in moving and one.path in files and one.path not in used
    ]
    return by_path, by_content


def _refuse_overlap(folder: Path, roots: Sequence[Path]) -> None:
    for one in roots:
        if folder.is_relative_to(one):
            raise InvalidInput(
                "This folder is part of the project already.",
                subject=str(folder),
                kept="Nothing was changed.",
                next_step="Choose Project › Look for images: renamed files are found by it.",
            )
        if one.is_relative_to(folder):
            raise InvalidInput(
                "This folder holds a folder of the project: its images would be there twice.",
                subject=str(folder),
                kept="Nothing was changed.",
                next_step=f"Choose the folder beside “{one.name}” instead.",
            )
