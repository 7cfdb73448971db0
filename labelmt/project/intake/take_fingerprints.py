"""Takes the fingerprints of labelled images, so that labels stay with what they were given to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.images import FileContent
from labelmt.imaging.fingerprint import content_of
from labelmt.project.intake.scan_images import record_fingerprints
from labelmt.project.project import Project
from labelmt.storage import placement_repository, relink_repository

TOGETHER = 32
"""Fingerprints written in one transaction."""


def labelled_rows(project: Project) -> list[int]:
    """Images of which something is annotated, or implied by it."""
    matrix = project.annotation_matrix()
    known = np.zeros(len(matrix), dtype=np.bool_)
    for column in range(matrix.shape[1]):  # NumPy is slow along short rows
        known |= matrix[:, column] != State.UNKNOWN
    rows: list[int] = np.flatnonzero(known).tolist()
    return rows


def take_fingerprints(
    project: Project, rows: Iterable[int], cancelled: Callable[[], bool]
) -> Iterator[int]:
    """Read the files of those of these images of which it is not known what they hold.

    A file that is not the one the project knows is left to the next scan, which looks for what
    was labelled elsewhere first.

    Args:
        rows: images; those that cannot be read are left out.
        cancelled: asked before each file; what was read until then is kept.

    Yields:
        after each batch: how many images are still to be read.
    """
    images = project.images()
    readable = images.readable()
    asked = [row for row in rows if row < len(images) and readable[row]]
    with project.reading() as connection:
        known = relink_repository.read_fingerprints(connection, asked)
    left = [row for row in asked if row not in known]
    for start in range(0, len(left), TOGETHER):
        batch = left[start : start + TOGETHER]
        prints: list[FileContent] = []
        for row in batch:
            if cancelled():
                break
            try:
                found = content_of(images.path(row))
            except OSError:  # gone, or closed to us: the scan says so
                continue
            prints.append(FileContent(row, found.size, found.mtime_ns, found.fingerprint))
        record_fingerprints(project, prints)
        if cancelled():
            return
        yield len(left) - start - len(batch)


def accept_changed(project: Project, rows: Sequence[int]) -> Changes:
    """Take the labels of these images for right, though their files hold another picture now."""

    def action() -> Changes:
        with project.database.write() as connection:
            changed = placement_repository.clear_changed(connection, rows)
        return Changes(images=changed)

    return project.mutate(action)
