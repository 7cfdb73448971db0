"""Moves image files to the system's trash, where the person can get them back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from send2trash import send2trash

from labelmt.domain.images import ImageStatus
from labelmt.domain.paths_in_roots import leads_out
from labelmt.domain.text import phrase
from labelmt.imaging.image_signatures import is_image_file
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.intake.scan_images import mark_missing
from labelmt.project.project import Project

BATCH = 50
"""Files whose way is told, and recorded, together."""


@dataclass(frozen=True, slots=True)
class TrashProgress:
    """One step: how many files had their turn, and (path, reason) of those that stayed."""

    done: int
    problems: tuple[tuple[str, str], ...]


def trash_images(project: Project, rows: Sequence[int]) -> Iterator[TrashProgress]:
    """Move the files of these images to the trash, a batch at a time; stop by not going on.

    The images stay in the project, marked missing, with their annotations: a file that is put
    back is found by the next scan. No undo of the project brings a file back. A file that is also
    that of an image which is kept, by a link, stays.
    """
    images = project.images()
    shared = _kept_by_others(images, rows)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        gone: list[int] = []
        problems: list[tuple[str, str]] = []
        for row in batch:
            path = images.path(row)
            if why := _refusal(images.paths[row], path, shared.get(row)):
                problems.append((str(path), why))
                continue
            try:
                send2trash(path)
            except OSError as error:
                problems.append((str(path), error.strerror or str(error)))
            else:
                gone.append(row)
        if gone:
            mark_missing(project, gone, "The file was moved to the trash.")
        yield TrashProgress(start + len(batch), tuple(problems))


def _refusal(relative: str, path: Path, kept: str | None) -> str:
    """Why a file stays where it is, or nothing.

    A project may come from anybody: what its database has for a path of an image may lead to any
    file of whoever opens it.
    """
    if leads_out(relative):
        return phrase("It does not lie below a folder of this project.")
    if kept is not None:
        return phrase("“{path}”, which is kept, is a link to it.", path=kept)
    if path.exists() and not is_image_file(path):
        return phrase("It is not an image.")
    return ""


def _kept_by_others(images: ImageTable, rows: Sequence[int]) -> dict[int, str]:
    """Those of these rows whose file an image beside them leads to, and the path of that."""
    there = images.status != ImageStatus.MISSING
    numbers = images.inodes
    asked = np.asarray(rows, dtype=np.int64)
    other = there & np.isin(numbers, numbers[asked])
    other[asked] = False
    # Where files have no numbers, or a project has not learnt them yet, links are looked for.
    unknown = there & (numbers == 0)
    unknown[asked] = False
    paths: dict[str, str] = {}
    for row in np.flatnonzero(other & (numbers != 0)).tolist():
        paths[os.path.realpath(images.path(row))] = images.paths[row]
    for row in np.flatnonzero(unknown).tolist():
        real = os.path.realpath(images.path(row))
        if real != str(images.path(row)):
            paths[real] = images.paths[row]
    found: dict[int, str] = {}
    for row in rows if paths else ():
        path = images.path(row)
        # Of a link, the link alone goes; a hard link leaves its file to the other names.
        if not path.is_symlink() and (kept := paths.get(os.path.realpath(path))) is not None:
            found[row] = kept
    return found
