"""Projects for tests, and all that is in one, to compare."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from labelmt.domain.annotations import Annotation, Seen, State
from labelmt.domain.changes import Changes
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import Label, Schema, TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.images.image_columns import ImageTable, no_images, with_rows
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.storage import placement_repository
from labelmt.storage.image_repository import ImageColumns
from labelmt.storage.server_url import ServerAddress


class OnServer:
    """While one is in use, new projects are a team's, each of a name of its own."""

    now: ClassVar[OnServer | None] = None

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count(1)

    def address(self) -> ServerAddress:
        return ServerAddress.of(f"{self._url}&project=p{next(self._numbers)}")


def new_project(folder: Path, paths: list[str]) -> Project:
    """A project of images by path; their files need not be there."""
    server = OnServer.now.address() if OnServer.now is not None else None
    project = Project.create(folder / "project", [folder / "images"], server)
    add_images(project, 1, [FoundImage(path, 100, 1) for path in paths])
    return project


ImageRow = tuple[int, int, bytes, int, int, int, str]
"""Row, root id, path, size, mtime_ns, status, problem."""


def image_columns(rows: Sequence[ImageRow]) -> ImageColumns:
    """As they are read from a database."""
    names = ("row", "root_id", "path", "size", "mtime_ns", "status", "problem")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    return columns | {"asked": (False,) * len(rows)}


def table_of(roots: dict[int, Path], rows: Sequence[ImageRow]) -> ImageTable:
    """The table of these images alone."""
    return with_rows(no_images(roots), image_columns(rows))


def add_task(project: Project, name: str, kind: TaskKind, labels: str) -> list[Label]:
    """A task with labels, their names parted by blanks."""
    project.apply(CreateTask(name, kind))
    task = project.schema().task_named(name)
    assert task is not None
    for label in labels.split():
        project.apply(CreateLabel(task.id, label))
    return list(project.schema().task(task.id).labels)


def set_states(project: Project, label: Label, present: list[int], absent: list[int]) -> None:
    """Assert a label present on some rows and absent on others, all of them looked at."""
    for rows, state in ((present, State.PRESENT), (absent, State.ABSENT)):
        project.apply(SetAnnotations(tuple(rows), label.id, state, seen=Seen.VISIBLE))


def mark_changed(project: Project, rows: list[int]) -> None:
    """As if a scan had found other pictures in the files of labelled images."""

    def action() -> Changes:
        with project.database.write() as connection:
            stored = placement_repository.read_stored(connection, rows)
            marked = [replace(one, changed=True) for one in stored.values()]
            placement_repository.store_images(connection, marked)
        return Changes(images=tuple(rows))

    project.mutate(action)


@dataclass(frozen=True)
class Content:
    """All that commands may change, provenance included."""

    schema: Schema
    annotations: tuple[tuple[Annotation, ...], ...]


def content_of(project: Project) -> Content:
    rows = range(project.image_count())
    return Content(project.full_schema(), tuple(project.annotations_of(row) for row in rows))
