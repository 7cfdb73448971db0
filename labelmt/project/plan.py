"""A delta in the making: what is there now, and what is to be there instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import NotFound
from labelmt.domain.tasks import Label, Schema, Task, TaskKind
from labelmt.storage.delta import Delta, Value
from labelmt.storage.schema_repository import label_row, task_row

ReadValues = Callable[[Sequence[int], Sequence[int] | None], dict[int, dict[int, Value]]]
"""(label ids, rows or None for all) to label id to row to stored annotation."""


class Plan:
    """Collects changes against the state of one transaction.

    Args:
        schema: as it is; the plan's own ``schema`` follows what is added.
        images: how many image rows there are.
        next_ids: the ids the next task and the next label get.
    """

    def __init__(
        self,
        schema: Schema,
        images: int,
        next_ids: tuple[int, int],
        read_values: ReadValues,
        annotator: str,
        now: str,
    ) -> None:
        self.schema = schema
        self.images = images
        self.delta = Delta()
        self._next_task, self._next_label = next_ids
        self._read_values = read_values
        self._annotator = annotator
        self._now = now

    def check_rows(self, rows: Collection[int]) -> None:
        """Raises NotFound for a row that is no image."""
        for row in (min(rows, default=0), max(rows, default=0)):
            if rows and not 0 <= row < self.images:
                raise NotFound("There is no such image.", subject=f"row {row}")

    # Tasks and labels

    def add_task(self, name: str, kind: TaskKind) -> Task:
        position = max((task.position for task in self.schema.tasks), default=0) + 1
        task = Task(self._next_task, name, kind, (), position)
        self._next_task += 1
        self.delta.tasks[task.id] = (None, task_row(task))
        self.schema = Schema((*self.schema.tasks, task))
        return task

    def put_task(self, task: Task) -> None:
        before = self.schema.task(task.id)
        if before != task:
            self.delta.tasks[task.id] = (task_row(before), task_row(task))

    def remove_task(self, task: Task) -> None:
        self.delta.tasks[task.id] = (task_row(task), None)

    def add_label(self, task: Task, name: str, color: str, shortcut: str) -> Label:
        position = max((label.position for label in task.labels), default=0) + 1
        label = Label(self._next_label, task.id, name, color, shortcut, position)
        self._next_label += 1
        self.delta.labels[label.id] = (None, label_row(label))
        self.schema = Schema(
            tuple(
                dataclasses.replace(one, labels=(*one.labels, label)) if one.id == task.id else one
                for one in self.schema.tasks
            )
        )
        return label

    def put_label(self, label: Label) -> None:
        before = self.schema.label(label.id)
        if before != label:
            self.delta.labels[label.id] = (label_row(before), label_row(label))

    def remove_label(self, label: Label) -> None:
        self.delta.labels[label.id] = (label_row(label), None)
        self._change(label.id, self._read_values((label.id,), None)[label.id], None)

    # Annotations

    def annotate(
        self,
        label_id: int,
        rows: Sequence[int],
        state: State,
        source: Source,
        run_id: int | None = None,
    ) -> None:
        """Assert a state; a pair that has it already keeps who asserted it first."""
        before = self._read_values((label_id,), rows)[label_id]
        after = None if state is State.UNKNOWN else self._value(state, source, run_id)
        self._change(label_id, {row: before.get(row) for row in rows}, after)

    def choose(
        self, task: Task, chosen: Mapping[int, int], source: Source, run_id: int | None = None
    ) -> None:
        """Assert one label of a multiclass task an image; others that were present make way.

        Args:
            chosen: row to label id.
        """
        rows: dict[int, list[int]] = {label.id: [] for label in task.labels}
        for row, label_id in chosen.items():
            rows[label_id].append(row)
        after = self._value(State.PRESENT, source, run_id)
        for label_id, before in self._read_values(list(rows), list(chosen)).items():
            makes_way = {
                row: value
                for row, value in before.items()
                if value[0] == State.PRESENT and chosen[row] != label_id
            }
            self._change(label_id, makes_way, None)
            self._change(label_id, {row: before.get(row) for row in rows[label_id]}, after)

    def read(self, label_ids: Sequence[int], rows: Sequence[int]) -> dict[int, dict[int, Value]]:
        """Label id to row to what is stored now."""
        return self._read_values(label_ids, rows)

    def restore(
        self, label_id: int, changes: Mapping[int, tuple[Value | None, Value | None]]
    ) -> None:
        """Bring back earlier annotations, with who asserted them: row to (now, then)."""
        changed = {row: pair for row, pair in changes.items() if pair[0] != pair[1]}
        if changed:
            self.delta.annotations.setdefault(label_id, {}).update(changed)

    def _value(self, state: State, source: Source, run_id: int | None) -> Value:
        return (int(state), source.value, self._annotator, self._now, run_id)

    def _change(
        self, label_id: int, before: Mapping[int, Value | None], after: Value | None
    ) -> None:
        changed = {row: (old, after) for row, old in before.items() if _state(old) != _state(after)}
        if changed:
            self.delta.annotations.setdefault(label_id, {}).update(changed)


def _state(value: Value | None) -> int:
    return int(State.UNKNOWN) if value is None else value[0]


def rows_of(delta: Delta) -> set[int]:
    """Every image row a delta touches."""
    return {row for pairs in delta.annotations.values() for row in pairs}
