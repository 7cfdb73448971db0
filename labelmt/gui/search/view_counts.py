"""How many images each line of the sidebar has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labelmt.domain.annotations import State
from labelmt.domain.search.terms import Condition
from labelmt.gui.search.sidebar import ALL, COUNTED, Choice
from labelmt.project.images.folder_tree import FolderTree, folder_tree
from labelmt.project.review.task_progress import TaskProgress, task_progress
from labelmt.project.search.is_conditions import condition_mask, suggested_and_disagreeing
from labelmt.project.search.search_columns import Columns


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """Attributes:
    images: of every state, and of every label that is present.
    decided: task id to what is decided of the task, and of what is needed.
    folders: with how many images each has.
    """

    images: Mapping[Choice, int]
    decided: Mapping[int, TaskProgress]
    folders: FolderTree


NOTHING_COUNTED = ViewCounts({}, {}, FolderTree())


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
    decided = {task.id: task_progress(task, schema, matrix) for task in schema.tasks}
    return ViewCounts(counts, decided, folder_tree(columns.images))
