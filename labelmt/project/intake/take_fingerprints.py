"""Takes the fingerprints of labelled images, so that labels stay with what they were given to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.images import FileContent
from labelmt.imaging.fingerprint import content_of
from labelmt.project.intake.scan_images import record_fingerprints
from labelmt.project.project import Project
from labelmt.storage import placement_repository, relink_repository

TOGETHER = 32
"""Fingerprints written in one transaction."""


def unread_rows(project: Project) -> NDArray[np.int64]:
    """Images, ascending, of which something is known, and not what they hold."""
    with project.database.read() as connection:  # beside labelling, not in its way
        rows = relink_repository.read_without_fingerprint(connection)
    matrix = project.annotation_matrix()
    rows = rows[rows < len(matrix)]
    labelled: NDArray[np.int64] = rows[(matrix[rows] != State.UNKNOWN).any(axis=1)]
    return labelled


def take_fingerprints(
    project: Project, rows: Sequence[int], cancelled: Callable[[], bool]
) -> Iterator[int]:
    """Read the files of those of these images of which it is not known what they hold.

    A file that is not the one the project knows is left to the next scan, which looks for what
    was labelled elsewhere first.

    Args:
        rows: images; those that cannot be read are left out.
        cancelled: asked before each file; what was read until then is kept.

    Yields:
        after each batch: how many images are still to be looked at.
    """
    images = project.images()
    readable = images.readable()
    for start in range(0, len(rows), TOGETHER):
        batch = [row for row in rows[start : start + TOGETHER] if row < len(images)]
        with project.database.read() as connection:
            known = relink_repository.read_fingerprints(connection, batch)
        prints: list[FileContent] = []
        for row in batch:
            if cancelled():
                break
            if row in known or not readable[row]:
                continue
            try:
                found = content_of(images.path(row))
            except OSError:  # gone, or closed to us: the scan says so
                continue
            prints.append(FileContent(row, found.size, found.mtime_ns, found.fingerprint))
        if prints:
            record_fingerprints(project, prints)
        if cancelled():
            return
        yield max(0, len(rows) - start - TOGETHER)


def accept_changed(project: Project, rows: Sequence[int]) -> Changes:
    """Take the labels of these images for right, though their files hold another picture now."""

    def action() -> Changes:
        with project.database.write() as connection:
            changed = placement_repository.clear_changed(connection, rows)
        return Changes(images=changed)

    return project.mutate(action)
