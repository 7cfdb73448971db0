"""Leaves out second names of image files: links, hard links, another mount of one folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from labelmt.domain.images import ImageStatus
from labelmt.imaging.same_file import is_same_file
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.intake.match_by_content import Candidate


def without_second_names(
    new: Sequence[Candidate],
    others: Sequence[Candidate],
    images: ImageTable,
    elsewhere: Collection[int],
) -> list[Candidate]:
    """New files without those that are an image, or another one of them, under another name.

    Args:
        others: files at paths of images.
        elsewhere: rows of images whose file is not, or may not be, the one that was known.
    """
    numbers = {one.file.inode for one in new if one.file.aliased and one.file.inode}
    if not numbers:
        return list(new)
    names: dict[int, list[Path]] = {}
    for one in others:
        names.setdefault(one.file.inode, []).append(_path(one))
    there = np.isin(images.inodes, sorted(numbers)) & (images.status != ImageStatus.MISSING)
    for row in np.flatnonzero(there).tolist():
        if row not in elsewhere:
            names.setdefault(int(images.inodes[row]), []).append(images.path(row))
    kept = set[int]()
    for one in sorted(new, key=lambda one: one.file.aliased):  # what is no link comes first
        known = names.setdefault(one.file.inode, [])
        if not one.file.aliased or not any(is_same_file(path, _path(one)) for path in known):
            known.append(_path(one))
            kept.add(id(one))
    return [one for one in new if id(one) in kept]


def _path(candidate: Candidate) -> Path:
    return candidate.folder / candidate.file.path
