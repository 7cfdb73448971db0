"""Looks up the image that a written path means: in a table, in a list of names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from labelmt.project.images.image_columns import ImageTable


class ImagePaths:
    """Images by the path below their root, by its end where that is unique, or by the whole path.

    Letter case counts; Unicode form and the direction of slashes do not.
    """

    def __init__(self, images: ImageTable) -> None:
        self._paths = [_key(path) for path in images.paths]
        self._roots = {root_id: _key(str(root)) for root_id, root in images.roots.items()}
        self._root_ids = images.root_ids
        self._exact: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for row, path in enumerate(self._paths):
            self._exact.setdefault(path, []).append(row)
            self._by_name.setdefault(path.rpartition("/")[2], []).append(row)

    def find(self, text: str) -> Sequence[int]:
        """The rows a path may mean: one where it is clear, none, or several."""
        path = _key(text)
        exact = self._exact.get(path)
        if exact:
            return exact
        named = self._by_name.get(path.rpartition("/")[2], [])
        whole = [row for row in named if path == f"{self._root_of(row)}/{self._paths[row]}"]
        ends = [row for row in named if self._paths[row].endswith(f"/{path}")]
        return whole or ends or self._below_other_folders(path, named)

    def _root_of(self, row: int) -> str:
        return self._roots[int(self._root_ids[row])]

    def _below_other_folders(self, path: str, named: Sequence[int]) -> list[int]:
        """Tables made elsewhere often have more folders in front than the project's root."""
        found = [row for row in named if path.endswith(f"/{self._paths[row]}")]
        longest = max((len(self._paths[row]) for row in found), default=0)
        return [row for row in found if len(self._paths[row]) == longest]


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")
