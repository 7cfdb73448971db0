"""Looks up the image that a written path means: in a table, in a list of names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np

from labelmt.domain.images import ImageStatus, signed_inode
from labelmt.imaging.same_file import is_same_file
from labelmt.project.images.image_columns import ImageTable


class ImagePaths:
    """Images by the path below their root, by its end where that is unique, or by the whole path.

    Letter case counts. What is written exactly so comes first, as one folder may hold a name in
    both of its Unicode forms, and names may begin with blanks or have backslashes; then Unicode
    form, then blanks around it and the direction of slashes, do not count. Last, a path may be
    another way to an image: a link, or a second name of its file.
    """

    def __init__(self, images: ImageTable) -> None:
        self._images = images
        self._made: dict[Callable[[str], str], _Index] = {}

    def find(self, text: str) -> Sequence[int]:
        """The rows a path may mean: one where it is clear, none, or several."""
        for look in (_Index.whole, _Index.part):
            for key in (_exact, _composed, _loose):  # few tables need all three
                if key not in self._made:
                    self._made[key] = _Index(self._images, key)
                found = look(self._made[key], text)
                if found:
                    return found
        return self._by_file(text)

    def _by_file(self, text: str) -> Sequence[int]:
        images = self._images
        for root in images.roots.values():
            try:
                about = (root / text).stat()  # an absolute path stands for itself
            except (OSError, ValueError):
                continue
            same = (images.inodes == signed_inode(about.st_ino)) & (images.inodes != 0)
            rows = np.flatnonzero(same & (images.status != ImageStatus.MISSING)).tolist()
            found = [row for row in rows if is_same_file(images.path(row), root / text)]
            if found:
                return found
        return ()


class _Index:
    """Images by their paths as one function writes them."""

    def __init__(self, images: ImageTable, key: Callable[[str], str]) -> None:
        self._key = key
        self._paths = [key(path) for path in images.paths]
        self._roots = {root_id: key(str(root)) for root_id, root in images.roots.items()}
        self._root_ids = images.root_ids
        self._exact: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for row, path in enumerate(self._paths):
            self._exact.setdefault(path, []).append(row)
            self._by_name.setdefault(path.rpartition("/")[2], []).append(row)

    def whole(self, text: str) -> Sequence[int]:
        """By the path below the root, or the whole of it."""
        path = self._key(text)
        return self._exact.get(path) or [
            row for row in self._named(path) if path == f"{self._root_of(row)}/{self._paths[row]}"
        ]

    def part(self, text: str) -> Sequence[int]:
        """By the end of either."""
        path = self._key(text)
        named = self._named(path)
        ends = [row for row in named if self._paths[row].endswith(f"/{path}")]
        return ends or self._below_other_folders(path, named)

    def _named(self, path: str) -> list[int]:
        return self._by_name.get(path.rpartition("/")[2], [])

    def _root_of(self, row: int) -> str:
        return self._roots[int(self._root_ids[row])]

    def _below_other_folders(self, path: str, named: Sequence[int]) -> list[int]:
        """Tables made elsewhere often have more folders in front than the project's root."""
        found = [row for row in named if path.endswith(f"/{self._paths[row]}")]
        longest = max((len(self._paths[row]) for row in found), default=0)
        return [row for row in found if len(self._paths[row]) == longest]


def _exact(path: str) -> str:
    return path.removeprefix("./")


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path).removeprefix("./")


def _loose(path: str) -> str:
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")
