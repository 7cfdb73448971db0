"""Finds projects by where they lie: in the folder of projects, and beside photographs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from labelmt.project.places.home import projects_home
from labelmt.project.project_file import DATABASE, is_project
from labelmt.storage.root_lookup import look_up_roots

LOOKED_THROUGH = 20_000
"""Entries of a folder: one of more is full of images, and projects are sought at its start."""


@dataclass(frozen=True, slots=True)
class FoundProject:
    """A project that nobody has opened to find it. ``changed``: of its database, ns since 1970."""

    folder: Path
    roots: tuple[Path, ...]
    images: int
    changed: int


def own_projects() -> list[FoundProject]:
    """Those in the program's own folder of projects, the one changed last first."""
    return _found([projects_home()])


def projects_near(images: Path) -> list[FoundProject]:
    """Those in the program's own folder, beside a folder of images and in it, as above."""
    return _found([projects_home(), images.parent, images])


def _found(places: list[Path]) -> list[FoundProject]:
    folders = dict.fromkeys(one for place in places for one in _folders(place))
    found = [project for one in folders if (project := _look(one)) is not None]
    return sorted(found, key=lambda one: one.changed, reverse=True)


def _folders(place: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(place) as entries:
        for entry in islice(entries, LOOKED_THROUGH):
            with suppress(OSError):
                if entry.is_dir() and is_project(Path(entry.path)):
                    yield Path(entry.path)


def _look(folder: Path) -> FoundProject | None:
    database = folder / DATABASE
    with suppress(OSError, sqlite3.Error, ValueError):
        there = look_up_roots(database)
        changed = max(
            one.stat().st_mtime_ns
            for one in (database, database.with_name(f"{DATABASE}-wal"))
            if one.is_file()
        )
        return FoundProject(folder.absolute(), there.roots, there.images, changed)
    return None
