"""Chooses the folder of a project for a folder of images."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from labelmt.project.places.home import config_folder, projects_home
from labelmt.project.places.projects_on_disk import projects_near
from labelmt.project.places.recent_projects import recent_projects
from labelmt.project.project_file import is_project

__all__ = ["config_folder", "fresh_folder", "is_project", "project_for_images", "projects_home"]


def project_for_images(folder: Path) -> Path:
    """The folder of the project for a folder of images: the one it had, or a new one.

    The list of recent projects is asked first; a project that is not on it, or no longer, is
    found where projects lie.
    """
    images = folder.resolve()
    for one in recent_projects():
        if one.exists and _is_of(one.roots, images):
            return one.folder
    for found in projects_near(images):
        if _is_of(found.roots, images):
            return found.folder
    return fresh_folder(images.name)


def _is_of(roots: Iterable[Path], images: Path) -> bool:
    return any(root.resolve() == images for root in roots)


def fresh_folder(name: str) -> Path:
    """A folder below projects_home that is not there yet, named after ``name``."""
    safe = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", name).strip(" .")[:80] or "Project"
    home = projects_home()
    candidate = home / safe
    number = 2
    while candidate.exists():
        candidate = home / f"{safe} {number}"
        number += 1
    return candidate
