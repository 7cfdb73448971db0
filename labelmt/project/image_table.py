"""All images of a project as columns."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.images import image_stamp


@dataclass(frozen=True, eq=False)
class ImageTable:
    """Columns of equal length; index = the image's row.

    Attributes:
        roots: root id to folder.
        paths: below the root, with ``/``.
        sizes: bytes. mtimes: nanoseconds. status: ImageStatus codes.
        problems: row to reason, of images that cannot be read.
    """

    roots: dict[int, Path]
    root_ids: NDArray[np.int64]
    paths: list[str]
    sizes: NDArray[np.int64]
    mtimes: NDArray[np.int64]
    status: NDArray[np.int8]
    problems: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.paths)

    def path(self, row: int) -> Path:
        """Absolute path of an image."""
        return self.roots[int(self.root_ids[row])] / self.paths[row]

    def stamp(self, row: int) -> str:
        """Name of this version of this file; see image_stamp."""
        return image_stamp(self.path(row), int(self.sizes[row]), int(self.mtimes[row]))


def table_of(
    roots: dict[int, Path], columns: Sequence[Any], problems: dict[int, str]
) -> ImageTable:
    """The table of (row, root_id, path bytes, size, mtime_ns, status) tuples in row order."""
    numbers = np.array(
        [(one[1], one[3], one[4], one[5]) for one in columns], dtype=np.int64
    ).reshape(-1, 4)
    return ImageTable(
        roots=roots,
        root_ids=numbers[:, 0].copy(),
        paths=[os.fsdecode(one[2]) for one in columns],
        sizes=numbers[:, 1].copy(),
        mtimes=numbers[:, 2].copy(),
        status=numbers[:, 3].astype(np.int8),
        problems=problems,
    )
