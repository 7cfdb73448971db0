"""The images of an export with what is known of each, read block by block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.captures import Capture
from labelmt.domain.image_marks import NO_MARKS
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.formats.base import ExportedImage, ExportedTask, Pair
from labelmt.formats.folder_walk import flat_of
from labelmt.imaging.image_size import image_size
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.image_names import unique_names
from labelmt.project.project import Project
from labelmt.storage.annotation_repository import read_values
from labelmt.storage.row_delta import Value

BLOCK = 2048
"""Images whose annotations are read in one go."""
SURE, NOT = 0.9, 0.1
"""Probabilities of an accepted suggestion where it is written as one again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs of an export; images of which some or all labels are unknown, with several, or none."""

    present: int
    absent: int
    suggested: int
    partly_unknown: int
    unknown: int
    several: int
    none: int


def exported_task(task: Task) -> ExportedTask:
    """A task as formats write it."""
    names = {label.id: label.name for label in task.labels}
    parents = tuple(
        (label.name, tuple(names[one] for one in label.parents if one in names))
        for label in task.labels
        if label.parents
    )
    return ExportedTask(task.name, task.kind, tuple(names.values()), parents)


@dataclass(frozen=True, eq=False, kw_only=True)
class ExportedImages(Collection[ExportedImage]):
    """Images in the order of ``rows``; may be iterated over again.

    Attributes:
        least: the probability from which an unknown pair is a suggestion.
        unseen: (label id, row) of accepted suggestions that nobody saw and that the format could
            not tell from annotations; written as suggestions, or not at all.
        implied: whether to write that the other labels of a multiclass task are absent.
        provenance: whether source and seen are wanted.
        pixels: row to width and height; None: not wanted.
        parts: row to part.
        captures: row to sequence and location; empty where they are not wanted.
        marks: whether flags, ratings and comments are wanted.
        own: label id to row to what one person said, in the place of what counts; of ``annotator``.
    """

    project: Project
    images: ImageTable
    schema: Schema
    tasks: tuple[Task, ...]
    rows: NDArray[np.int64]
    matrix: NDArray[np.int8]
    predictions: Predictions | None
    least: float
    present_only: bool
    unseen: frozenset[tuple[int, int]]
    as_suggestions: bool
    implied: bool
    provenance: bool
    pixels: Mapping[int, tuple[int, int]] | None
    parts: Mapping[int, str]
    captures: Mapping[int, Capture]
    marks: bool = False
    own: Mapping[int, Mapping[int, Value]] | None = None
    annotator: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, one: object) -> bool:
        return isinstance(one, ExportedImage) and any(one == other for other in self)

    def __iter__(self) -> Iterator[ExportedImage]:
        for start in range(0, len(self.rows), BLOCK):
            rows = self.rows[start : start + BLOCK].tolist()
            stored = self._stored(rows)
            for row in rows:
                pairs = tuple(tuple(self._pairs(task, row, stored)) for task in self.tasks)
                width, height = self._size(row)
                yield ExportedImage(
                    self._names[row],
                    self.images.path(row),
                    pairs,
                    width,
                    height,
                    self.parts.get(row, ""),
                    self.captures.get(row, Capture()),
                    self._flat[self._names[row]],
                    self.images.marks(row) if self.marks else NO_MARKS,
                )

    @cached_property
    def _names(self) -> list[str]:
        return unique_names(self.images)

    @cached_property
    def _flat(self) -> dict[str, str]:
        return flat_of(self._names)

    def counts(self) -> Counts:
        """How much there is to write."""
        ids = [label.id for task in self.tasks for label in task.labels]
        states = self.matrix[self.rows][:, [self.schema.columns[one] for one in ids]].copy()
        known = states != State.UNKNOWN
        for place, task in enumerate(self.tasks):
            if task.kind is TaskKind.MULTICLASS:  # implied absents are not stored
                columns = slice(
                    sum(len(one.labels) for one in self.tasks[:place]),
                    sum(len(one.labels) for one in self.tasks[: place + 1]),
                )
                block = states[:, columns]
                decided = (block == State.PRESENT).any(axis=1, keepdims=True)
                block[(block == State.ABSENT) & decided] = State.UNKNOWN
        partly = known.any(axis=1) & ~known.all(axis=1)
        suggested = 0
        if self.predictions is not None:
            for column, label_id in enumerate(ids):
                values = self.predictions.at(self.rows, label_id)
                with np.errstate(invalid="ignore"):
                    suggested += int(((values >= self.least) & ~known[:, column]).sum())
        return Counts(
            int((states == State.PRESENT).sum()),
            int((states == State.ABSENT).sum()),
            suggested,
            int(partly.sum()),
            int((~known.any(axis=1)).sum()),
            int(((states == State.PRESENT).sum(axis=1) > 1).sum()),
            int((known.any(axis=1) & ~(states == State.PRESENT).any(axis=1)).sum()),
        )

    def _stored(self, rows: list[int]) -> Mapping[int, Mapping[int, Value]]:
        if self.own is not None:
            return self.own
        ids = [label.id for task in self.tasks for label in task.labels]
        with self.project.reading() as view:
            return read_values(view, ids, sorted(rows))

    def _pairs(
        self, task: Task, row: int, stored: Mapping[int, Mapping[int, Value]]
    ) -> Iterator[Pair]:
        present = [
            label.id
            for label in task.labels
            if (value := stored[label.id].get(row)) is not None and value.state == State.PRESENT
        ]
        decided = task.kind is TaskKind.MULTICLASS and bool(present)
        implied = decided and self.implied and (present[0], row) not in self.unseen
        for label in task.labels:
            value = stored[label.id].get(row)
            if implied and label.id not in present:
                yield Pair(label.name, State.ABSENT)
                continue
            if value is None:
                if not decided and self.predictions is not None:
                    yield from self._suggested(label.id, label.name, row)
                continue
            state = State(value.state)
            if (label.id, row) in self.unseen:
                if self.as_suggestions:
                    probability = SURE if state is State.PRESENT else NOT
                    yield Pair(label.name, State.UNKNOWN, probability=probability)
                continue
            if state is State.ABSENT and (self.present_only or decided):
                continue
            said = (value.source, value.seen) if self.provenance else ("", "")
            yield Pair(label.name, state, *said, annotator=self.annotator if self.own else "")

    def _suggested(self, label_id: int, name: str, row: int) -> Iterator[Pair]:
        if self.predictions is None or not self.as_suggestions:
            return
        value = float(self.predictions.at(np.array([row], dtype=np.int64), label_id)[0])
        if value >= self.least:
            yield Pair(name, State.UNKNOWN, probability=value)

    def _size(self, row: int) -> tuple[int, int]:
        if self.pixels is None:
            return 0, 0
        return self.pixels.get(row) or image_size(self.images.path(row))
