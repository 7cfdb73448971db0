"""All images of a project as columns: paths, sizes, times, status, one field each."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.image_marks import ImageMarks
from labelmt.domain.images import ImageStatus, image_stamp
from labelmt.project.images.column_kinds import (
    ColumnKind,
    NumberColumn,
    PathColumn,
    SparseTextColumn,
)

_NONE: NDArray[Any] = np.zeros(0, np.int64)
"""Stands for a column that was not given."""
_DEFAULTS: dict[str, type[np.generic]] = {
    "inodes": np.int64, "versions": np.int64, "changed": np.bool_,
    "unsure": np.bool_, "ratings": np.int8,
}  # fmt: skip
"""Columns that need not be given, with their types."""


class PathsVersion:
    """Tables with one version have the same paths: what is made of all paths is made once."""


@dataclass(frozen=True, eq=False)
class ImageTable:
    """Columns of equal length; index = the image's row.

    A field annotated with a kind is a column of the table ``image``: it is read, brought up to
    date and kept for the next start without another word (``STORED``).

    Attributes:
        roots: root id to folder.
        paths: below the root, with ``/``.
        sizes: bytes. mtimes: nanoseconds. status: ImageStatus codes.
        asked: (images,) whether the review asked for it by chance and a person answered.
        inodes: numbers of the files in their file systems, 0 where unknown. versions: see
            ``image_stamp``. changed: (images,) whether a file holds, or may hold, something else
            than when the image was labelled. All 0 where they are not given.
        unsure, ratings, comments: see ``ImageMarks``; comments of the images that have one.
        problems: row to reason, of images that cannot be read, or of which a part is missing.
    """

    roots: dict[int, Path]
    root_ids: Annotated[NDArray[np.int64], NumberColumn("root_id", np.int64)]
    paths: Annotated[Sequence[str], PathColumn("path")]
    sizes: Annotated[NDArray[np.int64], NumberColumn("size", np.int64)]
    mtimes: Annotated[NDArray[np.int64], NumberColumn("mtime_ns", np.int64)]
    status: Annotated[NDArray[np.int8], NumberColumn("status", np.int8)]
    asked: Annotated[NDArray[np.bool_], NumberColumn("asked", np.bool_)]
    problems: Annotated[dict[int, str], SparseTextColumn("problem")] = field(default_factory=dict)
    inodes: Annotated[NDArray[np.int64], NumberColumn("inode", np.int64)] = field(
        default_factory=lambda: _NONE
    )
    versions: Annotated[NDArray[np.int64], NumberColumn("version", np.int64)] = field(
        default_factory=lambda: _NONE
    )
    changed: Annotated[NDArray[np.bool_], NumberColumn("changed", np.bool_)] = field(
        default_factory=lambda: _NONE
    )
    unsure: Annotated[NDArray[np.bool_], NumberColumn("unsure", np.bool_)] = field(
        default_factory=lambda: _NONE
    )
    ratings: Annotated[NDArray[np.int8], NumberColumn("rating", np.int8)] = field(
        default_factory=lambda: _NONE
    )
    comments: Annotated[dict[int, str], SparseTextColumn("comment")] = field(default_factory=dict)
    paths_version: PathsVersion = field(default_factory=PathsVersion)

    def __post_init__(self) -> None:
        for name, dtype in _DEFAULTS.items():
            if getattr(self, name) is _NONE:
                object.__setattr__(self, name, np.zeros(len(self.paths), dtype))

    def __len__(self) -> int:
        return len(self.paths)

    def readable(self) -> NDArray[np.bool_]:
        """(images,) whether nothing is known that keeps an image from being read."""
        return np.isin(self.status, (ImageStatus.UNREADABLE, ImageStatus.MISSING), invert=True)

    def incomplete(self) -> NDArray[np.bool_]:
        """(images,) whether a part of an image that can be shown is missing, as far as known."""
        noted = np.zeros(len(self), dtype=np.bool_)
        noted[[row for row in self.problems if row < len(self)]] = True
        return noted & self.readable()

    def left_out(self) -> NDArray[np.bool_]:
        """(images,) whether an image's labels teach and judge nothing until a person has looked:
        its file holds another picture than was labelled, or it is flagged as unsure."""
        return np.asarray(self.changed | self.unsure)

    def as_labelled(self) -> NDArray[np.bool_]:
        """(images,) whether an image can be read, and is not left out."""
        return np.asarray(self.readable() & ~self.left_out())

    def marked(self) -> NDArray[np.bool_]:
        """(images,) whether a person has said anything of an image itself."""
        said = self.unsure | (self.ratings != 0)
        said[list(self.comments)] = True
        return np.asarray(said)

    def marks(self, row: int) -> ImageMarks:
        """What a person says of the image itself."""
        told = bool(self.unsure[row]), int(self.ratings[row]), self.comments.get(row, "")
        return ImageMarks(*told)

    def path(self, row: int) -> Path:
        """Absolute path of an image."""
        return self.roots[int(self.root_ids[row])] / self.paths[row]

    def path_text(self, row: int) -> str:
        """The same as text."""
        return joined(str(self.roots[int(self.root_ids[row])]), self.paths[row])

    def stamp(self, row: int) -> str:
        """Name of this version of this file; see image_stamp."""
        facts = int(self.sizes[row]), int(self.mtimes[row]), int(self.versions[row])
        return image_stamp(self.path_text(row), *facts)


def joined(root: str, below: str) -> str:
    """The path of an image below a root, as text: making a Path takes five times as long."""
    return os.path.join(root, below if os.sep == "/" else below.replace("/", os.sep))  # noqa: PTH118


def _stored_fields() -> dict[str, ColumnKind]:
    hints = get_type_hints(ImageTable, include_extras=True)
    kinds = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return {name: kind[0] for name, kind in kinds.items() if kind}


STORED = _stored_fields()
"""Field of ``ImageTable`` to its kind."""
STORED_NAMES = tuple(kind.name for kind in STORED.values())
"""The columns of the table ``image`` that it reads."""


def no_images(roots: dict[int, Path]) -> ImageTable:
    """The table of a project without images."""
    return ImageTable(roots, **{name: kind.empty() for name, kind in STORED.items()})


def with_rows(table: ImageTable, columns: Mapping[str, Sequence[Any]]) -> ImageTable:
    """The table with some rows changed or added at its end; the given one stays as it is.

    Args:
        columns: ``row`` and ``STORED_NAMES``, as ``image_repository.read_columns`` reads them;
            numbers that are not among them are 0.
    """
    rows = np.array(columns["row"], dtype=np.int64)
    count = max(len(table), int(rows.max(initial=-1)) + 1)
    none = np.zeros(0, dtype=np.int64)
    changed = {
        name: kind.changed(
            getattr(table, name),
            rows if kind.name in columns else none,
            columns.get(kind.name, ()),
            count,
        )
        for name, kind in STORED.items()
    }
    same = changed["paths"] is table.paths
    version = table.paths_version if same else PathsVersion()
    return replace(table, paths_version=version, **changed)
