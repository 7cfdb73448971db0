"""What the rows of a file say of a project, task by task: its annotations and suggestions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.schema import TaskKind
from labelmt.formats.base import Details, TableRow
from labelmt.project.commands.commands import ImportedPairs, ImportedTask
from labelmt.project.exchange.column_tasks import ColumnTask, renamed_cell, renamed_details
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_suggestions import Suggested, Suggestions

SURE, NOT = 0.9, 0.1
"""Probabilities of a suggestion whose file has none."""


class PairsBuilder:
    """Collects, task by task, what the rows of a file say of the project's images."""

    def __init__(
        self,
        tasks: Sequence[ColumnTask | None],
        unlisted: State,
        choices: ImportChoices,
        images: int,
    ) -> None:
        self._tasks = tasks
        self._unlisted = unlisted
        self._take_as = choices.take_as
        self._images = images
        self._cells: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in tasks]
        self._pairs: list[dict[tuple[str, State, Source, Seen, str], list[int]]] = [
            {} for _ in tasks
        ]
        self._suggested: list[dict[str, Suggested]] = [{} for _ in tasks]

    def add(self, row: int, one: TableRow) -> None:
        """Take what is said of an image."""
        for index, task in enumerate(self._tasks):
            if task is None:
                continue
            cell = renamed_cell(one.cells[index], task.renamed)
            details = one.details[index] if one.details else None
            if details is not None:
                self._add_details(index, row, renamed_details(details, task.renamed), task.kind)
            elif cell is not None and (cell or self._says_none(task)):
                self._add_cell(index, row, cell, task)

    def _says_none(self, task: ColumnTask) -> bool:
        return task.column.none_said or self._unlisted is State.ABSENT

    def _add_cell(self, index: int, row: int, cell: tuple[str, ...], task: ColumnTask) -> None:
        if self._take_as is not TakeAs.SUGGESTIONS:
            self._cells[index].append((row, cell))
            return
        for name in cell:
            self._suggest(index, row, name, SURE)
        listed = self._unlisted if task.column.listed is None else task.column.listed
        if listed is State.ABSENT or not cell:
            for name in task.labels:
                if name not in cell:
                    self._suggest(index, row, name, NOT)

    def _add_details(self, index: int, row: int, details: Details, kind: TaskKind) -> None:
        decided = {
            pair.annotator
            for pair in details or ()
            if kind is TaskKind.MULTICLASS and pair.state is State.PRESENT
        }
        for pair in details or ():
            if pair.annotator in decided and pair.state is State.ABSENT:
                continue  # follows from the label that is present, and is not stored
            probability = pair.probability
            if self._take_as is TakeAs.SUGGESTIONS and pair.state is not State.UNKNOWN:
                probability = SURE if pair.state is State.PRESENT else NOT
            if self._take_as is TakeAs.ANNOTATIONS and pair.state is State.UNKNOWN:
                if probability is not None:
                    # The person takes a model's word for it: no metric is judged by that.
                    state = State.PRESENT if probability >= 0.5 else State.ABSENT
                    key = (pair.label, state, Source.SUGGESTION, Seen.UNSEEN, pair.annotator)
                    self._pairs[index].setdefault(key, []).append(row)
                continue
            if pair.state is State.UNKNOWN or self._take_as is TakeAs.SUGGESTIONS:
                if probability is not None:
                    self._suggest(index, row, pair.label, probability)
                continue
            source = Source(pair.source) if pair.source else Source.IMPORT
            seen = Seen(pair.seen) if pair.seen else Seen.UNSEEN
            key = (pair.label, pair.state, source, seen, pair.annotator)
            self._pairs[index].setdefault(key, []).append(row)

    def _suggest(self, index: int, row: int, label: str, probability: float) -> None:
        rows, values = self._suggested[index].setdefault(label, ([], []))
        rows.append(row)
        values.append(probability)

    def tasks(self) -> tuple[ImportedTask, ...]:
        """The columns as the command takes them."""
        made = []
        for index, task in enumerate(self._tasks):
            if task is None:
                continue
            pairs = tuple(
                ImportedPairs(label, state, tuple(rows), source, seen, who)
                for (label, state, source, seen, who), rows in self._pairs[index].items()
            )
            parents = tuple(
                (
                    task.renamed.get(name, name),
                    tuple(task.renamed.get(one, one) for one in above),
                )
                for name, above in task.column.parents
                if task.renamed.get(name, name)
            )
            made.append(
                ImportedTask(
                    task.name,
                    task.kind,
                    task.labels,
                    tuple(self._cells[index]),
                    pairs,
                    parents if task.kind is TaskKind.MULTILABEL else (),
                    task.column.listed,
                    whole=not task.column.generic,
                )
            )
        return tuple(made)

    def suggestions(self, name: str) -> Suggestions | None:
        """What is suggested, by task and label; None where nothing is."""
        by_task = {
            task.name: {
                label: (np.array(rows, dtype=np.int64), np.array(values, dtype=np.float16))
                for label, (rows, values) in self._suggested[index].items()
            }
            for index, task in enumerate(self._tasks)
            if task is not None and self._suggested[index]
        }
        return Suggestions(name, self._images, by_task) if by_task else None
