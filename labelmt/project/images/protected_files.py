"""Files that no export may replace: a project's own, and images."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from labelmt.project.images.image_columns import ImageTable

OWN_FOLDERS = ("runs", "cache", "backups")
OWN_FILE = "project."
"""How the files of a project's database begin."""


class ProtectedFiles:
    """Says of a path why it may not be written to."""

    def __init__(self, folder: Path, images: ImageTable) -> None:
        self._folder = folder
        self._images = images

    def reason(self, file: Path) -> str:
        """Why a file may not be written, in words; empty where it may be.

        Args:
            file: as it is on the disk, links followed.
        """
        folder = Path(os.path.realpath(self._folder))
        if file.is_relative_to(folder):
            below = file.relative_to(folder).parts
            if below and (below[0] in OWN_FOLDERS or below[0].startswith((OWN_FILE, "."))):
                return "This file belongs to the project itself."
        if self._is_image(file):
            return "This file is an image of the project."
        return ""

    def _is_image(self, file: Path) -> bool:
        for root, paths in self._paths_by_root.items():
            if file.is_relative_to(root) and file.relative_to(root).as_posix() in paths:
                return True
        try:
            found = file.lstat()  # a link to an image is none
        except OSError:
            return False
        if found.st_nlink > 1 or file.suffix:
            return (found.st_dev, found.st_ino) in self._inodes(file.name)
        return False

    @cached_property
    def _paths_by_root(self) -> dict[Path, set[str]]:
        found: dict[Path, set[str]] = {}
        for row, path in enumerate(self._images.paths):
            root = self._images.roots[int(self._images.root_ids[row])]
            for place in {root, Path(os.path.realpath(root))}:
                found.setdefault(place, set()).add(path)
        return found

    def _inodes(self, name: str) -> set[tuple[int, int]]:
        """Files of images of this name, which may be links to what is to be written."""
        found = set()
        for row, path in enumerate(self._images.paths):
            if path.rpartition("/")[2] == name:
                try:
                    status = self._images.path(row).stat()
                except OSError:
                    continue
                found.add((status.st_dev, status.st_ino))
        return found
