"""Truth from a table, and how well probabilities meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.hierarchy import ancestors, parents_of
from labelmt.domain.images import ImageStatus
from labelmt.domain.keep_together import KeepTogether, Together, by_captures, numbered
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import Schema, Task
from labelmt.domain.text import phrase, text
from labelmt.formats.base import Cell
from labelmt.imaging.scan import scan
from labelmt.project.exchange.import_table import read_image_rows
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.training.keep_together import by_files

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TaskTruth:
    """What a table says of one task of the project.

    Attributes:
        states: (n, labels) int8 of State codes, columns in the order of ``task.labels``.
        strangers: names that are no label of the task to the number of their images.
    """

    task: Task
    states: NDArray[np.int8]
    strangers: dict[str, int]


@dataclass(frozen=True, eq=False)
class Truth:
    """Images with known states.

    Attributes:
        images, rows: where they are, and (n,) which of them. columns: name to n cells of the table.
        paths: the n images, absolute.
        tasks: those of the project that the table tells of, in the project's order.
        notes: sentences about what could not be scored.
        captures: (n,) sequences and locations that the table tells.
    """

    images: ImageTable
    rows: NDArray[np.int64]
    columns: dict[str, list[Cell]]
    paths: tuple[Path, ...]
    tasks: tuple[TaskTruth, ...]
    notes: tuple[str, ...]
    captures: tuple[Capture, ...] = ()

    def rule_like(self, chosen: KeepTogether | None) -> KeepTogether:
        """The rule that the project was told, where it can be followed here; else likeness."""
        if chosen is None or (chosen.kind is Together.COLUMN and chosen.value not in self.columns):
            return KeepTogether()
        if chosen.kind in (Together.SEQUENCE, Together.LOCATION) and not any(self.captures):
            return KeepTogether()
        return chosen

    def groups(
        self, rule: KeepTogether, alike: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """(n,) equal for images that belong together.

        Args:
            alike: (n,) equal for near-duplicates, -1 where unknown; None: every image is apart.

        Raises:
            InvalidInput: the table has no such column.
        """
        if rule.kind is Together.COLUMN:
            if rule.value not in self.columns:
                raise InvalidInput(
                    "The table has no such column to keep images together by.", subject=rule.value
                )
            return numbered([tuple(cell) if cell else None for cell in self.columns[rule.value]])
        if rule.kind in (Together.SEQUENCE, Together.LOCATION):
            return by_captures(self.captures, rule)
        if rule.kind is Together.LIKENESS and alike is not None:
            return numbered([None if one < 0 else one for one in alike.tolist()])
        return by_files(self.images, rule, self.rows)


def read_truth(project: Project, file: Path, folder: Path | None) -> Truth:
    """The table as truth for the project's tasks, read as ``import`` reads it.

    Args:
        folder: where the images are; None looks for them in the project.

    Raises:
        InvalidTable: the table has problems, or paths that are no image or may be several.
        NotFound: no column is a task of the project; there is no such folder.
    """
    with project.reading():
        schema, images = project.schema(), project.images()
    place = phrase("the project")
    if folder is not None:
        images, place = _images_below(folder.resolve()), phrase("the folder")
    table, rows = read_image_rows(file, schema, images, {}, place)
    tasks: dict[int, TaskTruth] = {}
    notes: list[str] = []
    for index, column in enumerate(table.columns):
        task = schema.task_named(column.name)
        if task is None:
            notes.append(
                phrase("“{name}” is no task of the project; it was not scored.", name=column.name)
            )
            continue
        tasks[task.id] = _truth_of(schema, task, [row.cells[index] for row in table.rows])
    if not tasks:
        raise NotFound(
            "No column of the table is a task of the project.",
            subject=str(file),
            next_step=text(
                "Its tasks: {names}.",
                names=", ".join(task.name for task in schema.tasks) or phrase("none"),
            ),
        )
    known = tuple(tasks[task.id] for task in schema.tasks if task.id in tasks)
    columns = {
        column.name: [row.cells[index] for row in table.rows]
        for index, column in enumerate(table.columns)
    }
    paths = tuple(images.path(row) for row in rows)
    captures = tuple(row.capture for row in table.rows)
    numbers = np.array(rows, dtype=np.int64)
    return Truth(images, numbers, columns, paths, known, tuple(notes), captures)


def _images_below(folder: Path) -> ImageTable:
    found = [one for batch in scan(folder, lambda: False) for one in batch.found]
    count = len(found)
    return ImageTable(
        {1: folder},
        np.ones(count, dtype=np.int64),
        [one.path for one in found],
        np.array([one.size for one in found], dtype=np.int64),
        np.array([one.mtime_ns for one in found], dtype=np.int64),
        np.full(count, ImageStatus.PENDING, dtype=np.int8),
        np.zeros(count, dtype=np.bool_),
    )


def _truth_of(schema: Schema, task: Task, cells: Sequence[Cell]) -> TaskTruth:
    """One column as an import would assert it, synonyms and parents included."""
    places = {label.id: place for place, label in enumerate(task.labels)}
    parents = parents_of(task)
    states = np.full((len(cells), len(places)), State.UNKNOWN, dtype=np.int8)
    strangers: dict[str, int] = {}
    for row, cell in enumerate(cells):
        if cell is None:
            continue
        states[row] = State.ABSENT
        for name in cell:
            label = schema.label_called(task.id, name)
            if label is None:
                strangers[name] = strangers.get(name, 0) + 1
            else:
                above = ancestors(parents, label.id)
                named = [places[one] for one in (label.id, *above) if one in places]
                states[row, named] = State.PRESENT
    return TaskTruth(task, states, strangers)


@dataclass(frozen=True, eq=False)
class TaskScore:
    """What is judged of one task.

    Attributes:
        spec: the labels that the run predicts.
        states: (n, labels) of them. probabilities, thresholds: likewise.
        unpredicted: other labels, of the project or the table alone: name to how many images
            show it, and how many do not.
    """

    spec: TaskSpec
    states: NDArray[np.int8]
    probabilities: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    unpredicted: dict[str, tuple[int, int]]


def predicted_tasks(
    truth: Truth, probabilities: dict[int, NDArray[np.float32]], thresholds: dict[int, float]
) -> tuple[tuple[TaskScore, ...], Flags]:
    """Truth and predictions side by side, of every task that has both.

    Args:
        probabilities: label id to (n,) calibrated probabilities, NaN where unreadable.
        thresholds: label id to the probability from which it counts as predicted.

    Returns:
        the tasks, all with the same images; (n,) bool: which of the truth's images those are.
    """
    readable = np.ones(len(truth.paths), dtype=bool)
    for column in probabilities.values():
        readable &= ~np.isnan(column)
    tasks: list[TaskScore] = []
    for one in truth.tasks:
        has = np.array([label.id in probabilities for label in one.task.labels], dtype=bool)
        if not has.any():
            continue
        labels = [label for label in one.task.labels if label.id in probabilities]
        spec = TaskSpec(
            id=one.task.id,
            name=one.task.name,
            kind=one.task.kind,
            label_ids=tuple(label.id for label in labels),
            label_names=tuple(label.name for label in labels),
        )
        tasks.append(
            TaskScore(
                spec,
                one.states[readable][:, has],
                np.stack([probabilities[label.id][readable] for label in labels], axis=1),
                np.array([thresholds[label.id] for label in labels], dtype=np.float32),
                _unpredicted(one, probabilities),
            )
        )
    return tuple(tasks), readable


def _unpredicted(
    truth: TaskTruth, probabilities: dict[int, NDArray[np.float32]]
) -> dict[str, tuple[int, int]]:
    known = int((truth.states != State.UNKNOWN).any(axis=1).sum())
    found = {
        label.name: int((truth.states[:, place] == State.PRESENT).sum())
        for place, label in enumerate(truth.task.labels)
        if label.id not in probabilities
    }
    counts = found | dict(sorted(truth.strangers.items()))
    return {name: (count, known - count) for name, count in counts.items()}
