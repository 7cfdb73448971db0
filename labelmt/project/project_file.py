"""The file that makes a folder a project: its database."""

from __future__ import annotations

from pathlib import Path

DATABASE = "project.sqlite"


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / DATABASE).is_file()
