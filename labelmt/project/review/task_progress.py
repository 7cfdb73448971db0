"""Progress of a task: images on which all of it is decided, of all; and pairs, of those needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, Task, TaskKind


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """Attributes:
    images: on which every label of the task is decided. total: images there are.
    pairs: of image and label that are decided. needed: all there are.
    partly: images on which some of the task is decided, and not all.
    """

    images: int
    total: int
    pairs: int
    needed: int
    partly: int = 0


def task_progress(task: Task, schema: Schema, matrix: NDArray[np.int8]) -> TaskProgress:
    """What is decided of a task.

    An image of a task with exactly one label is decided by the label it has. Where what is
    unlabelled means absent, any annotation decides the image.

    Args:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
    """
    total, needed = len(matrix), len(matrix) * len(task.labels)
    whole = np.full(total, bool(task.labels), dtype=np.bool_)
    some = np.zeros(total, dtype=np.bool_)
    begun = np.zeros(total, dtype=np.bool_)
    pairs = 0
    for (
        label
    ) in task.labels:  # one column after the other: a block of all is as large as the matrix
        column = matrix[:, schema.columns[label.id]]
        known = column != State.UNKNOWN
        pairs += int(known.sum())
        whole &= known
        begun |= known
        some |= column == State.PRESENT if task.kind is TaskKind.MULTICLASS else known
    enough = task.kind is TaskKind.MULTICLASS or task.unlabelled_absent
    images = int((some if enough else whole).sum())
    return TaskProgress(images, total, pairs, needed, int(begun.sum()) - images)
