"""Recent projects, newest first."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class RecentProject:
    """``opened_at``: ISO 8601, UTC. ``exists``: whether its folder still holds a project."""

    name: str
    folder: Path
    images: int
    opened_at: str
    roots: tuple[Path, ...] = ()

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
        )
        for entry in _read()
    ]


def remember(project: Project) -> None:
    """Put a project first. A settings folder that may not be written costs the memory only."""
    folder = str(project.folder.absolute())
    roots = tuple(str(root) for root in project.roots().values())
    entry = _Entry(folder, roots, project.image_count(), now())
    _write([entry, *(one for one in _read() if one.folder != folder)])


def forget(folder: Path) -> None:
    """Take a project off the list; its folder stays."""
    _write([one for one in _read() if one.folder != str(folder.absolute())])


def _file() -> Path:
    return config_folder() / "recent.json"


def _read() -> list[_Entry]:
    try:
        data = json.loads(_file().read_text(encoding="utf-8"))
        return [from_plain(_Entry, one) for one in data]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def _write(entries: list[_Entry]) -> None:
    with suppress(OSError):
        config_folder().mkdir(parents=True, exist_ok=True)
        write_json(_file(), entries[:LONGEST])
