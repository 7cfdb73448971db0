"""The file that makes a folder a project: its database, or what names its database on a server."""

from __future__ import annotations

from pathlib import Path

DATABASE = "project.sqlite"
TEAM = "project.json"
"""In a person's own folder of a team's project."""


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / DATABASE).is_file() or is_of_team(folder)


def is_of_team(folder: Path) -> bool:
    """Whether a folder is a person's own of a project on a server."""
    return (folder / TEAM).is_file() and not (folder / DATABASE).is_file()


def project_folder(place: Path) -> Path:
    """The folder that is meant: of a project's database, which a file manager opens, its own."""
    return place.parent if place.name in (DATABASE, TEAM) and place.is_file() else place
