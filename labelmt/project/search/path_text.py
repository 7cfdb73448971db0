"""Substring search in a million paths, held as one array of bytes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.search.wildcards import in_text, whole_path
from labelmt.project.images.image_columns import ImageTable, PathsVersion

Mask = NDArray[np.bool_]

_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, eq=False)
class PathText:
    """Every path folded (letter case, Unicode form), as UTF-8, each with a NUL before and after.

    NUL is in no path, and a character's bytes are never part of another's.

    Attributes:
        data: (bytes,) uint8.
        starts: (images + 1,) where each path begins; the last is one behind the last NUL.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @cached_property
    def _commonness(self) -> NDArray[np.int64]:
        return np.bincount(self.data, minlength=256)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(images,) bytes of each path."""
        found: NDArray[np.int64] = np.diff(self.starts) - 1
        return found

    def having(self, text: str) -> Mask:
        """(images,) whether the text is in a path."""
        wanted = np.frombuffer(_folded(text), dtype=np.uint8)
        mask = np.zeros(len(self.starts) - 1, dtype=np.bool_)
        if not len(wanted):
            return ~mask
        if not wanted.all():
            return mask
        # The rarest byte first: what is left to compare is then short.
        order = sorted(range(len(wanted)), key=lambda i: int(self._commonness[wanted[i]]))
        first = order[0]
        room = max(0, len(self.data) - len(wanted) + 1)
        places = np.flatnonzero(self.data[first : first + room] == wanted[first])
        for index in order[1:]:
            places = places[self.data[places + index] == wanted[index]]
        mask[np.searchsorted(self.starts, places, side="right") - 1] = True
        return mask

    def like(self, pattern: str) -> Mask:
        """(images,) whether a path is of a pattern of ``*`` and ``?``.

        A pattern without either is a file, or a folder with all that is below it.
        """
        if not _WILD.search(pattern):
            folder = pattern.strip("/")
            if not folder:
                return np.ones(len(self.starts) - 1, dtype=np.bool_)
            itself: Mask = self.lengths == len(_folded(folder))
            itself &= self._beginning(_folded(folder))
            return itself | self._beginning(_folded(folder + "/"))
        pieces = pattern.removeprefix("/").split("*")
        head, tail = _folded(pieces[0]), _folded(pieces[-1])
        plain = "?" not in pattern
        mask = np.ones(len(self.starts) - 1, dtype=np.bool_)
        if plain:
            mask = self._beginning(head)
            if len(pieces) > 1:
                mask &= self._ending(tail) & (self.lengths >= len(head) + len(tail))
        for piece in pieces[1:-1] if plain else ():
            if piece and mask.any():
                mask &= self.having(piece)
        if plain and len(pieces) == 2:
            return mask
        return self._matching(mask, pattern.removeprefix("/"))

    def _beginning(self, head: bytes) -> Mask:
        return self._equal(self.starts[:-1], head) & (self.lengths >= len(head))

    def _ending(self, tail: bytes) -> Mask:
        behind = self.starts[1:] - 1
        return self._equal(np.maximum(behind - len(tail), 0), tail) & (self.lengths >= len(tail))

    def _equal(self, places: NDArray[np.int64], wanted: bytes) -> Mask:
        mask = np.ones(len(places), dtype=np.bool_)
        last = len(self.data) - 1
        for index, byte in enumerate(wanted):
            mask &= self.data[np.minimum(places + index, last)] == byte
        return mask

    def _matching(self, among: Mask, pattern: str) -> Mask:
        """Those of some paths that a regular expression of the whole pattern matches."""
        pieces = {piece: _folded(piece) for piece in _WILD.split(pattern)}
        matches = whole_path(pattern, pieces).fullmatch
        data = self.data.tobytes()
        mask = np.zeros(len(among), dtype=np.bool_)
        rows = np.flatnonzero(among)
        ends = (self.starts[1:] - 1)[rows].tolist()
        for row, start, stop in zip(rows.tolist(), self.starts[rows].tolist(), ends, strict=True):
            mask[row] = matches(data, start, stop) is not None
        return mask


# Paths are searched far more often than images come.
_texts: WeakKeyDictionary[PathsVersion, PathText] = WeakKeyDictionary()


def path_text(images: ImageTable) -> PathText:
    """The text of a table's paths; made once, half a second for a million."""
    text = _texts.get(images.paths_version)
    if text is None:
        joined = "\0".join(images.paths)
        data = np.frombuffer(b"\0" + _folded(joined) + b"\0", dtype=np.uint8)
        starts = np.flatnonzero(data == 0).astype(np.int64) + 1
        text = PathText(data, starts if images.paths else np.ones(1, dtype=np.int64))
        _texts[images.paths_version] = text
    return text


def commented(images: ImageTable, pattern: str) -> Mask:
    """(images,) whether a comment has a text in it, in which ``*`` is any text."""
    mask = np.zeros(len(images), dtype=np.bool_)
    found = in_text(_plain(pattern)).match
    mask[[row for row, text in images.comments.items() if found(_plain(text))]] = True
    return mask


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _folded(text: str) -> bytes:
    """Without letter case; macOS takes accents apart in file names, people type them whole."""
    if text.isascii():
        return text.lower().encode("ascii")
    return _plain(text).encode("utf-8", "surrogatepass")
