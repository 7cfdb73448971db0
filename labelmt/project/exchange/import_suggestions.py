"""Suggestions from files: probabilities of another model, kept as a run that serves them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.array_checksums import write_array
from labelmt.domain.atomic_write import replacing
from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.who_and_when import now
from labelmt.storage import run_repository
from labelmt.storage.database import files_told
from labelmt.storage.run_repository import ServedFile

STAGE = "imported"
"""Stage of a run that is nothing but probabilities from a file."""
THRESHOLD = 0.5
"""Of every label: nobody has said another."""

Suggested: TypeAlias = tuple[list[int], list[float]]
"""Image rows and their probabilities."""


@dataclass(frozen=True, eq=False, slots=True)
class Suggestions:
    """Probabilities by task and label: image rows, and (n,) float16 of each.

    Attributes:
        name: of the file. images: how many the project has.
    """

    name: str
    images: int
    by_task: Mapping[str, Mapping[str, tuple[NDArray[np.int64], NDArray[np.float16]]]]


def suggestions_changed(project: Project, suggested: Suggestions | None) -> int:
    """How many pairs a file would suggest; 0 where it is what serves already."""
    if suggested is None or _serves_already(project, suggested, project.schema()):
        return 0
    return sum(len(rows) for labels in suggested.by_task.values() for rows, _ in labels.values())


def keep_suggestions(project: Project, suggested: Suggestions) -> int:
    """Keep a file's suggestions as a run and let it serve; how many pairs they are.

    Tasks and labels have been made. A file whose suggestions serve already changes nothing.

    Raises:
        NoPermission, DiskFull, EnvironmentFault: they cannot be written.
    """
    count = suggestions_changed(project, suggested)
    if not count:
        return 0
    label_ids, values = _columns(suggested, project.schema())
    thresholds = (THRESHOLD,) * len(label_ids)
    keep_as_run(project, STAGE, suggested.name, values, label_ids, thresholds, "Import suggestions")
    return count


def keep_as_run(
    project: Project,
    stage: str,
    name: str,
    values: NDArray[np.float16],
    label_ids: tuple[int, ...],
    thresholds: tuple[float, ...],
    title: str,
) -> int:
    """Keep probabilities that no run of this project made as a run, which serves; its number.

    Args:
        values: (images, labels) float16, NaN where nothing is suggested.
        title: of the action, as people read it.

    Raises:
        NoPermission, DiskFull, EnvironmentFault: they cannot be written.
    """
    made: list[int] = []

    def action() -> Changes:
        with project.database.write() as connection:
            run = run_repository.insert_run(connection, stage, "", now())
            run_repository.change_run(connection, run.id, name=name[:80])
            folder = run_folder(project.folder, run.id)
            with files_told(folder):
                folder.mkdir(parents=True, exist_ok=True)
                write_array(folder / "probabilities.npy", values)
                with replacing(folder / "config.json") as stream:
                    stream.write(json.dumps({"settings": {}, "versions": {}}).encode())
            path = (folder / "probabilities.npy").relative_to(project.folder).as_posix()
            file = ServedFile(path, label_ids, thresholds)
            run_repository.set_served_file(connection, run.id, file)
            run_repository.end_run(connection, run.id, "finished", now())
            run_repository.serve(connection, run.id)
        made.append(run.id)
        return Changes(title=title, runs=True, predictions=True)

    project.mutate(action)
    return made[0]


def _columns(suggested: Suggestions, schema: Schema) -> tuple[tuple[int, ...], NDArray[np.float16]]:
    """Label ids, and (images, labels) float16, NaN where nothing is suggested."""
    columns: dict[int, NDArray[np.float16]] = {}
    for task_name, labels in suggested.by_task.items():
        task = schema.task_named(task_name)
        if task is None:
            continue
        for name, (rows, values) in labels.items():
            label = schema.label_called(task.id, name)
            if label is not None:
                column = columns.setdefault(
                    label.id, np.full(suggested.images, np.nan, dtype=np.float16)
                )
                column[rows] = values
    ids = tuple(one for one in schema.label_ids if one in columns)
    if not ids:
        return (), np.zeros((suggested.images, 0), dtype=np.float16)
    return ids, np.stack([columns[one] for one in ids], axis=1)


def _serves_already(project: Project, suggested: Suggestions, schema: Schema) -> bool:
    served = project.predictions()
    if served is None:
        return False
    label_ids, values = _columns(suggested, schema)
    return (
        served.label_ids == label_ids
        and served.probabilities.shape == values.shape
        and bool(np.array_equal(served.probabilities, values, equal_nan=True))
    )
