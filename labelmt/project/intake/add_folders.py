"""Adds folders of images to an open project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.text import text
from labelmt.imaging.same_file import lies_in
from labelmt.project.project import Project
from labelmt.storage import image_repository


def add_folders(project: Project, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Record folders of images; a scan then finds what is in them.

    Args:
        paths: folders; a file stands for its folder. What lies in a folder of the project
            already is left out, also where a link or another mount leads there.

    Returns:
        the folders that are new.

    Raises:
        NotFound: a path is not there; nothing was added.
        InvalidInput: a folder holds one of the project's, whose images would be there twice.
    """
    folders = [_folder(path) for path in paths]
    new: list[Path] = []

    def action() -> Changes:
        with project.database.write() as connection:
            known = list(image_repository.read_roots(connection).values())
            for folder in sorted(set(folders), key=lambda one: len(one.parts)):
                if any(lies_in(folder, one) for one in [*known, *new]):
                    continue
                _refuse_around(folder, known)
                new.append(folder)
            image_repository.add_roots(connection, new, project.folder)
        return Changes()  # a folder shows by its images

    project.mutate(action)
    return tuple(new)


def _folder(path: Path) -> Path:
    if not path.exists():
        raise NotFound(
            "There is no such file or folder.",
            subject=str(path),
            kept="Nothing was added.",
            next_step="Look whether its disk is connected.",
        )
    return Path(os.path.abspath(path if path.is_dir() else path.parent))  # noqa: PTH100


def _refuse_around(folder: Path, known: Sequence[Path]) -> None:
    inside = next((one for one in known if lies_in(one, folder)), None)
    if inside is not None:
        raise InvalidInput(
            "This folder holds a folder of the project: its images would be there twice.",
            subject=str(folder),
            kept="Nothing was added.",
            next_step=text("Add the folders beside “{name}” instead.", name=inside.name),
        )
