"""``is:duplicate`` and ``is:inconsistent``: search conditions on found duplicates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidQuery
from labelmt.domain.schema import Schema
from labelmt.domain.search.terms import Condition, Is
from labelmt.project.search.search_columns import Columns, Mask
from labelmt.project.similarity.duplicate_groups import DuplicateGroup

States = NDArray[np.int8]


def duplicate_mask(term: Is, columns: Columns) -> Mask:
    """(images,) whether each has a duplicate, or one with other labels.

    Raises:
        InvalidQuery: nobody has looked for duplicates yet.
    """
    shelf = columns.duplicates
    groups = shelf.groups(columns.images) if shelf is not None else None
    if groups is None:
        raise InvalidQuery(
            "Duplicates have not been looked for yet.",
            term.span.start,
            term.span.stop,
            next_step="Choose Label › Duplicates; they are known from then on.",
        )
    if term.condition is Condition.INCONSISTENT:
        groups = inconsistent(groups, columns.matrix, columns.schema)
    mask = np.zeros(len(columns), dtype=np.bool_)
    mask[[row for group in groups for row in group.rows]] = True
    return mask


def inconsistent(
    groups: Iterable[DuplicateGroup], matrix: States, schema: Schema
) -> tuple[DuplicateGroup, ...]:
    """Those groups whose images are annotated differently."""
    return tuple(one for one in groups if labels_differ(matrix[list(one.rows)], schema))


def labels_differ(states: States, schema: Schema) -> bool:
    """Whether images contradict each other: a label both present and absent, or a task in which
    two have labels and not the same ones.

    Args:
        states: (n, labels) int8 of State codes.
    """
    present, absent = states == State.PRESENT, states == State.ABSENT
    if (present.any(axis=0) & absent.any(axis=0)).any():
        return True
    for task in schema.tasks:
        block = present[:, task_columns(schema, task)]
        answered = block[block.any(axis=1)]
        if len(answered) > 1 and (answered != answered[0]).any():
            return True
    return False
