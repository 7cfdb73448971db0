"""Applies file changes that a folder watch noticed; the switch for watching."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.images import FoundImage, ImageStatus, KnownFile, signed_inode
from labelmt.domain.path_patterns import PathFilter
from labelmt.imaging.image_signatures import is_image_file
from labelmt.imaging.scan import scan
from labelmt.project.intake.match_by_content import Candidate
from labelmt.project.intake.one_name import without_second_names
from labelmt.project.intake.scan_images import scan_roots, sort_out, take_files
from labelmt.project.intake.scan_patterns import scan_filter
from labelmt.project.intake.settle_files import NOTHING, Settled, settle
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
    left: list[str] = field(default_factory=list)
    """Links that were not followed: what is known of them may be there."""

    @property
    def new_links(self) -> bool:
        """Whether there are links through which nothing is known."""
        known = tuple(self.known)
        return any(
            not any(path == one or path.startswith(f"{one}/") for path in known)
            for one in self.left
        )

    @property
    def gone(self) -> list[int]:
        return [
            known.row
            for path, known in self.known.items()
            if path not in self.found
            and known.status != ImageStatus.MISSING
            and not any(path == one or path.startswith(f"{one}/") for one in self.left)
        ]


def take_changes(project: Project, paths: Sequence[Path], cancelled: Callable[[], bool]) -> Settled:
    """Look at files and folders that changed, were made or vanished, and at nothing else.

    New, changed, vanished and renamed files are treated as a scan treats them. A new link begins
    one: whether it leads to images of their own cannot be told from itself. So does a root.

    Args:
        paths: absolute; those outside the project's folders are left out.
    """
    roots = project.roots()
    unsettled: set[int] = set()
    new: list[Candidate] = []
    other: list[Candidate] = []
    whole = any(path in roots.values() for path in paths)
    for root_id, places in _by_root(roots, paths).items():
        folder = roots[root_id]
        seen = _look(project, root_id, folder, places, cancelled)
        files = sort_out(seen.found.values(), seen.known)
        take_files(project, root_id, [], files)
        new += [Candidate(root_id, folder, one) for one in files.new]
        other += [Candidate(root_id, folder, one) for one in files.other.values()]
        unsettled |= {*seen.gone, *files.other}
        whole |= seen.new_links
    if cancelled():
        return NOTHING
    new = without_second_names(new, other, project.images(), unsettled)
    settled = settle(project, unsettled, [*new, *other], cancelled)
    return _with_scan(settled, project, cancelled) if whole else settled


def _with_scan(settled: Settled, project: Project, cancelled: Callable[[], bool]) -> Settled:
    for step in scan_roots(project, cancelled):
        settled = replace(
            settled,
            added=max(settled.added, step.added),
            moved=settled.moved + step.relinked,
            gone=settled.gone + step.gone,
            replaced=settled.replaced + step.replaced,
            another=settled.another + step.another,
            unsure=settled.unsure + step.unsure,
        )
    return settled


def _by_root(roots: dict[int, Path], paths: Sequence[Path]) -> dict[int, list[str]]:
    places: dict[int, list[str]] = {}
    for path in paths:
        for root_id, root in roots.items():
            if path != root and path.is_relative_to(root):
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
    wanted = scan_filter(project)
    folders: list[str] = []
    with project.reading() as view:
        # Whether a link was followed is known of the images that it leads to alone.
        known = image_repository.find_paths(view, root_id, places)
    for place in places:
        try:
            about = (root / place).lstat()
            link = stat.S_ISLNK(about.st_mode)
            about = (root / place).stat() if link else about
        except OSError:  # gone: a file, or a folder with all that was in it
            folders.append(place)
            continue
        if link and not (place in known and stat.S_ISREG(about.st_mode)):
            seen.left.append(place)
        elif stat.S_ISDIR(about.st_mode):
            with project.reading() as view:
                below = image_repository.find_below(view, root_id, place)
            seen.known |= below
            _look_inside(seen, root, place, below, wanted, cancelled)
        elif stat.S_ISREG(about.st_mode) and (
            place in known or (not wanted.leaves_out(place) and is_image_file(root / place))
        ):
            inode, aliased = signed_inode(about.st_ino), link or about.st_nlink > 1
            facts = about.st_size, about.st_mtime_ns, inode, aliased
            seen.found[place] = FoundImage(place, *facts)
    with project.reading() as connection:
        seen.known |= known | image_repository.find_paths(connection, root_id, [*seen.found])
        for folder in folders:
            seen.known |= image_repository.find_below(connection, root_id, folder)
    return seen


def _look_inside(
    seen: _Seen,
    root: Path,
    place: str,
    known: Mapping[str, KnownFile],
    wanted: PathFilter,
    cancelled: Callable[[], bool],
) -> None:
    found: dict[str, FoundImage] = {}

    def is_known(path: str) -> bool:
        at = f"{place}/{path}"
        return at in known or any(one.startswith(f"{at}/") for one in known)

    inside = {one.removeprefix(f"{place}/") for one in known}
    try:
        for batch in scan(
            root / place, cancelled, follow_out=False, is_known=is_known, known=inside
        ):
            for one in batch.found:
                path = f"{place}/{one.path}"
                if path in known or not wanted.leaves_out(path):
                    found[path] = replace(one, path=path)
            unclear = [*batch.left, *(path for path, _why in batch.problems)]
            seen.left += [f"{place}/{path}".rstrip("/") for path in unclear]
    except LabelMTError:  # gone again, or closed to us: what is known of it says the same
        return
    seen.found |= found
