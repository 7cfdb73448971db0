"""Cosine similarity of all images to some, by their features."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from labelmt.project.images.image_columns import ImageTable
from labelmt.project.similarity.cached_features import CachedFeatures, read_features
from labelmt.project.similarity.file_stamps import Stamps

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

BLOCK = 128
"""Rows turned to float32 in one go: they stay in the processor's cache, which halves the time."""
_LEAST = np.float32(1e-9)


class FeatureMemory:
    """A project's features, opened anew when asked; remembers the last answer.

    Any thread may ask; one is answered at a time.

    Args:
        cache: ``Project.feature_cache``.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._lock = Lock()
        self._asked: tuple[_Question, Floats] | None = None

    def read(self, images: ImageTable) -> CachedFeatures | None:
        """The features there are now; None where there are none."""
        return read_features(self._cache, images)

    def similarity(self, kept: CachedFeatures, rows: Rows) -> Floats:
        """What ``similarity_to`` says; the same question again costs nothing."""
        asked = _Question(kept.folder, kept.stamps, kept.valid, tuple(rows.tolist()))
        with self._lock:
            if self._asked is not None and self._asked[0].same_as(asked):
                return self._asked[1]
            answer = similarity_to(kept, rows)
            self._asked = asked, answer
        return answer


@dataclass(frozen=True, eq=False, slots=True)
class _Question:
    """What an answer holds for; the features themselves are not kept open."""

    folder: Path
    stamps: Stamps
    valid: NDArray[np.bool_]
    rows: tuple[int, ...]

    def same_as(self, other: _Question) -> bool:
        return (
            self.rows == other.rows
            and self.folder == other.folder
            and self.stamps is other.stamps
            and np.array_equal(self.valid, other.valid)
        )


def similarity_to(kept: CachedFeatures, rows: Rows) -> Floats:
    """(images,) float32 cosine with the mean direction of some images; NaN without features.

    Args:
        rows: images whose features are valid, at least one.
    """
    direction = unit(np.asarray(kept.features[rows], dtype=np.float32)).mean(axis=0)
    direction /= max(float(np.linalg.norm(direction)), float(_LEAST))
    result = np.full(len(kept.valid), np.nan, dtype=np.float32)
    count = min(len(result), len(kept.features))
    room = np.empty((BLOCK, kept.width), dtype=np.float32)
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        block = room[: stop - start]
        block[:] = kept.features[start:stop]
        lengths = np.sqrt(np.einsum("ij,ij->i", block, block))
        result[start:stop] = block @ direction / np.maximum(lengths, _LEAST)
    result[~kept.valid] = np.nan
    return result


def unit(features: Floats) -> Floats:
    """(n, width) scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, _LEAST), dtype=np.float32)
