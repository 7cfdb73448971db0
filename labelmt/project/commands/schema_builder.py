"""Builds changed tasks and labels; each step sees what the steps before it made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import count

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.storage.row_delta import Delta, Row
from labelmt.storage.schema_repository import label_row, task_row


class SchemaBuilder:
    """The schema as it will be, and the rows that make it so.

    Args:
        schema: as it is; ``schema`` follows every step.
        next_ids: the ids the next task and the next label get; asked for where one is made.
    """

    def __init__(
        self, schema: Schema, next_ids: Callable[[], tuple[int, int]], delta: Delta
    ) -> None:
        self.schema = schema
        self.delta = delta
        self._next_ids = next_ids

    @cached_property
    def _new_ids(self) -> tuple[count[int], count[int]]:
        task_id, label_id = self._next_ids()
        return count(task_id), count(label_id)

    def add_task(self, name: str, kind: TaskKind) -> Task:
        position = max((task.position for task in self.schema.tasks), default=0) + 1
        task = Task(next(self._new_ids[0]), name, kind, (), position)
        _record(self.delta.tasks, task.id, None, task_row(task))
        self._show((*self.schema.tasks, task))
        return task

    def put_task(self, task: Task) -> None:
        """Change a task's own properties; its labels stay as they are."""
        before = self.schema.task(task.id)
        _record(self.delta.tasks, task.id, task_row(before), task_row(task))
        task = dataclasses.replace(task, labels=before.labels)
        self._show(task if one.id == task.id else one for one in self.schema.tasks)

    def remove_task(self, task: Task) -> None:
        """Take a task out that has no labels any more."""
        _record(self.delta.tasks, task.id, task_row(task), None)
        self._show(one for one in self.schema.tasks if one.id != task.id)

    def add_label(self, task: Task, name: str, color: str, shortcut: str) -> Label:
        labels = self.schema.task(task.id).labels
        position = max((label.position for label in labels), default=0) + 1
        label = Label(self.new_label_id(), task.id, name, color, shortcut, position)
        _record(self.delta.labels, label.id, None, label_row(label))
        self._place(label)
        return label

    def new_label_id(self) -> int:
        """An id that no label has or had."""
        return next(self._new_ids[1])

    def put_labels(self, labels: Iterable[Label]) -> None:
        """Add labels, or change those that are there: many at once, each in the task it has."""
        there = {label.id: label for label in self.schema.labels}
        for label in labels:
            before = there.get(label.id)
            if before != label:
                first = None if before is None else label_row(before)
                _record(self.delta.labels, label.id, first, label_row(label))
                there[label.id] = label
        of: dict[int, list[Label]] = {task.id: [] for task in self.schema.tasks}
        for label in sorted(there.values(), key=lambda one: (one.position, one.id)):
            of[label.task_id].append(label)
        self._show(
            dataclasses.replace(task, labels=tuple(of[task.id])) for task in self.schema.tasks
        )

    def put_label(self, label: Label) -> None:
        """Change a label; another ``task_id`` moves it."""
        before = self.schema.label(label.id)
        if before != label:
            _record(self.delta.labels, label.id, label_row(before), label_row(label))
            self._place(label)

    def drop_label(self, label: Label) -> None:
        """Take a label out; labels that implied it imply what it implied from now on."""
        self.unlink(label, keep=())
        _record(self.delta.labels, label.id, label_row(label), None)
        self._show(
            dataclasses.replace(task, labels=tuple(o for o in task.labels if o.id != label.id))
            for task in self.schema.tasks
        )

    def unlink(self, label: Label, keep: Iterable[int]) -> None:
        """Let other labels than ``keep`` imply this label's parents in its place."""
        kept = {*keep, label.id}
        for child in self.schema.task(label.task_id).labels:
            if label.id in child.parents and child.id not in kept:
                above = [parent for parent in child.parents if parent != label.id]
                parents = tuple(dict.fromkeys([*above, *label.parents]))
                self.put_label(dataclasses.replace(child, parents=parents))

    def arrange(self, labels: Iterable[int]) -> None:
        """Give labels of one task this order."""
        for position, label_id in enumerate(labels, start=1):
            self.put_label(dataclasses.replace(self.schema.label(label_id), position=position))

    def _place(self, label: Label) -> None:
        def of(task: Task) -> Task:
            labels = [one for one in task.labels if one.id != label.id]
            if task.id == label.task_id:
                labels.append(label)
                labels.sort(key=lambda one: (one.position, one.id))
            return dataclasses.replace(task, labels=tuple(labels))

        self._show(map(of, self.schema.tasks))

    def _show(self, tasks: Iterable[Task]) -> None:
        self.schema = Schema(tuple(sorted(tasks, key=lambda one: (one.position, one.id))))


def _record(
    rows: dict[int, tuple[Row | None, Row | None]], key: int, before: Row | None, after: Row | None
) -> None:
    """Several steps on one row are one change, or none."""
    first = rows[key][0] if key in rows else before
    if first == after:
        rows.pop(key, None)
    else:
        rows[key] = (first, after)
