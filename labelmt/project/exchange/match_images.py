"""Finds which image of a project each name in a file means, and tells how it was found.

The surest way counts first: the very path, then the path in its normal form, the whole path on the
disk, folders in front that are the root's own, the end of a path where one image alone ends so.
A name that fits none of these may have been changed on its way: percent-encoded, given a hash by
Label Studio, written in another letter case or without its ending. Last, where nothing of a file
was found, one folder that stands before every name may be taken off. Folders that name another
place of this machine are never taken off.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from labelmt.project.images.image_columns import ImageTable


class How(StrEnum):
    """By what an image was found; the values are told in ``import --dry-run --json``."""

    EXACT = "exact"
    WHOLE = "whole_path"
    ROOT = "folders_of_the_root"
    END = "end_of_path"
    CHANGED = "encoded_or_prefixed"
    CASE = "letter_case"
    ENDING = "without_ending"
    PREFIX = "one_prefix"


@dataclass(slots=True)
class Matches:
    """What was found of the names of a file.

    Attributes:
        rows: one list per name: the image where it is one, none, or several.
        how: how many were found in which way.
        prefix: the folders that were taken off every name, or empty.
    """

    rows: list[Sequence[int]]
    how: Counter[How] = field(default_factory=Counter)
    prefix: str = ""


Found = tuple[Sequence[int], How]
_NOTHING: Found = ((), How.EXACT)


class ImageMatcher:
    """Looks images up by the names that files give them."""

    def __init__(self, images: ImageTable) -> None:
        self._images = images
        self._roots = {one: _normal(str(root)) for one, root in images.roots.items()}
        self._exact = _index(images.paths)
        self._normal = [_normal(path) for path in images.paths]
        same = self._normal == images.paths
        self._by_normal = self._exact if same else _index(self._normal)

    @cached_property
    def _ends(self) -> dict[str, list[int]]:
        """Images by their name, and by that and the folder above it."""
        ends: dict[str, list[int]] = {}
        for row, path in enumerate(self._normal):
            ends.setdefault(_last_two(path), []).append(row)
            if "/" in path:
                ends.setdefault(path.rpartition("/")[2], []).append(row)
        return ends

    @cached_property
    def _folded(self) -> _Folded:
        return _Folded(self._normal, str.casefold)

    @cached_property
    def _stems(self) -> _Folded:
        return _Folded(self._normal, _stem)

    @cached_property
    def _uploads(self) -> dict[str, list[int]]:
        return _index([_uploaded(path.rpartition("/")[2]) for path in self._normal])

    def match(self, names: Sequence[str]) -> Matches:
        """Find the images of all names of a file."""
        found = [self._found(name) for name in names]
        prefix = ""
        if names and not any(rows for rows, _ in found):
            prefix, found = self._below_one_prefix(names, found)
        matches = Matches([rows for rows, _ in found], prefix=prefix)
        matches.how.update(how for rows, how in found if len(rows) == 1)
        return matches

    def _found(self, name: str) -> Found:
        rows = self._exact.get(name)
        if rows:
            return rows, How.EXACT
        for looked_up in self._ways():
            found = looked_up(name)
            if found[0]:
                return found
        return _NOTHING

    def _ways(self) -> Iterator[Callable[[str], Found]]:
        yield self._as_written
        yield self._changed
        yield self._in_any_case
        yield self._without_ending

    def _as_written(self, name: str) -> Found:
        path = _normal(name)
        rows = self._by_normal.get(path)
        if rows:
            return rows, How.EXACT
        for root_id, root in self._roots.items():
            if path.startswith(f"{root}/"):
                rows = self._of_root(path[len(root) + 1 :], root_id)
                if rows:
                    return rows, How.WHOLE
        rows = self._below_root_folders(path)
        if rows:
            return rows, How.ROOT
        ends = self._ends.get(_last_two(path), [])
        return [row for row in ends if f"/{self._normal[row]}".endswith(f"/{path}")], How.END

    def _of_root(self, path: str, root_id: int) -> list[int]:
        rows = self._by_normal.get(path, ())
        return [row for row in rows if self._images.root_ids[row] == root_id]

    def _below_root_folders(
        self, path: str, of_root: Callable[[str, int], list[int]] | None = None
    ) -> list[int]:
        """Where the folders in front are those that the root lies in, as many as there are."""
        find = self._of_root if of_root is None else of_root
        parts = path.split("/")
        best: tuple[int, list[int]] = (0, [])
        for place in range(1, len(parts)):
            for root_id, root in self._roots.items():
                folders = root.split("/") if of_root is None else root.casefold().split("/")
                common = _common_end(parts[:place], folders)
                if common > best[0]:
                    rows = find("/".join(parts[place:]), root_id)
                    best = (common, rows) if rows else best
        return best[1]

    def _changed(self, name: str) -> Found:
        for variant in _variants(name):
            rows, how = self._as_written(variant)
            if rows and (how is not How.END or "/" not in variant or "/data/upload/" not in name):
                return rows, How.CHANGED
        hashed = _HASHED.fullmatch(unquote(name).rpartition("/")[2])
        if hashed is None:
            return _NOTHING
        return self._uploads.get(_uploaded(hashed[1]), ()), How.CHANGED

    def _in_any_case(self, name: str) -> Found:
        return self._folded.find(_normal(name).casefold()), How.CASE

    def _without_ending(self, name: str) -> Found:
        for variant in (name, name.replace("__", "/")):
            path = _normal(variant).casefold()
            rows = self._stems.find(path) or self._below_root_folders(path, self._stem_of_root)
            if rows:
                return rows, How.ENDING
        return _NOTHING

    def _stem_of_root(self, path: str, root_id: int) -> list[int]:
        rows = self._stems.exactly(path)
        return [row for row in rows if self._images.root_ids[row] == root_id]

    def _below_one_prefix(
        self, names: Sequence[str], found: list[Found]
    ) -> tuple[str, list[Found]]:
        """Tables made elsewhere often have more folders in front than the project's root."""
        paths = [_normal(unquote(name) if "://" in name else name) for name in names]
        counts: Counter[str] = Counter()
        for path in paths[:SAMPLE]:
            parts = path.split("/")
            for place in range(1, len(parts)):
                if "/".join(parts[place:]) in self._by_normal:
                    counts["/".join(parts[:place])] += 1
        for prefix in sorted(counts, key=lambda one: (-counts[one], len(one))):
            if all(path.startswith(f"{prefix}/") for path in paths) and not self._is_other_place(
                prefix
            ):
                cut = len(prefix) + 1
                return prefix, [(self._by_normal.get(path[cut:], ()), How.PREFIX) for path in paths]
        return "", found

    def _is_other_place(self, prefix: str) -> bool:
        """Whether folders name a place on this machine that is none of the roots."""
        if prefix.startswith("/") or not prefix:
            return Path(prefix or "/").is_dir()
        return any(
            (parent / prefix).is_dir() and (parent / prefix) not in self._images.roots.values()
            for root in self._images.roots.values()
            for parent in list(root.parents)[:3]
        )


SAMPLE = 200
"""Names by which a common prefix is looked for; it must then serve all of them."""
_HASHED = re.compile(r"[0-9a-f]{8}-(.+)")
"""Label Studio puts eight digits before the name of what is uploaded."""


class _Folded:
    """Images by paths that are made alike, or by the end of such a path."""

    def __init__(self, paths: Sequence[str], fold: Callable[[str], str]) -> None:
        self._paths = [fold(path) for path in paths]
        self._exact = _index(self._paths)
        self._ends: dict[str, list[int]] = {}
        for row, path in enumerate(self._paths):
            self._ends.setdefault(path.rpartition("/")[2], []).append(row)

    def exactly(self, path: str) -> Sequence[int]:
        """Images whose whole path is made to this one."""
        return self._exact.get(path, ())

    def find(self, path: str) -> Sequence[int]:
        exact = self._exact.get(path)
        if exact:
            return exact
        named = self._ends.get(path.rpartition("/")[2], [])
        return [row for row in named if f"/{self._paths[row]}".endswith(f"/{path}")]


def _index(paths: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, path in enumerate(paths):
        found.setdefault(path, []).append(row)
    return found


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")


def _stem(path: str) -> str:
    folder, slash, name = path.casefold().rpartition("/")
    stem, dot, _ = name.rpartition(".")
    return f"{folder}{slash}{stem if dot and stem else name}"


def _last_two(path: str) -> str:
    return "/".join(path.split("/")[-2:])


def _common_end(parts: Sequence[str], folders: Sequence[str]) -> int:
    count = 0
    for one, other in zip(reversed(parts), reversed(folders), strict=False):
        if one != other or not one:
            break
        count += 1
    return count


def _variants(name: str) -> Iterator[str]:
    """What a name may have been before a program or an address changed it."""
    _, local, below = name.partition("?d=")  # local files of Label Studio
    if local:
        yield unquote(below)
    if "://" in name:
        address = name.split("://", 1)[1].partition("?")[0]
        yield unquote(address)
        yield unquote(address.partition("/")[2])
    if "%" in name:
        yield unquote(name)
    if "__" in name:  # folders that were written into a name
        yield name.replace("__", "/")


def _uploaded(name: str) -> str:
    """A name as Label Studio keeps it: blanks are underscores, few other signs stay."""
    return re.sub(r"[^\w.\-]", "", name.strip().replace(" ", "_")).casefold()
