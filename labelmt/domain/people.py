"""Several people label one project: what each said of a pair (annotator, state, seen, when)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import fill_implied, task_columns
from labelmt.domain.annotations import SEEN_BY_A_PERSON, Source, State
from labelmt.domain.schema import Schema, Task, TaskKind

_SEEN = frozenset(one.value for one in SEEN_BY_A_PERSON)


class Statement(NamedTuple):
    """What one person said of one pair; a person has one for a pair, the latest.

    Attributes:
        state: code of ``State``, never unknown.
        stands: whether it is the pair's annotation, which the project goes by.
    """

    row: int
    label_id: int
    annotator: str
    state: int
    source: str
    at: str
    seen: str
    run_id: int | None
    stands: bool

    @property
    def counts(self) -> bool:
        """Whether it is this person's own judgement: they saw the pair, or it was imported.

        The rule by which metrics are judged (``Seen``): what was accepted unseen is a model's word.
        """
        return self.source == Source.IMPORT or self.seen in _SEEN


@dataclass(frozen=True, eq=False)
class Words:
    """What each person said of images, as arrays.

    Attributes:
        rows: (images,) int64, ascending. people: names, in their order.
        states: (images, people, labels) int8 of State codes, columns as the schema's.
        settled: (images, labels) bool, of pairs that a reviewer settled.
    """

    rows: NDArray[np.int64]
    people: tuple[str, ...]
    states: NDArray[np.int8]
    settled: NDArray[np.bool_]


def words_of(statements: Iterable[Statement], schema: Schema, *, fill_absent: bool = False) -> Words:
    """The states that people themselves saw, or that were imported under their name.

    The other labels of a task with exactly one are absent for whoever said which it is. What a
    reviewer settled is no word of theirs as an annotator: it decides, and agrees with nobody.

    Args:
        fill_absent: read what one left out of a task whose unlabelled means absent as absent, on
            images of which they said something in it.
    """
    known = [one for one in statements if one.label_id in schema.columns]
    rows = np.unique(np.array([one.row for one in known], dtype=np.int64))
    own = [one for one in known if one.counts and one.source != Source.SETTLED]
    people = tuple(sorted({one.annotator for one in own}))
    place = {name: index for index, name in enumerate(people)}
    states = np.full((len(rows), len(people), len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    at = np.searchsorted(rows, [one.row for one in own])
    columns = [schema.columns[one.label_id] for one in own]
    states[at, [place[one.annotator] for one in own], columns] = [one.state for one in own]
    settled = np.zeros((len(rows), len(schema.labels)), dtype=np.bool_)
    for one in known:
        if one.stands and one.source == Source.SETTLED:
            settled[np.searchsorted(rows, one.row), _decided_with(schema, one.label_id)] = True
    for person in range(len(people)):
        fill_implied(states[:, person], schema)
        if fill_absent:
            _fill_absent(states[:, person], schema)
    return Words(rows, people, states, settled)


def disputed_pairs(words: Words) -> NDArray[np.bool_]:
    """(images, labels) whether two people say otherwise and no reviewer has settled it."""
    yes = (words.states == State.PRESENT).any(axis=1)
    no = (words.states == State.ABSENT).any(axis=1)
    disputed: NDArray[np.bool_] = yes & no & ~words.settled
    return disputed


def choices_of(words: Words, schema: Schema, task: Task) -> NDArray[np.int8]:
    """(images, people) which label of a task with exactly one each chose, by its place in it.

    The number of labels stands for none of them, ``-1`` for nothing said.
    """
    block = words.states[:, :, task_columns(schema, task)]
    chosen = np.where((block == State.PRESENT).any(axis=2), block.argmax(axis=2), -1)
    none = (block == State.ABSENT).all(axis=2) & bool(task.labels)
    return np.where(none, len(task.labels), chosen).astype(np.int8)


def _decided_with(schema: Schema, label_id: int) -> slice:
    """The columns of what a settled label decides: of a task with exactly one, all."""
    task = schema.task_of(label_id)
    if task.kind is TaskKind.MULTICLASS:
        return task_columns(schema, task)
    column = schema.columns[label_id]
    return slice(column, column + 1)


def _fill_absent(states: NDArray[np.int8], schema: Schema) -> None:
    for task in schema.tasks:
        if task.unlabelled_absent and task.kind is TaskKind.MULTILABEL and task.labels:
            block = states[:, task_columns(schema, task)]
            told = (block != State.UNKNOWN).any(axis=1, keepdims=True)
            block[(block == State.UNKNOWN) & told] = State.ABSENT
