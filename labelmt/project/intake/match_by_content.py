"""Matches missing images with files found elsewhere by content, not by name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelmt.domain.images import FoundImage
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.project.project import Project
from labelmt.storage import relink_repository


@dataclass(frozen=True, slots=True)
class MissingImage:
    """An image whose file is not where it was. ``fingerprint``: empty where it is unknown."""

    row: int
    path: str
    size: int
    mtime_ns: int
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be one of them."""

    root_id: int
    folder: Path
    file: FoundImage


Pair = tuple[MissingImage, Candidate]


def missing_images(project: Project, rows: Iterable[int]) -> list[MissingImage]:
    """What is known of the files of these images."""
    chosen = sorted(rows)
    with project.reading() as connection:
        prints = relink_repository.read_fingerprints(connection, chosen)
    images = project.images()
    at = np.asarray(chosen, dtype=np.int64)
    facts = zip(chosen, images.sizes[at].tolist(), images.mtimes[at].tolist(), strict=True)
    return [
        MissingImage(row, images.paths[row], size, mtime_ns, prints.get(row, b""))
        for row, size, mtime_ns in facts
    ]


def pair_by_content(
    lost: Sequence[MissingImage], candidates: Sequence[Candidate], cancelled: Callable[[], bool]
) -> list[Pair]:
    """Each lost image with the file that holds what it held.

    Just files of the size of a lost one are read. Where it is not known what a lost file held,
    its size and the nanosecond of its last change must be those of one file alone, or of one of
    the same name: moving a file keeps both. Of files that hold the same, the one of the same
    path is taken, then the one of the same name.
    """
    by_size: dict[int, list[MissingImage]] = {}
    for one in lost:
        by_size.setdefault(one.size, []).append(one)
    wanted: dict[Hashable, list[MissingImage]] = {}
    for one in lost:
        wanted.setdefault(one.fingerprint or (one.size, one.mtime_ns), []).append(one)
    found: dict[Hashable, list[Candidate]] = {}
    for candidate in candidates:
        if cancelled():
            return []
        rivals = by_size.get(candidate.file.size, ())
        if any(one.fingerprint for one in rivals):
            content = _content(candidate)
            if content in wanted:
                found.setdefault(content, []).append(candidate)
                continue
        when = candidate.file.size, candidate.file.mtime_ns
        if when in wanted:
            found.setdefault(when, []).append(candidate)
    pairs: list[Pair] = []
    for key, files in found.items():
        sure = isinstance(key, bytes) or len(files) == len(wanted[key]) == 1
        pairs += _pair(wanted[key], files, sure=sure)
    return pairs


def _content(candidate: Candidate) -> bytes:
    try:
        return fingerprint_of(candidate.folder / candidate.file.path)
    except OSError:  # gone again, or not readable: the scan that found it tells
        return b""


def _pair(lost: Sequence[MissingImage], files: Sequence[Candidate], *, sure: bool) -> list[Pair]:
    pairs: list[Pair] = []
    lost, files = list(lost), list(files)
    for name_of in (lambda path: path, _name):
        places: dict[str, list[Candidate]] = {}
        for one in files:
            places.setdefault(name_of(one.file.path), []).append(one)
        left: list[MissingImage] = []
        for image in lost:
            same = places.get(name_of(image.path))
            if same:
                pairs.append((image, same.pop(0)))
            else:
                left.append(image)
        taken = {id(candidate) for _image, candidate in pairs}
        lost, files = left, [one for one in files if id(one) not in taken]
    if sure:
        pairs += zip(lost, files, strict=False)
    return pairs


def _name(path: str) -> str:
    return path.rpartition("/")[2]
