"""How many images each line of the sidebar has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.search.terms import Condition
from labelmt.gui.search.sidebar import ALL, COUNTED, Choice
from labelmt.project.search.is_conditions import condition_mask, suggested_and_disagreeing
from labelmt.project.search.search_columns import Columns


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """Attributes:
    images: of every state, and of every label that is present.
    answered: task id to the images that have any annotation in the task.
    """

    images: Mapping[Choice, int]
    answered: Mapping[int, int]


def count_views(columns: Columns) -> ViewCounts:
    """Count all lines; run it on a pool."""
    schema, matrix = columns.schema, columns.matrix
    suggested, disagreeing = suggested_and_disagreeing(columns)
    known = {Condition.SUGGESTED: suggested, Condition.DISAGREE: disagreeing}
    counts: dict[Choice, int] = {
        one: int((known[one] if one in known else condition_mask(one, columns)).sum())
        for one in COUNTED
    }
    counts[ALL] = len(columns)
    present = (matrix == State.PRESENT).sum(axis=0)
    counts.update(zip(schema.label_ids, present.tolist(), strict=True))
    answered: dict[int, int] = {}
    for task in schema.tasks:
        any_answer = np.zeros(len(matrix), dtype=np.bool_)
        for label in task.labels:
            any_answer |= matrix[:, schema.columns[label.id]] != State.UNKNOWN
        answered[task.id] = int(any_answer.sum())
    return ViewCounts(counts, answered)
