"""Truth from a table, and how well probabilities meet it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import NotFound, Problem
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.domain.text import phrase, text
from labelmt.formats.base import AnnotationFormat, ParsedTable, refuse_problems
from labelmt.formats.registry import reader_for
from labelmt.project.project import Project


@dataclass(frozen=True, eq=False)
class Truth:
    """Images with known states.

    Attributes:
        paths: the n images, absolute.
        schema: the project's.
        states: (n, labels) int8 of State codes, columns in the order of ``schema.labels``.
        notes: sentences about what could not be scored.
    """

    paths: tuple[Path, ...]
    schema: Schema
    states: NDArray[np.int8]
    notes: tuple[str, ...]


def read_truth(project: Project, file: Path, images: Path | None) -> Truth:
    """The table as truth for the project's tasks.

    Raises:
        InvalidTable: the table has problems, or names images that are not there.
        NotFound: no column is a task of the project.
    """
    schema = project.schema()
    kinds = {task.name: task.kind for task in schema.tasks}
    table, problems = reader_for(file, AnnotationFormat).read(file, kinds)
    folders = [images.resolve()] if images else list(project.images().roots.values())
    paths = _paths(table, folders, problems)
    refuse_problems(problems, file)
    states = np.full((len(paths), len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    notes: list[str] = []
    scored = 0
    for index, column in enumerate(table.columns):
        task = schema.task_named(column.name)
        if task is None:
            notes.append(
                phrase("“{name}” is no task of the project; it was not scored.", name=column.name)
            )
            continue
        scored += 1
        cells = [row.cells[index] for row in table.rows]
        notes.extend(_fill(states, schema, task, cells))
    if not scored:
        raise NotFound(
            "No column of the table is a task of the project.",
            subject=str(file),
            next_step=text(
                "Its tasks: {names}.",
                names=", ".join(task.name for task in schema.tasks) or phrase("none"),
            ),
        )
    return Truth(paths, schema, states, tuple(notes))


def _paths(table: ParsedTable, folders: list[Path], problems: list[Problem]) -> tuple[Path, ...]:
    found: list[Path] = []
    for row in table.rows:
        candidates = (folder / row.path for folder in folders)
        path = next((path for path in candidates if path.is_file()), None)
        if path is None:
            problems.append(
                Problem(row.line, text("there is no image {path!r}", path=row.path), "path")
            )
        else:
            found.append(path)
    return tuple(found)


def _fill(
    states: NDArray[np.int8],
    schema: Schema,
    task: Task,
    cells: Iterable[tuple[str, ...] | None],
) -> list[str]:
    """Write one column into ``states``; names that are no label are told, not dropped."""
    columns = [schema.columns[label.id] for label in task.labels]
    strangers: dict[str, int] = {}
    for row, cell in enumerate(cells):
        if cell is None:
            continue
        labels = {name: schema.label_named(task.id, name) for name in cell}
        unknown = [name for name, label in labels.items() if label is None]
        for name in unknown:
            strangers[name] = strangers.get(name, 0) + 1
        if task.kind is TaskKind.MULTICLASS and unknown:
            continue
        states[row, columns] = State.ABSENT
        for label in labels.values():
            if label is not None:
                states[row, schema.columns[label.id]] = State.PRESENT
    return [
        phrase(
            "“{name}” ({count:,} images) is no label of {task}; it was not scored.",
            name=name,
            count=count,
            task=task.name,
        )
        for name, count in sorted(strangers.items())
    ]


def score(
    truth: Truth, probabilities: dict[int, NDArray[np.float32]], thresholds: dict[int, float]
) -> tuple[TaskMetrics, ...]:
    """Figures of every task that has both truth and predictions.

    Args:
        probabilities: label id to (n,) calibrated probabilities, NaN where unreadable.
        thresholds: label id to the probability from which it counts as predicted.
    """
    from labelmt.learning.evaluation.metrics import (
        task_metrics,  # scikit-learn takes a second to load
    )

    answers: list[TaskMetrics] = []
    for task in truth.schema.tasks:
        labels = [label for label in task.labels if label.id in probabilities]
        if not labels:
            continue
        states = truth.states[:, [truth.schema.columns[label.id] for label in labels]]
        block = np.stack([probabilities[label.id] for label in labels], axis=1)
        known = (states != State.UNKNOWN).any(axis=1) & ~np.isnan(block).any(axis=1)
        if not known.any():
            continue
        spec = TaskSpec(
            id=task.id,
            name=task.name,
            kind=task.kind,
            label_ids=tuple(label.id for label in labels),
            label_names=tuple(label.name for label in labels),
        )
        levels = np.array([thresholds[label.id] for label in labels], dtype=np.float32)
        answers.append(task_metrics(spec, states[known], block[known], levels))
    return tuple(answers)
