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


class PathsVersion:
    """Tables with one version have the same paths: what is made of all paths is made once."""


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
    paths_version: PathsVersion = field(default_factory=PathsVersion)

    def __len__(self) -> int:
        return len(self.paths)

    def path(self, row: int) -> Path:
        """Absolute path of an image."""
        return self.roots[int(self.root_ids[row])] / self.paths[row]

    def path_text(self, row: int) -> str:
        """The same as text."""
        return joined(str(self.roots[int(self.root_ids[row])]), self.paths[row])

    def stamp(self, row: int) -> str:
        """Name of this version of this file; see image_stamp."""
        return image_stamp(self.path_text(row), int(self.sizes[row]), int(self.mtimes[row]))


def joined(root: str, below: str) -> str:
    """The path of an image below a root, as text: making a Path takes five times as long."""
    return os.path.join(root, below if os.sep == "/" else below.replace("/", os.sep))  # noqa: PTH118


def table_of(roots: dict[int, Path], columns: Sequence[Any]) -> ImageTable:
    """The table of (row, root_id, path bytes, size, mtime_ns, status, problem), in row order."""
    empty = np.zeros(0, dtype=np.int64)
    none = ImageTable(roots, empty, [], empty, empty, empty.astype(np.int8))
    return with_rows(none, columns)


def with_rows(table: ImageTable, columns: Sequence[Any]) -> ImageTable:
    """The table with some rows changed or added at its end; the given one stays as it is.

    Args:
        columns: tuples as for ``table_of``.
    """
    rows = np.fromiter((one[0] for one in columns), dtype=np.int64, count=len(columns))
    count = max(len(table), int(rows.max(initial=-1)) + 1)

    def column(before: NDArray[Any], index: int) -> NDArray[Any]:
        after = np.zeros(count, dtype=before.dtype)
        after[: len(before)] = before
        after[rows] = np.fromiter((one[index] for one in columns), before.dtype, len(columns))
        after.setflags(write=False)  # tables share what did not change
        return after

    named = [(one[0], os.fsdecode(one[2])) for one in columns]
    paths, version = table.paths, table.paths_version
    if count > len(table) or any(paths[row] != path for row, path in named):
        paths, version = paths + [""] * (count - len(table)), PathsVersion()
        for row, path in named:
            paths[row] = path
    problems = dict(table.problems)
    for one in columns:
        if one[6]:
            problems[one[0]] = one[6]
        else:
            problems.pop(one[0], None)
    return ImageTable(
        roots=table.roots,
        root_ids=column(table.root_ids, 1),
        paths=paths,
        sizes=column(table.sizes, 3),
        mtimes=column(table.mtimes, 4),
        status=column(table.status, 5),
        problems=problems,
        paths_version=version,
    )
