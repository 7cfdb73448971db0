"""Annotations that nobody saw (bulk acceptance, a sweep's rest, transfer): they judge no metric."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, TaskKind

States = NDArray[np.int8]


def unseen_pairs(states: States, judging: States) -> NDArray[np.bool_]:
    """(images, labels) pairs that are annotated and that nobody saw or imported.

    Args:
        states, judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
    """
    return np.asarray((states != State.UNKNOWN) & (judging == State.UNKNOWN))


def unseen_images(states: States, judging: States) -> NDArray[np.bool_]:
    """(images,) with any such pair; a column at a time: NumPy is slow along short rows."""
    found = np.zeros(len(states), dtype=np.bool_)
    for column in range(states.shape[1]):
        found |= unseen_pairs(states[:, column], judging[:, column])
    return found


def unseen_states(schema: Schema, states: States, judging: States) -> tuple[tuple[int, State], ...]:
    """What is annotated of one image and nobody saw, label by label.

    Of a multiclass task the label that is present alone: the others follow from it.

    Args:
        states, judging: (labels,) int8 of State codes, in the schema's columns.
    """
    unseen = unseen_pairs(states, judging)
    found: list[tuple[int, State]] = []
    for task in schema.tasks:
        here = [
            (label.id, State(int(states[schema.columns[label.id]])))
            for label in task.labels
            if unseen[schema.columns[label.id]]
        ]
        if task.kind is TaskKind.MULTICLASS:
            here = [one for one in here if one[1] is State.PRESENT] or here
        found += here
    return tuple(found)
