"""Include and exclude patterns of paths, as in ``.gitignore``: ``*.nef``, ``/raw/``, ``**/thumbs``.

``*`` and ``?`` stop at a slash, ``[a-f]`` is one of several characters, ``**`` stands for any
number of folders. A pattern without a slash is of names in any folder, one with a slash begins at
the top; a slash at its end has it take folders alone. A folder that is taken is taken with all that
is in it. Capitals do not matter. There is no ``!``: what is included and what is excluded are two
lists, and exclusion wins.

Matching takes the time of the path times the pattern: after a star the first place that fits is
kept (atomic groups, see ``search/wildcards.py``), between ``**`` the first folders that fit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import text

MOST = 200
"""Patterns of a list."""
LONGEST = 500
"""Characters of a pattern."""

_KEPT = 1000
"""Folders of which the answer is kept: files come folder by folder."""
_PART = re.compile(r"\[!?\]?[^\]/]*\]|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PathPattern:
    """One pattern.

    Attributes:
        runs: names between ``**``, each a list of expressions, one a name.
        folders: whether it takes folders alone.
    """

    runs: tuple[tuple[re.Pattern[str], ...], ...]
    folders: bool

    def takes(self, parts: Sequence[str], *, folder: bool) -> bool:
        """Whether a path itself is of this pattern; what is above it does not count.

        Args:
            parts: its names. folder: whether it is one.
        """
        if self.folders and not folder:
            return False
        first, last = self.runs[0], self.runs[-1]
        if len(self.runs) == 1:
            return len(parts) == len(first) and _fit(first, parts, 0)
        end = len(parts) - len(last)
        if len(first) > end or not _fit(first, parts, 0) or not _fit(last, parts, end):
            return False
        place = len(first)
        for run in self.runs[1:-1]:
            stop = end - len(run)
            while place <= stop and not _fit(run, parts, place):
                place += 1
            if place > stop:
                return False
            place += len(run)
        return bool(last) or place < end  # ``a/**`` is what is in it


def _fit(run: Sequence[re.Pattern[str]], parts: Sequence[str], place: int) -> bool:
    return all(one.fullmatch(parts[place + at]) for at, one in enumerate(run))


def read_pattern(written: str) -> PathPattern:
    """A pattern as it is written. Raises InvalidInput."""
    inner = written.strip().replace("\\", "/")
    if inner.startswith("./"):
        inner = inner[1:]
    folders = inner.endswith("/")
    anchored = "/" in inner.rstrip("/")
    names = [one for one in inner.split("/") if one]
    if not names or not {".", ".."}.isdisjoint(names) or len(inner) > LONGEST or "\0" in inner:
        raise InvalidInput(
            text("This is no pattern of paths."),
            subject=written[:LONGEST],
            next_step=text("Write it as in .gitignore, such as *.nef or /raw/."),
        )
    if not anchored:
        names.insert(0, "**")
    runs: list[list[re.Pattern[str]]] = [[]]
    for name in names:
        if name == "**":
            runs.append([])
        else:
            runs[-1].append(_name(name))
    return PathPattern(tuple(tuple(run) for run in runs), folders)


def _name(pattern: str) -> re.Pattern[str]:
    pieces: list[str] = [""]
    for part in _PART.findall(pattern):
        if part == "*":
            pieces.append("")
        elif part == "?":
            pieces[-1] += "."
        elif len(part) > 2:
            pieces[-1] += _choice(part[1:-1])
        else:
            pieces[-1] += re.escape(part)
    first, *others = pieces
    if others:
        between = "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece)
        first += between + ".*" + others[-1]
    return re.compile(first, re.DOTALL | re.IGNORECASE)


def _choice(inside: str) -> str:
    no = "^" if inside.startswith("!") else ""
    letters = inside.removeprefix("!")
    ranges = re.findall(r".-.|.", letters, re.DOTALL)
    said = "".join(
        f"{re.escape(one[0])}-{re.escape(one[2])}" if len(one) == 3 else re.escape(one)
        for one in ranges
        if len(one) == 1 or one[0] <= one[2]
    )
    return f"[{no}{said}]" if said else "(?!)"


@dataclass(slots=True)
class PathFilter:
    """Which files a scan takes.

    Attributes:
        include: files that are taken, alone or below a folder; none: all.
        exclude: files and folders that are not, whatever is included.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    _in: tuple[PathPattern, ...] = field(default=(), init=False)
    _out: tuple[PathPattern, ...] = field(default=(), init=False)
    _folders: dict[str, tuple[bool, bool]] = field(default_factory=dict, init=False)
    """Folder to whether it is included and whether it is excluded, of those above a file."""

    def __post_init__(self) -> None:
        if max(len(self.include), len(self.exclude)) > MOST:
            raise InvalidInput(text("There are more than {count} patterns.", count=MOST))
        self._in = tuple(read_pattern(one) for one in self.include)
        self._out = tuple(read_pattern(one) for one in self.exclude)

    def __bool__(self) -> bool:
        return bool(self._in or self._out)

    def leaves_out_folder(self, folder: str) -> bool:
        """Whether nothing in a folder is taken. Args: folder: below the root, ``/`` at its end."""
        return bool(self._out) and self._of_folder(folder)[1]

    def leaves_out(self, path: str) -> bool:
        """Whether a file is not taken. Args: path: below the root, with ``/``."""
        if not self:
            return False
        parts = path.split("/")
        included, excluded = self._of_folder(path[: -len(parts[-1])])
        if excluded or any(one.takes(parts, folder=False) for one in self._out):
            return True
        if not self._in or included:
            return False
        return not any(one.takes(parts, folder=False) for one in self._in)

    def _of_folder(self, folder: str) -> tuple[bool, bool]:
        """Whether a folder, or one above it, is included, and whether one is excluded."""
        found = self._folders.get(folder, (False, False))
        if not folder or folder in self._folders:
            return found
        if len(self._folders) > _KEPT:
            self._folders.clear()
        parts = folder[:-1].split("/")
        place, included, excluded = 0, False, False
        for count, name in enumerate(parts, 1):
            place += len(name) + 1
            kept = self._folders.get(folder[:place])
            if kept is None:
                above = parts[:count]
                included = included or any(one.takes(above, folder=True) for one in self._in)
                excluded = excluded or any(one.takes(above, folder=True) for one in self._out)
                self._folders[folder[:place]] = included, excluded
            else:
                included, excluded = kept
        return included, excluded
