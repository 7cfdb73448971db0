"""The (images, labels) matrix of annotation states: implied absences, and what of it may judge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, Task, TaskKind


@dataclass(frozen=True, eq=False, slots=True)
class AnnotationPatch:
    """The states of a block of pairs after a change.

    Attributes:
        rows: (n,) int64, image rows.
        label_ids: the m labels.
        states: (n, m) int8 of State codes.
        judging: (n, m) the same where metrics may be judged by it, else UNKNOWN.
    """

    rows: NDArray[np.int64]
    label_ids: tuple[int, ...]
    states: NDArray[np.int8]
    judging: NDArray[np.int8]


UNSEEN_CODE = 2
"""Added to the code of a known state where no metric may be judged by it."""
MODELS_CODE = 4
"""Added instead where a model said so and nobody saw it: nothing may be learnt from it, either."""


def split_codes(
    codes: NDArray[np.int8], schema: Schema
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """What is annotated, and what of it metrics may be judged by; implied absents filled in.

    An absence that follows from an unseen presence is as little a witness as that.

    Args:
        codes: (images, labels) int8: State codes, plus UNSEEN_CODE or MODELS_CODE where nobody saw
            the pair.

    Returns:
        states and judging states, (images, labels) int8 of State codes each.
    """
    states = np.where(codes >= UNSEEN_CODE, codes % UNSEEN_CODE, codes).astype(np.int8)
    judging = np.where(codes >= UNSEEN_CODE, State.UNKNOWN, codes).astype(np.int8)
    fill_implied(states, schema)
    fill_implied(judging, schema)
    return states, judging


def teaching_states(codes: NDArray[np.int8], schema: Schema) -> NDArray[np.int8]:
    """(images, labels) int8 of State codes that heads and networks may learn from.

    What a model suggested and nobody saw is left out, with what it implies: it tells a model
    nothing new, its mistakes would be learnt as truth, and through it the heads of a fold would
    know something of the very images that judge them.

    Args:
        codes: see ``split_codes``.
    """
    known = np.where(codes >= UNSEEN_CODE, codes % UNSEEN_CODE, codes)
    states = np.where(codes >= MODELS_CODE, State.UNKNOWN, known).astype(np.int8)
    fill_implied(states, schema)
    return states


def fill_implied(states: NDArray[np.int8], schema: Schema) -> None:
    """Make, in place, the other labels of a multiclass task absent where one is present.

    Implied absents are not stored, so that a label added later is absent as well.

    Args:
        states: (images, labels) int8, columns in the order of ``schema.labels``.
    """
    for task in schema.tasks:
        columns = task_columns(schema, task)
        if task.kind is TaskKind.MULTICLASS and columns.stop > columns.start:
            block = states[:, columns]
            decided = (block == State.PRESENT).any(axis=1, keepdims=True)
            block[(block == State.UNKNOWN) & decided] = State.ABSENT


def task_columns(schema: Schema, task: Task) -> slice:
    """The matrix columns of a task; tasks lie side by side."""
    if not task.labels:
        return slice(0, 0)
    start = schema.columns[task.labels[0].id]
    return slice(start, start + len(task.labels))
