"""Tasks, labels and annotations as plain dictionaries: what schema edits mean, said again."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from labelmt.domain.schema import Schema

PRESENT, ABSENT = 1, 0


class Refused(Exception):
    """The model's way to say that an edit cannot be done."""


@dataclass
class ModelLabel:
    name: str
    archived: bool = False
    synonyms: list[str] = field(default_factory=list)
    parents: set[int] = field(default_factory=set)
    said: dict[int, int] = field(default_factory=dict)
    """Row to state."""


@dataclass
class ModelTask:
    name: str
    many: bool
    archived: bool = False
    labels: list[int] = field(default_factory=list)


@dataclass
class Model:
    tasks: dict[int, ModelTask] = field(default_factory=dict)
    """In the order shown."""
    labels: dict[int, ModelLabel] = field(default_factory=dict)

    def copied(self) -> Model:
        return copy.deepcopy(self)

    def task_of(self, label: int) -> ModelTask:
        return next(task for task in self.tasks.values() if label in task.labels)

    def names(self, task: ModelTask, but: set[int]) -> set[str]:
        left = [self.labels[one] for one in task.labels if one not in but]
        return {name for label in left for name in (label.name, *label.synonyms)}

    def above(self, label: int) -> set[int]:
        found: set[int] = set()
        waiting = set(self.labels[label].parents)
        while waiting:
            found |= waiting
            waiting = {up for one in waiting for up in self.labels[one].parents} - found
        return found

    def below(self, label: int) -> set[int]:
        return {one for one in self.task_of(label).labels if label in self.above(one)}

    def refuse_circles(self) -> None:
        if any(label in self.above(label) for label in self.labels):
            raise Refused

    # Edits

    def rename(self, label: int, name: str) -> None:
        if name in self.names(self.task_of(label), {label}):
            raise Refused
        self.labels[label].name = name
        self.labels[label].synonyms = [s for s in self.labels[label].synonyms if s != name]

    def call(self, label: int, synonyms: list[str]) -> None:
        if set(synonyms) & self.names(self.task_of(label), {label}):
            raise Refused
        own = self.labels[label].name
        self.labels[label].synonyms = [s for s in dict.fromkeys(synonyms) if s != own]

    def link(self, label: int, parents: set[int]) -> None:
        task = self.task_of(label)
        if (parents and not task.many) or not parents <= set(task.labels):
            raise Refused
        self.labels[label].parents = set(parents)
        self.refuse_circles()
        self.imply({label} | self.below(label))

    def imply(self, labels: set[int]) -> None:
        for label in labels:
            for row, state in self.labels[label].said.items():
                if state == PRESENT:
                    for up in self.above(label):
                        self.labels[up].said[row] = PRESENT

    def mark(self, label: int, rows: set[int], state: int | None) -> None:
        task = self.task_of(label)
        for row in rows:
            if state is None:
                self.labels[label].said.pop(row, None)
                continue
            if state == PRESENT and not task.many:
                for other in task.labels:
                    if self.labels[other].said.get(row) == PRESENT:
                        del self.labels[other].said[row]
            for one in {label} | (self.above(label) if state == PRESENT else self.below(label)):
                self.labels[one].said[row] = state

    def drop(self, label: int) -> None:
        for one in self.labels.values():
            if label in one.parents:
                one.parents = (one.parents - {label}) | self.labels[label].parents
        self.task_of(label).labels.remove(label)
        del self.labels[label]

    def drop_all(self, labels: list[int]) -> None:
        for one in labels:
            self.drop(one)

    def move(self, labels: list[int], to: int, place: int) -> None:
        task = self.tasks[to]
        coming = [one for one in labels if one not in task.labels]
        for label in coming:
            one = self.labels[label]
            if {one.name, *one.synonyms} & self.names(task, set()):
                raise Refused
            self._leave(label, set(coming))
            one.parents = {p for p in one.parents if task.many and p in coming}
            self.task_of(label).labels.remove(label)
            task.labels.append(label)
        if not task.many:
            for label in coming:
                others = [self.labels[one] for one in task.labels if one not in coming]
                first = coming[: coming.index(label)]
                others += [self.labels[one] for one in first]
                taken = {r for o in others for r, state in o.said.items() if state == PRESENT}
                said = self.labels[label].said
                for row in [r for r, state in said.items() if state == PRESENT and r in taken]:
                    del said[row]
        rest = [one for one in task.labels if one not in labels]
        task.labels[:] = [*rest[:place], *labels, *rest[place:]]

    def _leave(self, label: int, together: set[int]) -> None:
        for key, one in self.labels.items():
            if label in one.parents and key not in together:
                one.parents = (one.parents - {label}) | self.labels[label].parents

    def merge(self, gone: list[int], into: int) -> None:
        task, one = self.task_of(into), self.labels[into]
        inside = [label for label in gone if label in task.labels]
        up = set().union(one.parents, *(self.labels[label].parents for label in inside))
        links = {key: set(self.labels[key].parents) for key in task.labels if key not in gone}
        links[into] = up
        names = [n for key in gone for n in (self.labels[key].name, *self.labels[key].synonyms)]
        said = [dict(self.labels[key].said) for key in (into, *gone)]
        rest = [self.labels[key] for key in task.labels if key not in (into, *gone)]
        taken = {r for other in rest for r, state in other.said.items() if state == PRESENT}
        for label in gone:
            self.drop(label)
        for key, parents in links.items():
            self.labels[key].parents = {into if p in gone else p for p in parents} - {key}
        self.refuse_circles()
        others = self.names(task, {into})
        for name in names:
            if name not in others and name not in (one.name, *one.synonyms):
                one.synonyms.append(name)
        for row in {row for each in said for row in each}:
            state = max(each[row] for each in said if row in each)
            if state == ABSENT or task.many or row not in taken:
                one.said[row] = state
        self.imply({into} | self.below(into))


def model_of(schema: Schema, said: dict[int, dict[int, int]]) -> Model:
    """What a project has, as a model; ``said``: label id to row to state."""
    model = Model()
    for task in schema.tasks:
        ids = [label.id for label in task.labels]
        model.tasks[task.id] = ModelTask(task.name, task.kind == "multilabel", task.archived, ids)
        for label in task.labels:
            model.labels[label.id] = ModelLabel(
                label.name,
                label.archived,
                list(label.synonyms),
                set(label.parents),
                said.get(label.id, {}),
            )
    return model
