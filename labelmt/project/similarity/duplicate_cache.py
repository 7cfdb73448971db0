"""Caches the duplicates found last beside the project for the next start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np

from labelmt.domain.similarity_limits import USUAL
from labelmt.project.images.column_cache import read_archive, write_archive
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.similarity.complete_linkage import Merges
from labelmt.project.similarity.duplicate_groups import DuplicateGroup, Duplicates
from labelmt.project.similarity.file_stamps import Stamps, stamp_column

_Groups = tuple[DuplicateGroup, ...]


class DuplicateCache:
    """Any thread may ask; one is answered at a time. A cache: safe to delete.

    Args:
        project: its folder.
    """

    def __init__(self, project: Path) -> None:
        self._file = project / "cache" / "duplicates.npz"
        self._lock = Lock()
        self._found: tuple[Duplicates, Stamps] | None = None
        self._looked = False
        self._groups: tuple[Duplicates, float, _Groups] | None = None
        self.similarity = USUAL
        """The cosine from which two images are near-duplicates, as a person has set it."""

    def put(self, duplicates: Duplicates, images: ImageTable) -> None:
        """Keep what was found of these images; what cannot be written is known till the end."""
        stamps = stamp_column(images)
        with self._lock:
            self._found, self._looked = (duplicates, stamps), True
        write_archive(
            self._file,
            first=duplicates.first,
            one=duplicates.merges.one,
            other=duplicates.merges.other,
            similarity=duplicates.merges.similarity,
            least=np.array(duplicates.least),
            compared=np.array(duplicates.compared),
            stamps=stamps,
        )

    def read(self, images: ImageTable) -> Duplicates | None:
        """What is known of the images as they are now; None where nobody has looked yet."""
        with self._lock:
            if not self._looked:
                self._looked, self._found = True, self._load()
            found = self._found
            if found is None:
                return None
            now = stamp_column(images)
            if now is not found[1]:
                found = self._found = _brought_to(now, *found), now
            return found[0]

    def groups(self, images: ImageTable) -> _Groups | None:
        """The groups at ``similarity``; None where nobody has looked yet."""
        found, similarity = self.read(images), self.similarity
        if found is None:
            return None
        kept = self._groups
        if kept is None or kept[0] is not found or kept[1] != similarity:
            kept = self._groups = found, similarity, found.groups(similarity)
        return _still_shown(kept[2], images)

    def _load(self) -> tuple[Duplicates, Stamps] | None:
        kept = read_archive(self._file)
        try:
            if kept is None or len(kept["first"]) != len(kept["stamps"]):
                return None
            merges = Merges(kept["one"], kept["other"], kept["similarity"])
            figures = float(kept["least"]), int(kept["compared"])
            return Duplicates(kept["first"], merges, *figures), kept["stamps"]
        except (KeyError, TypeError, ValueError):
            return None


def _still_shown(groups: _Groups, images: ImageTable) -> _Groups:
    """Without images that cannot be shown any more, such as those moved to the trash."""
    lost = ~images.readable()
    if not lost.any():
        return groups
    left = []
    for one in groups:
        rows = tuple(row for row in one.rows if not lost[row])
        if len(rows) == len(one.rows):
            left.append(one)
        elif len(rows) > 1:
            left.append(replace(one, rows=rows))
    return tuple(left)


def _brought_to(now: Stamps, found: Duplicates, before: Stamps) -> Duplicates:
    """Without what was known of files that have changed; nothing is known of new ones."""
    both = min(len(now), len(before))
    same = np.zeros(len(now), dtype=np.bool_)
    same[:both] = (now[:both] == before[:both]).all(axis=1)
    if len(now) == len(before) and same.all():
        return found
    first = np.full(len(now), -1, dtype=np.int64)
    first[:both] = found.first[:both]
    first[~same] = -1
    merges = found.merges
    inside = (merges.one < len(now)) & (merges.other < len(now))
    inside[inside] = same[merges.one[inside]] & same[merges.other[inside]]
    gone = (first >= 0) & ~same[np.maximum(first, 0)]
    first[gone] = -1  # what it was a copy of is another picture now
    kept = Merges(merges.one[inside], merges.other[inside], merges.similarity[inside])
    return replace(found, first=first, merges=kept)
