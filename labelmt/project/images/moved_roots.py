"""Finds the folders of images again that were moved together with their project."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from labelmt.domain.errors import EnvironmentFault
from labelmt.imaging.same_file import is_same_file
from labelmt.storage import image_repository, relink_repository
from labelmt.storage.project_database import ProjectDatabase


def find_moved_roots(project: Path, database: ProjectDatabase) -> None:
    """Bring the roots of a project up to date that lie as they lay, as seen from its folder.

    A root keeps its absolute path where nothing lies there: the project was moved alone. Both
    ways are kept of what lies near.

    Args:
        project: its folder, absolute.
    """
    with database.read() as connection:
        roots = image_repository.read_roots(connection)
        relative = image_repository.read_relative_roots(connection)
    moved: dict[int, Path] = {}
    for root_id, folder in roots.items():
        seen = relative[root_id]
        if seen is None:
            if image_repository.relative_to_project(folder, project) is not None:
                moved[root_id] = folder  # of a project from before: nothing was kept yet
            continue
        here = Path(os.path.normpath(project / seen))
        if here != folder and here.is_dir() and not is_same_file(here, folder):
            moved[root_id] = here
    if moved:
        # What cannot be written down keeps nobody from the project.
        with suppress(EnvironmentFault), database.write() as connection:
            for root_id, folder in moved.items():
                relink_repository.move_root(connection, root_id, folder, project)
