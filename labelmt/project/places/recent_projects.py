"""Recent projects, newest first."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from labelmt.domain.protocol.json_records import from_plain
from labelmt.domain.protocol.manifest import write_json
from labelmt.project.places.home import config_folder
from labelmt.project.project_file import is_project
from labelmt.project.who_and_when import now

if TYPE_CHECKING:
    from labelmt.project.project import Project

LONGEST = 30


@dataclass(frozen=True, slots=True)
class _Entry:
    folder: str
    roots: tuple[str, ...]
    images: int
    opened_at: str
    labelled: int | None = None
    picture: str = ""


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
    """Newest first; a list that cannot be read counts as empty."""
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
        for entry in _read()
    ]


def remember(project: Project) -> None:
    """Put a project first. A settings folder that may not be written costs the memory only."""
    folder = str(project.folder.absolute())
    roots = tuple(str(root) for root in project.roots().values())
    known = _read()
    before = next((one for one in known if one.folder == folder), None)
    entry = _Entry(
        folder,
        roots,
        project.image_count(),
        now(),
        before.labelled if before else None,
        before.picture if before else "",
    )
    _write([entry, *(one for one in known if one.folder != folder)])


def note_progress(folder: Path, labelled: int, picture: Path | None) -> None:
    """Write down how far a project has come, where it is on the list.

    Args:
        labelled: images with labels. picture: a thumbnail below its folder; None keeps the last.
    """
    name = str(folder.absolute())
    picked = "" if picture is None else str(picture.relative_to(folder))
    _write(
        [
            replace(one, labelled=labelled, picture=picked or one.picture)
            if one.folder == name
            else one
            for one in _read()
        ]
    )


def forget(folder: Path) -> None:
    """Take a project off the list; its folder stays."""
    _write([one for one in _read() if one.folder != str(folder.absolute())])


def _file() -> Path:
    return config_folder() / "recent.json"


def _read() -> list[_Entry]:
    try:
        data = json.loads(_file().read_text(encoding="utf-8"))
        entries = []
        for one in data:
            with suppress(ValueError):  # of another version
                entries.append(from_plain(_Entry, one))
    except (OSError, ValueError, TypeError, RecursionError):
        return []
    return entries


def _write(entries: list[_Entry]) -> None:
    with suppress(OSError):
        config_folder().mkdir(parents=True, exist_ok=True)
        write_json(_file(), entries[:LONGEST])
