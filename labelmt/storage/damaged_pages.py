"""Decodes the rows of a damaged SQLite file from its pages, past everything that is broken.

SQLite stops at the first page it cannot follow, and its shell's ``.recover`` is in no library that
is here. Pages are read by hand instead: first those that a table's own tree still leads to, then
all others, which are told by what their rows look like. Frames of a write-ahead log that were
committed take the place of the file's pages. The format: https://sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Stored: TypeAlias = int | float | str | bytes | None
Record: TypeAlias = tuple[int, tuple[Stored, ...]]
"""A row's number (0 in an index), and its values in the order they are stored."""

INDEX_INSIDE, TABLE_INSIDE, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_DEEPEST = 30
_MOST_CELLS = 65536
_LARGEST_RECORD = 1 << 30


class BrokenPage(Exception):
    """A page, or a row on it, that cannot be decoded."""


@dataclass(slots=True)
class FoundTable:
    """A table or an index: its name in the schema, and the rows that its tree still leads to."""

    name: str
    rows: list[Record]


class DamagedFile:
    """The pages of a database and of its write-ahead log. Reads all of it. Raises OSError."""

    def __init__(self, file: Path) -> None:
        self._content = file.read_bytes()
        log = file.with_name(file.name + "-wal")
        frames = log.read_bytes() if log.is_file() else b""
        self._size = _page_size(self._content[:100], frames[:32])
        self._usable = self._size - self._reserved()
        self._frames = _committed(frames, self._size)
        self._count = max([len(self._content) // self._size, *self._frames])
        self._reached: set[int] = set()

    def tables(self) -> list[FoundTable]:
        """What the schema names, indexes as well."""
        found = []
        self._mark_free()
        for _, values in self._walk(1, set()):
            if len(values) < 5 or values[0] not in ("table", "index"):
                continue
            _, name, _, root, _ = values[:5]
            if isinstance(root, int) and isinstance(name, str):
                found.append(FoundTable(name, list(self._walk(root, set()))))
        return found

    def orphans(self) -> Iterator[tuple[bool, Record]]:
        """Rows of pages that no tree led to: whether it is of an index, and the row."""
        for number in range(1, self._count + 1):
            if number in self._reached:
                continue
            try:
                page = self._page(number)
                start = 100 if number == 1 else 0
                kind = page[start]
                if kind in (INDEX_INSIDE, INDEX_LEAF, TABLE_LEAF):
                    for record in self._records(page, start, kind):
                        yield kind != TABLE_LEAF, record
            except (BrokenPage, IndexError):
                continue

    def _walk(self, root: int, seen: set[int], depth: int = 0) -> Iterator[Record]:
        """The rows that a tree leads to; branches that are broken are left out."""
        if root in seen or depth > _DEEPEST:
            return
        seen.add(root)
        try:
            page = self._page(root)
            start = 100 if root == 1 else 0
            kind = page[start]
            if kind not in (INDEX_INSIDE, TABLE_INSIDE, INDEX_LEAF, TABLE_LEAF):
                return
            self._reached.add(root)
            children = self._children(page, start, kind)
        except (BrokenPage, IndexError, struct.error):
            return
        if kind != TABLE_INSIDE:
            yield from self._records(page, start, kind)
        for child in children:
            yield from self._walk(child, seen, depth + 1)

    def _children(self, page: bytes, start: int, kind: int) -> list[int]:
        if kind in (INDEX_LEAF, TABLE_LEAF):
            return []
        found = [int.from_bytes(page[at : at + 4]) for at in self._cells(page, start, kind)]
        return [*found, int.from_bytes(page[start + 8 : start + 12])]

    def _cells(self, page: bytes, start: int, kind: int) -> list[int]:
        count = int.from_bytes(page[start + 3 : start + 5])
        if count > _MOST_CELLS:
            raise BrokenPage
        head = start + (12 if kind in (INDEX_INSIDE, TABLE_INSIDE) else 8)
        places = [int.from_bytes(page[at : at + 2]) for at in range(head, head + 2 * count, 2)]
        return [one for one in places if head + 2 * count <= one < self._usable]

    def _records(self, page: bytes, start: int, kind: int) -> Iterator[Record]:
        for at in self._cells(page, start, kind):
            try:
                yield self._record(page, at, kind)
            except (BrokenPage, IndexError, struct.error, UnicodeDecodeError, OverflowError):
                continue

    def _record(self, page: bytes, at: int, kind: int) -> Record:
        if kind == INDEX_INSIDE:
            at += 4
        length, at = _varint(page, at)
        row = 0
        if kind == TABLE_LEAF:
            row, at = _varint(page, at)
        if not 0 < length < _LARGEST_RECORD:
            raise BrokenPage
        return row, _values(self._payload(page, at, length, kind))

    def _payload(self, page: bytes, at: int, length: int, kind: int) -> bytes:
        most = self._usable - 35 if kind == TABLE_LEAF else (self._usable - 12) * 64 // 255 - 23
        if length <= most:
            payload = page[at : at + length]
            if len(payload) < length:
                raise BrokenPage
            return payload
        least = (self._usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (self._usable - 4)
        here = here if here <= most else least
        parts = [page[at : at + here]]
        left, following = length - here, int.from_bytes(page[at + here : at + here + 4])
        seen: set[int] = set()
        while left > 0:
            if following in seen:
                raise BrokenPage
            seen.add(following)
            more = self._page(following)
            part = more[4 : min(self._usable, 4 + left)]
            parts.append(part)
            left -= len(part)
            following = int.from_bytes(more[:4])
        self._reached |= seen
        return b"".join(parts)

    def _page(self, number: int) -> bytes:
        if number in self._frames:
            return self._frames[number]
        page = self._content[(number - 1) * self._size : number * self._size]
        if number < 1 or len(page) < self._size:
            raise BrokenPage
        return page

    def _mark_free(self) -> None:
        """Free pages may hold rows that were deleted: they are not read."""
        try:
            trunk = int.from_bytes(self._page(1)[32:36])
            while trunk and trunk not in self._reached:
                page = self._page(trunk)
                self._reached.add(trunk)
                count = min(int.from_bytes(page[4:8]), self._size // 4 - 2)
                self._reached.update(
                    int.from_bytes(page[8 + 4 * n : 12 + 4 * n]) for n in range(count)
                )
                trunk = int.from_bytes(page[:4])
        except BrokenPage:
            return

    def _reserved(self) -> int:
        there = self._content[20] if self._content[:16] == b"SQLite format 3\0" else 0
        return there if there <= 255 and self._size - there >= 480 else 0


def _page_size(head: bytes, log_head: bytes) -> int:
    for size in (int.from_bytes(head[16:18]), int.from_bytes(log_head[8:12])):
        size = 65536 if size == 1 else size
        if 512 <= size <= 65536 and not size & (size - 1):
            return size
    return 4096


def _committed(log: bytes, size: int) -> dict[int, bytes]:
    """Page number to its newest content in a log, up to the last whole transaction."""
    if len(log) < 32 or int.from_bytes(log[:4]) not in (0x377F0682, 0x377F0683):
        return {}
    order = ">" if log[3] & 1 else "<"
    sums = _sums(log[:24], (0, 0), order)
    if sums != struct.unpack(">II", log[24:32]):
        return {}
    found: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    for at in range(32, len(log) - size - 23, size + 24):
        head, page = log[at : at + 24], log[at + 24 : at + 24 + size]
        if head[8:16] != log[16:24]:
            break
        sums = _sums(page, _sums(head[:8], sums, order), order)
        if sums != struct.unpack(">II", head[16:24]):
            break
        pending[int.from_bytes(head[:4])] = page
        if int.from_bytes(head[4:8]):
            found |= pending
            pending = {}
    return found


def _sums(part: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(part) // 4}I", part)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = page[at + count]
        if count == 8:
            value = value << 8 | byte
            return value - (1 << 64) if value >> 63 else value, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    raise BrokenPage


_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _values(payload: bytes) -> tuple[Stored, ...]:
    end, at = _varint(payload, 0)
    if not 0 < end <= len(payload):
        raise BrokenPage
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found: list[Stored] = []
    for kind in kinds:
        width = _WIDTHS.get(kind, 8 if kind == 7 else max(kind - 12, 0) // 2 if kind >= 12 else 0)
        part = payload[at : at + width]
        if len(part) < width or kind in (10, 11) or kind < 0:
            raise BrokenPage
        at += width
        if kind == 0:
            found.append(None)
        elif kind == 7:
            found.append(struct.unpack(">d", part)[0])
        elif kind in (8, 9):
            found.append(kind - 8)
        elif kind < 8:
            found.append(int.from_bytes(part, signed=True))
        else:
            found.append(part.decode("utf-8") if kind % 2 else part)
    return tuple(found)
