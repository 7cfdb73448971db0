"""Recent projects, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from labelmt.project.places.recent_file import LONGEST, Entry, change_entries, read_entries
from labelmt.project.project_file import is_project
from labelmt.project.who_and_when import now

if TYPE_CHECKING:
    from labelmt.project.project import Project

__all__ = ["LONGEST", "RecentProject", "forget", "note_progress", "recent_projects", "remember"]


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project as it was when it was left.

    Attributes:
        opened_at: ISO 8601, UTC. labelled: images with labels, where they were counted.
        picture: a thumbnail of one of its images, which may be gone.
        exists: whether its folder still holds a project.
    """

    name: str
    folder: Path
    images: int
    opened_at: str
    roots: tuple[Path, ...] = ()
    labelled: int | None = None
    picture: Path | None = None

    @property
    def exists(self) -> bool:
        return is_project(self.folder)


def recent_projects() -> list[RecentProject]:
    """Newest first; a list that cannot be read counts as empty, a damaged one is mended."""
    return [
        RecentProject(
            Path(entry.folder).name,
            Path(entry.folder),
            entry.images,
            entry.opened_at,
            tuple(Path(root) for root in entry.roots),
            entry.labelled,
            Path(entry.folder) / entry.picture if entry.picture else None,
        )
        for entry in read_entries()
    ]


def remember(project: Project) -> None:
    """Put a project first. A settings folder that may not be written costs the memory only."""
    folder = str(project.folder.absolute())
    roots = tuple(str(root) for root in project.roots().values())
    images, at = project.image_count(), now()

    def put_first(known: list[Entry]) -> list[Entry]:
        before = next((one for one in known if one.folder == folder), None)
        labelled, picture = (before.labelled, before.picture) if before else (None, "")
        entry = Entry(folder, roots, images, at, labelled, picture)
        return [entry, *(one for one in known if one.folder != folder)]

    change_entries(put_first)


def note_progress(folder: Path, labelled: int, picture: Path | None) -> None:
    """Write down how far a project has come, where it is on the list.

    Args:
        labelled: images with labels. picture: a thumbnail below its folder; None keeps the last.
    """
    name = str(folder.absolute())
    picked = "" if picture is None else str(picture.relative_to(folder))

    def note(one: Entry) -> Entry:
        return replace(one, labelled=labelled, picture=picked or one.picture)

    change_entries(lambda known: [note(one) if one.folder == name else one for one in known])


def forget(folder: Path) -> None:
    """Take a project off the list; its folder stays."""
    name = str(folder.absolute())
    change_entries(lambda known: [one for one in known if one.folder != name])
