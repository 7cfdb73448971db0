"""Sequences and locations of images from a file: groups that keep-together can use.

They say of files what their cameras did, not what anybody thinks of the images; so they are kept
beside the annotations and no step of the history.
"""

from __future__ import annotations

from collections.abc import Mapping

from labelmt.domain.captures import Capture
from labelmt.domain.changes import Changes
from labelmt.project.project import Project
from labelmt.storage.capture_repository import read_captures, write_captures


def new_captures(project: Project, told: Mapping[int, Capture]) -> dict[int, Capture]:
    """Image row to what a file tells, where that is not known yet."""
    told = {row: one for row, one in told.items() if one}
    if not told:
        return {}
    with project.reading() as view:
        known = read_captures(view)
    return {row: one for row, one in told.items() if known.get(row) != one}


def keep_captures(project: Project, captures: Mapping[int, Capture]) -> int:
    """Keep sequences and locations; of how many images."""
    if not captures:
        return 0

    def action() -> Changes:
        with project.database.write() as connection:
            write_captures(connection, captures)
        return Changes(title="Import sequences")

    project.mutate(action)
    return len(captures)
