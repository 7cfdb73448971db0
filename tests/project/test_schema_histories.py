"""Random histories of schema edits, undone and redone, against plain dictionaries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from making_projects import new_project
from schema_model import Model, ModelLabel, ModelTask, Refused, model_of

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    ArchiveLabels,
    ArchiveTask,
    CreateLabel,
    CreateTask,
    DeleteLabels,
    DeleteTask,
    EditLabel,
    MergeLabels,
    MoveLabels,
    MoveTask,
    ProjectCommand,
    SetAnnotations,
    SetParents,
)
from labelmt.project.schema.affected_counts import affected_counts

IMAGES = 4
NAMES = st.sampled_from("abcdefgh")
NUMBERS = st.integers(0, 30)
ROWS = st.sets(st.integers(0, IMAGES - 1))
SOME = st.lists(NUMBERS, min_size=1, max_size=3)
T = TypeVar("T")


class SchemaHistories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        paths = [f"{number}.jpg" for number in range(IMAGES)]
        self.project = new_project(Path(self._folder.name), paths)
        self.model = Model()
        self.done: list[Model] = []
        self.undone: list[Model] = []

    def teardown(self) -> None:
        self.project.close()
        self._folder.cleanup()

    def edit(self, command: ProjectCommand, edit: Callable[[Model], object]) -> None:
        """The same edit on both; both do it or both refuse it."""
        after = self.model.copied()
        try:
            edit(after)
        except Refused:
            after = None  # type: ignore[assignment]
        try:
            counts = affected_counts(self.project, command)
            changes = self.project.apply(command)
        except InvalidInput:
            assert after is None
            return
        assert after is not None
        if changes:
            assert counts.labels or counts.tasks or not changes.schema
            self.done.append(self.model)
            self.undone.clear()
        self.model = after

    def label(self, number: int) -> int:
        return list(self.model.labels)[number % len(self.model.labels)]

    def some(self, numbers: list[int]) -> list[int]:
        return list(dict.fromkeys(map(self.label, numbers)))

    def task(self, number: int) -> int:
        return list(self.model.tasks)[number % len(self.model.tasks)]

    @rule(name=NAMES, many=st.booleans())
    def create_task(self, name: str, many: bool) -> None:
        def edit(model: Model) -> None:
            if any(task.name == name for task in model.tasks.values()):
                raise Refused

        kind = TaskKind.MULTILABEL if many else TaskKind.MULTICLASS
        self.edit(CreateTask(name, kind), edit)
        made = self.project.full_schema().task_named(name)
        assert made is not None
        self.model.tasks.setdefault(made.id, ModelTask(name, made.kind is TaskKind.MULTILABEL))

    @precondition(lambda self: self.model.tasks)
    @rule(task=NUMBERS, name=NAMES)
    def create_label(self, task: int, name: str) -> None:
        task_id = self.task(task)

        def edit(model: Model) -> None:
            if name in model.names(model.tasks[task_id], set()):
                raise Refused

        self.edit(CreateLabel(task_id, name), edit)
        made = self.project.full_schema().label_named(task_id, name)
        if made is not None and made.id not in self.model.labels:
            self.model.labels[made.id] = ModelLabel(name)
            self.model.tasks[task_id].labels.append(made.id)

    @precondition(lambda self: self.model.labels)
    @rule(label=NUMBERS, name=NAMES)
    def rename(self, label: int, name: str) -> None:
        one = self.label(label)
        self.edit(EditLabel(one, name=name), lambda model: model.rename(one, name))

    @precondition(lambda self: self.model.labels)
    @rule(label=NUMBERS, synonyms=st.lists(NAMES, max_size=3))
    def call(self, label: int, synonyms: list[str]) -> None:
        one = self.label(label)
        command = EditLabel(one, synonyms=tuple(synonyms))
        self.edit(command, lambda model: model.call(one, synonyms))

    @precondition(lambda self: self.model.labels)
    @rule(label=NUMBERS, parents=st.lists(NUMBERS, max_size=2))
    def link(self, label: int, parents: list[int]) -> None:
        one, above = self.label(label), self.some(parents)
        self.edit(SetParents(one, tuple(above)), lambda model: model.link(one, set(above)))

    @precondition(lambda self: self.model.labels)
    @rule(label=NUMBERS, rows=ROWS, state=st.sampled_from(State))
    def mark(self, label: int, rows: set[int], state: State) -> None:
        one = self.label(label)
        said = None if state is State.UNKNOWN else int(state)
        command = SetAnnotations(tuple(rows), one, state)
        self.edit(command, lambda model: model.mark(one, rows, said))

    @precondition(lambda self: self.model.labels)
    @rule(labels=SOME)
    def delete(self, labels: list[int]) -> None:
        ids = self.some(labels)
        said = sum(len(self.model.labels[one].said) for one in ids)
        assert affected_counts(self.project, DeleteLabels(tuple(ids))).annotations == said
        self.edit(DeleteLabels(tuple(ids)), lambda model: model.drop_all(ids))

    @precondition(lambda self: self.model.tasks)
    @rule(task=NUMBERS)
    def delete_task(self, task: int) -> None:
        task_id = self.task(task)

        def edit(model: Model) -> None:
            for label in list(model.tasks[task_id].labels):
                model.drop(label)
            del model.tasks[task_id]

        self.edit(DeleteTask(task_id), edit)

    @precondition(lambda self: self.model.labels)
    @rule(labels=SOME, archived=st.booleans())
    def archive(self, labels: list[int], archived: bool) -> None:
        ids = self.some(labels)

        def edit(model: Model) -> None:
            for one in ids:
                model.labels[one].archived = archived

        self.edit(ArchiveLabels(tuple(ids), archived), edit)

    @precondition(lambda self: self.model.tasks)
    @rule(task=NUMBERS, archived=st.booleans())
    def archive_task(self, task: int, archived: bool) -> None:
        task_id = self.task(task)

        def edit(model: Model) -> None:
            model.tasks[task_id].archived = archived

        self.edit(ArchiveTask(task_id, archived), edit)

    @precondition(lambda self: self.model.tasks)
    @rule(task=NUMBERS, to=st.integers(0, 5))
    def move_task(self, task: int, to: int) -> None:
        task_id = self.task(task)

        def edit(model: Model) -> None:
            order = [one for one in model.tasks if one != task_id]
            order.insert(to, task_id)
            model.tasks = {one: model.tasks[one] for one in order}

        self.edit(MoveTask(task_id, to), edit)

    @precondition(lambda self: self.model.labels)
    @rule(labels=SOME, task=NUMBERS, to=st.integers(0, 5))
    def move(self, labels: list[int], task: int, to: int) -> None:
        ids, task_id = self.some(labels), self.task(task)
        command = MoveLabels(tuple(ids), task_id, to)
        self.edit(command, lambda model: model.move(ids, task_id, to))

    @precondition(lambda self: len(self.model.labels) > 1)
    @rule(labels=SOME, into=NUMBERS)
    def merge(self, labels: list[int], into: int) -> None:
        one = self.label(into)
        ids = [label for label in self.some(labels) if label != one]
        if ids:
            self.edit(MergeLabels(tuple(ids), one), lambda model: model.merge(ids, one))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        assert self.project.undo() is not None
        self.undone.append(self.model)
        self.model = self.done.pop()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        assert self.project.redo() is not None
        self.done.append(self.model)
        self.model = self.undone.pop()

    @invariant()
    def same(self) -> None:
        said: dict[int, dict[int, int]] = {}
        for row in range(IMAGES):
            for one in self.project.annotations_of(row):
                said.setdefault(one.label_id, {})[row] = int(one.state)
        found = model_of(self.project.full_schema(), said)
        assert list(found.tasks.items()) == list(self.model.tasks.items())
        assert found.labels == self.model.labels

    @invariant()
    def no_key_twice(self) -> None:
        keys = [label.shortcut for label in self.project.schema().labels if label.shortcut]
        assert len(keys) == len(set(keys))

    @invariant()
    def matrix_fits(self) -> None:
        shape = (IMAGES, len(self.project.schema().labels))
        assert self.project.annotation_matrix().shape == shape


TestSchemaHistories = SchemaHistories.TestCase
TestSchemaHistories.settings = settings(max_examples=40, stateful_step_count=30)
