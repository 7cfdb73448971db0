"""Kinds of image columns: how values of the table ``image`` are held in memory and kept on disk.

A field of ``ImageTable`` names its kind; nothing else has to know that a column is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from labelmt.project.images.path_list import FROM, SEPARATOR, PathList

_SEPARATOR = os.fsdecode(SEPARATOR)


class ColumnKind(Protocol):
    """What a kind of column can do; ``name`` is that of the column in the table ``image``.

    What is given is never changed: tables share the columns that did not change.
    """

    @property
    def name(self) -> str: ...

    def empty(self) -> Any:
        """The column of no images."""

    def changed(self, before: Any, rows: NDArray[np.int64], values: Sequence[Any], n: int) -> Any:
        """The column of ``n`` images in which some rows hold other values of the database."""

    def pack(self, column: Any) -> NDArray[Any]:
        """The column as an array for a file."""

    def unpack(self, kept: NDArray[Any], n: int) -> Any:
        """The column of ``n`` images from what was kept. Raises ValueError where it is another."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """(images,) numbers of one type."""

    name: str
    dtype: type[np.generic]

    def empty(self) -> NDArray[Any]:
        return np.zeros(0, self.dtype)

    def changed(
        self, before: NDArray[Any], rows: NDArray[np.int64], values: Sequence[Any], n: int
    ) -> NDArray[Any]:
        after = np.zeros(n, self.dtype)
        after[: len(before)] = before
        after[rows] = np.array(values, self.dtype)
        after.setflags(write=False)
        return after

    def pack(self, column: NDArray[Any]) -> NDArray[Any]:
        return column

    def unpack(self, kept: NDArray[Any], n: int) -> NDArray[Any]:
        if kept.dtype != self.dtype or kept.shape != (n,):
            raise ValueError("a kept column is of another form")
        kept.setflags(write=False)
        return kept


@dataclass(frozen=True, slots=True)
class PathColumn:
    """A sequence of one path an image; the same one where no path has changed."""

    name: str

    def empty(self) -> list[str]:
        return []

    def changed(
        self, before: Sequence[str], rows: NDArray[np.int64], values: Sequence[bytes], n: int
    ) -> Sequence[str]:
        at, paths = rows.tolist(), list(map(os.fsdecode, values))
        if n == len(before) and [before[row] for row in at] == paths:
            return before
        first = len(before)
        if isinstance(before, PathList) and at == list(range(first, n)):
            return before.with_more(paths)
        after = [*before, *[""] * (n - len(before))]
        for row, path in zip(at, paths, strict=True):
            after[row] = path
        return PathList.of(after) if n >= FROM else after

    def pack(self, column: Sequence[str]) -> NDArray[Any]:
        if isinstance(column, PathList):
            return np.frombuffer(column.data[:-1], dtype=np.uint8)
        return np.frombuffer(os.fsencode(_SEPARATOR.join(column)), dtype=np.uint8)

    def unpack(self, kept: NDArray[Any], n: int) -> Sequence[str]:
        if n >= FROM:
            return PathList(kept.tobytes() + SEPARATOR, n)
        text = os.fsdecode(kept.tobytes())
        paths = text.split(_SEPARATOR) if text else []
        if len(paths) != n:
            raise ValueError("paths of other images were kept")
        return paths


@dataclass(frozen=True, slots=True)
class SparseTextColumn:
    """Row to text, of the few images that have any."""

    name: str

    def empty(self) -> dict[int, str]:
        return {}

    def changed(
        self, before: dict[int, str], rows: NDArray[np.int64], values: Sequence[str], n: int
    ) -> dict[int, str]:
        if not before and not any(values):
            return before
        after = dict(before)
        for row, text in zip(rows.tolist(), values, strict=True):
            if text:
                after[row] = text
            else:
                after.pop(row, None)
        return after

    def pack(self, column: dict[int, str]) -> NDArray[Any]:
        return np.frombuffer(json.dumps(list(column.items())).encode(), dtype=np.uint8)

    def unpack(self, kept: NDArray[Any], n: int) -> dict[int, str]:
        column = {int(row): str(text) for row, text in json.loads(kept.tobytes().decode())}
        if any(not 0 <= row < n for row in column):
            raise ValueError("texts of other images were kept")
        return column
