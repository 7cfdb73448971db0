"""Stamps (size and time hashes) of all image files as one cached column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.images import image_stamp
from labelmt.project.images.image_columns import ImageTable, PathsVersion, joined

Stamps = NDArray[np.uint8]

STAMP_BYTES = 16


class _Kept:
    """The stamps made last for one version of the paths, and what they were made of."""

    def __init__(self, images: ImageTable, stamps: Stamps) -> None:
        self.roots: Mapping[int, Path] = images.roots
        self.sizes, self.mtimes, self.versions = images.sizes, images.mtimes, images.versions
        self.stamps = stamps


# Decoding and annotating make new tables of the same files: these need no new stamps.
_kept: WeakKeyDictionary[PathsVersion, _Kept] = WeakKeyDictionary()


def stamp_column(images: ImageTable) -> Stamps:
    """(images, 16) uint8, row by row ``images.stamp``; not to be changed.

    Two seconds for a million images the first time, then just what has changed.
    """
    kept = _kept.get(images.paths_version)
    if kept is None or kept.roots != images.roots:
        rows = np.arange(len(images))
        stamps = np.zeros((len(images), STAMP_BYTES), dtype=np.uint8)
    else:
        others = (kept.sizes != images.sizes) | (kept.mtimes != images.mtimes)
        rows = np.flatnonzero(others | (kept.versions != images.versions))
        if not len(rows):
            return kept.stamps
        stamps = kept.stamps.copy()
    if len(rows):
        stamps[rows] = _stamps_of(images, rows)
    stamps.setflags(write=False)
    _kept[images.paths_version] = _Kept(images, stamps)
    return stamps


def _stamps_of(images: ImageTable, rows: NDArray[np.int64]) -> Stamps:
    roots = {root_id: str(root) for root_id, root in images.roots.items()}
    parts = zip(
        rows.tolist(),
        images.root_ids[rows].tolist(),
        images.sizes[rows].tolist(),
        images.mtimes[rows].tolist(),
        images.versions[rows].tolist(),
        strict=True,
    )
    found = "".join(
        image_stamp(joined(roots[root], images.paths[row]), size, mtime, version)
        for row, root, size, mtime, version in parts
    )
    return np.frombuffer(bytes.fromhex(found), dtype=np.uint8).reshape(-1, STAMP_BYTES)
