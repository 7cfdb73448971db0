"""Memory-maps the cached features of a project's images; never writes them.

The worker that fills the cache holds its lock; a reader needs none. What a row holds is told by
its stamp, which the worker writes after the features (see ``learning.features.feature_cache``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import NotFound
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.similarity.file_stamps import STAMP_BYTES, Stamps, stamp_column

FEATURES, PRINTS, STAMPS, WIDTH = "features.f16", "fingerprints.u8", "stamps.u8", "width"
PRINT_BYTES = 16
HALF = 2
"""Bytes of a float16."""


@dataclass(frozen=True, eq=False, slots=True)
class CachedFeatures:
    """One backbone's features of a project's images.

    Attributes:
        folder: of the cache.
        features: (rows, width) float16, memory-mapped; rows from 0, perhaps fewer than images.
        fingerprints: (rows, 16) uint8: what the files held, see ``imaging.fingerprint``.
        stamps: (images, 16) uint8: the files as they are now.
        valid: (images,) bool: the row holds the features of its file as it is now.
    """

    folder: Path
    features: NDArray[np.float16]
    fingerprints: NDArray[np.uint8]
    stamps: Stamps
    valid: NDArray[np.bool_]

    @property
    def width(self) -> int:
        return int(self.features.shape[1])


def read_features(cache: Path, images: ImageTable) -> CachedFeatures | None:
    """The features that most images have, of the newest such cache; None where none has any.

    Args:
        cache: the folder with one folder for each backbone and preprocessing.
    """
    found = [one for folder in _folders(cache) if (one := _opened(folder, images)) is not None]
    best = max(found, key=lambda one: (int(one.valid.sum()), _age(one.folder)), default=None)
    return best if best is not None and best.valid.any() else None


def features_needed() -> NotFound:
    """What to tell where there are none."""
    return NotFound(
        "Images cannot be compared yet: they have no features.",
        next_step=(
            "Features are made by live learning or Train: choose Model › Update predictions once, "
            "or Model › Train."
        ),
    )


def _folders(cache: Path) -> list[Path]:
    return [one for one in cache.iterdir() if one.is_dir()] if cache.is_dir() else []


def _age(folder: Path) -> int:
    return (folder / STAMPS).stat().st_mtime_ns


def _opened(folder: Path, images: ImageTable) -> CachedFeatures | None:
    """A cache as it is now; None where it is not whole, as while it is being made."""
    try:
        sizes = [(folder / name).stat().st_size for name in (FEATURES, PRINTS, STAMPS)]
        width = _width(folder, sizes)
        if not width:
            return None
        rows = min(sizes[0] // (HALF * width), sizes[1] // PRINT_BYTES, sizes[2] // STAMP_BYTES)
        if not rows:
            return None
        features = np.memmap(folder / FEATURES, np.float16, mode="r", shape=(rows, width))
        prints = np.memmap(folder / PRINTS, np.uint8, mode="r", shape=(rows, PRINT_BYTES))
        stamps = np.memmap(folder / STAMPS, np.uint8, mode="r", shape=(rows, STAMP_BYTES))
    except (OSError, ValueError):  # a cache: another process may delete or grow it meanwhile
        return None
    wanted = stamp_column(images)
    valid = np.zeros(len(images), dtype=np.bool_)
    both = min(rows, len(images))
    valid[:both] = (stamps[:both] == wanted[:both]).all(axis=1)
    return CachedFeatures(folder, features, prints, wanted, valid)


def _width(folder: Path, sizes: list[int]) -> int:
    """As it is written down; older caches say it by their sizes alone. 0 is not known."""
    try:
        return int((folder / WIDTH).read_text("ascii"))
    except (OSError, ValueError):
        pass  # written by an older version, which did not say
    rows = sizes[2] // STAMP_BYTES
    if not rows or sizes[1] != sizes[2] or sizes[0] % (HALF * rows):
        return 0
    return sizes[0] // (HALF * rows)
