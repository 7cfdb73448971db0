"""What labelling does to the states one sees while the project's server is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import AnnotationPatch
from labelmt.domain.annotations import SEEN_BY_A_PERSON, State
from labelmt.domain.errors import NotFound
from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    PasteStates,
    SetAnnotations,
    SetRestAbsent,
)
from labelmt.project.commands.planner import images_told, seen_of
from labelmt.project.offline.known_states import Known

Waitable = SetAnnotations | PasteStates | SetRestAbsent | AcceptSuggestions
"""Commands that can wait: they say what is so of images and labels that are there."""
WAITABLE = get_args(Waitable)


def title_of(command: Waitable, schema: Schema) -> str:
    """As the history has it once it is sent."""
    if isinstance(command, AcceptSuggestions):
        return f"Accept suggestions on {images_told({r for one in command.states for r in one[2]})}"
    images = images_told(set(command.rows))
    if isinstance(command, SetAnnotations):
        name = schema.label(command.label_id).name
        return f"Set {name} {State(command.state).name.lower()} on {images}"
    if isinstance(command, PasteStates):
        count = len(command.states)
        return f"Paste {count} label{'' if count == 1 else 's'} on {images}"
    tasks = ", ".join(schema.task(one).name for one in command.task_ids)
    rest = f"the rest of {tasks} absent on {images}"
    if command.present is None:
        return f"Set {rest}"
    return f"Set {schema.label(command.present).name} present, {rest}"


def effect_of(command: Waitable, known: Known) -> tuple[AnnotationPatch, AnnotationPatch]:
    """The states of the pairs a command is about, before and after it.

    What follows by a hierarchy of labels is not among them: it is seen when it is sent. In a task
    with exactly one label the others count as unknown when the one that was present goes.

    Raises:
        NotFound: a label or task is not there any more.
    """
    schema = known.schema
    said = _said(command, schema)
    if any(one.label_id not in schema.columns for one in said):
        raise NotFound("A label is not there any more.", kept="Nothing was changed.")
    touched = {schema.task_of(one.label_id).id for one in said}
    seen = _seen_by_person(command)
    rows = np.unique(np.concatenate([one.rows for one in said]))
    named = {one.label_id for one in said}
    label_ids = tuple(
        label.id
        for task in schema.tasks
        if task.id in touched
        for label in task.labels
        if task.kind is TaskKind.MULTICLASS or label.id in named
    )
    before = known.block(rows, label_ids)
    states, judging = before.states.copy(), before.judging.copy()
    at = {one: place for place, one in enumerate(label_ids)}
    for one in sorted(said, key=lambda one: one.state):  # present decides, last
        column, where = at[one.label_id], np.searchsorted(rows, one.rows)
        if one.only_unknown:
            where = where[states[where, column] == State.UNKNOWN]
        task = schema.task_of(one.label_id)
        if task.kind is TaskKind.MULTICLASS:
            columns = np.array([at[label.id] for label in task.labels], dtype=np.int64)
            had = where[states[where, column] == State.PRESENT]
            if one.state is State.PRESENT:
                states[np.ix_(where, columns)] = State.ABSENT
                judging[np.ix_(where, columns)] = State.ABSENT if seen else State.UNKNOWN
            else:
                states[np.ix_(had, columns)] = judging[np.ix_(had, columns)] = State.UNKNOWN
        states[where, column] = one.state
        judging[where, column] = one.state if seen else State.UNKNOWN
    return before, AnnotationPatch(rows, label_ids, states, judging)


@dataclass(frozen=True, eq=False)
class _Said:
    """A state of a label on some images, ascending; those that are known stay where it says so."""

    label_id: int
    state: State
    rows: NDArray[np.int64]
    only_unknown: bool = False


def _said(command: Waitable, schema: Schema) -> list[_Said]:
    if isinstance(command, AcceptSuggestions):
        return [
            _Said(label_id, State(state), _ascending(rows), only_unknown=True)
            for label_id, state, rows in command.states
        ]
    rows = _ascending(command.rows)
    if isinstance(command, SetAnnotations):
        return [_Said(command.label_id, State(command.state), rows)]
    if isinstance(command, PasteStates):
        return [_Said(label_id, State(state), rows) for label_id, state in command.states]
    said = [
        _Said(label.id, State.ABSENT, rows, only_unknown=True)
        for task in schema.tasks
        if task.id in command.task_ids and task.kind is TaskKind.MULTILABEL
        for label in task.labels
        if label.id != command.present
    ]
    if command.present is not None:
        said.append(_Said(command.present, State.PRESENT, rows))
    return said


def _seen_by_person(command: Waitable) -> bool:
    if isinstance(command, AcceptSuggestions):
        return command.seen in SEEN_BY_A_PERSON
    return seen_of(command.seen, command.rows) in SEEN_BY_A_PERSON


def _ascending(rows: Sequence[int]) -> NDArray[np.int64]:
    return np.unique(np.asarray(rows, dtype=np.int64))
