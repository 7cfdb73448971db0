"""The file that makes a folder a project: its database."""

from __future__ import annotations

from pathlib import Path

DATABASE = "project.sqlite"


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / DATABASE).is_file()


def project_folder(place: Path) -> Path:
    """The folder that is meant: of a project's database, which a file manager opens, its own."""
    return place.parent if place.name == DATABASE and place.is_file() else place
