"""Moves image files to the system's trash, where the person can get them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from send2trash import send2trash

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
    back is found by the next scan. No undo of the project brings a file back.
    """
    images = project.images()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        gone: list[int] = []
        problems: list[tuple[str, str]] = []
        for row in batch:
            path = images.path(row)
            try:
                send2trash(path)
            except OSError as error:
                problems.append((str(path), error.strerror or str(error)))
            else:
                gone.append(row)
        if gone:
            mark_missing(project, gone, "The file was moved to the trash.")
        yield TrashProgress(start + len(batch), tuple(problems))
