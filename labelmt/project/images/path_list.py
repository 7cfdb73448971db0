"""A compact list of paths: one block of bytes and where each path begins in it.

A million paths as texts take some 90 bytes each beside their letters' own; here it is 4. Asked for
one at a time a path is decoded anew (half a microsecond); gone through, they come in blocks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

SEPARATOR = b"\0"
"""No path has one."""
BLOCK = 4096
"""Paths that are decoded at once."""
FROM = 50_000
"""Paths from which it pays; fewer are a plain list."""


class PathList(Sequence[str]):
    """Equal to any sequence of the same paths; never changed.

    Args:
        data: all paths as the system spells them, a separator after each.
        count: how many there are. Raises ValueError where the data has another number.
    """

    def __init__(self, data: bytes, count: int) -> None:
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 0)
        if len(ends) != count or (count and ends[-1] != len(data) - 1):
            raise ValueError("paths of other images")
        self.data = data
        self._starts: NDArray[np.unsignedinteger[Any]] = np.zeros(count + 1, _kind(len(data)))
        self._starts[1:] = ends + 1

    @classmethod
    def of(cls, paths: Sequence[str]) -> PathList:
        """The same paths."""
        return cls(b"".join(os.fsencode(path) + SEPARATOR for path in paths), len(paths))

    def with_more(self, paths: Sequence[str]) -> PathList:
        """These and others after them; costs a copy of the bytes, not of every path."""
        more = PathList.of(paths)
        both = PathList(b"", 0)
        both.data = self.data + more.data
        both._starts = np.concatenate(
            [self._starts, more._starts[1:].astype(np.int64) + len(self.data)], dtype=np.int64
        ).astype(_kind(len(both.data)))
        return both

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            first, last, step = index.indices(len(self))
            return [self[one] for one in range(first, last, step)]
        place = int(index)
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(index)
        start, stop = int(self._starts[place]), int(self._starts[place + 1])
        return os.fsdecode(self.data[start : stop - 1])

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), BLOCK):
            last = min(first + BLOCK, len(self))
            block = self.data[int(self._starts[first]) : int(self._starts[last]) - 1]
            yield from os.fsdecode(block).split("\0")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PathList):
            return self.data == other.data
        if isinstance(other, Sequence) and not isinstance(other, str | bytes):
            same = len(self) == len(other)
            return same and all(one == two for one, two in zip(self, other, strict=True))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]


def _kind(size: int) -> type[np.unsignedinteger[Any]]:
    """Of numbers that reach so far."""
    return np.uint32 if size < 2**32 else np.uint64
