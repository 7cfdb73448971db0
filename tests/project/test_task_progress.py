"""Progress of a task counts images on which all of it is decided, and pairs."""

from __future__ import annotations

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.review.task_progress import TaskProgress, task_progress

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN


def schema_of(kind: TaskKind, *, unlabelled_absent: bool = False) -> Schema:
    labels = tuple(Label(number, 1, f"label {number}", "#000000") for number in (1, 2))
    return Schema((Task(1, "task", kind, labels, 0, unlabelled_absent),))


def progress(kind: TaskKind, rows: list[list[State]], **options: bool) -> TaskProgress:
    schema = schema_of(kind, **options)
    return task_progress(schema.tasks[0], schema, np.array(rows, dtype=np.int8))


def test_any_label_is_not_all_of_the_task() -> None:
    rows = [[P, U], [U, A], [P, A], [U, U]]
    assert progress(TaskKind.MULTILABEL, rows) == TaskProgress(1, 4, 4, 8, partly=2)


def test_where_unlabelled_means_absent_any_annotation_decides_the_image() -> None:
    rows = [[P, U], [U, A], [P, A], [U, U]]
    found = progress(TaskKind.MULTILABEL, rows, unlabelled_absent=True)
    assert found == TaskProgress(3, 4, 4, 8)


def test_of_exactly_one_label_the_one_decides_and_an_absent_does_not() -> None:
    rows = [[P, A], [A, U], [U, U]]
    assert progress(TaskKind.MULTICLASS, rows) == TaskProgress(1, 3, 3, 6, partly=1)
