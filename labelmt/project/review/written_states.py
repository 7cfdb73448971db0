"""Applies a command and counts what it wrote: states and images, to be told with an undo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import ServerUnreachable
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    LabelWithNew,
    PasteStates,
    SetAnnotations,
    SetRestAbsent,
    TransferLabels,
)
from labelmt.project.project import Project

Annotating = (
    SetAnnotations | PasteStates | SetRestAbsent | AcceptSuggestions | TransferLabels | LabelWithNew
)
Counted = SetAnnotations | PasteStates | SetRestAbsent | AcceptSuggestions | TransferLabels
"""Of labels that are there already."""


@dataclass(frozen=True, slots=True)
class Written:
    """What an action wrote: its title, images it changed, and pairs by the state they have now."""

    title: str
    images: int
    present: int
    absent: int
    unknown: int


def apply_counting(project: Project, command: Annotating) -> tuple[Changes, Written]:
    """Do a command, and count what it changed of the labels it names.

    Of a transfer and of a rest set absent: of all labels.

    Raises as ``Project.apply`` does.
    """
    rows = _rows(command)
    if isinstance(command, LabelWithNew):  # it had no column before
        changes = project.apply(command)
        return changes, Written(changes.title, len(rows), len(rows), 0, 0)
    try:
        return _compared(project, command, rows)
    except ServerUnreachable:  # it may wait for a team's server
        changes = project.apply(command)
        return changes, _of_patch(changes)


def _of_patch(changes: Changes) -> Written:
    """What an action wrote that nothing can be compared with: all that it names."""
    patch = changes.annotations
    if patch is None:
        return Written(changes.title, 0, 0, 0, 0)
    present, absent, unknown = (
        int((patch.states == state).sum()) for state in (State.PRESENT, State.ABSENT, State.UNKNOWN)
    )
    return Written(changes.title, len(patch.rows), present, absent, unknown)


def _compared(
    project: Project, command: Counted, rows: NDArray[np.int64]
) -> tuple[Changes, Written]:
    columns = project.schema().columns
    named = [columns[one] for one in _labels(command, tuple(columns)) if one in columns]
    before = _block(project, rows, named)
    changes = project.apply(command)
    if changes.unsent:
        return changes, _of_patch(changes)
    after = _block(project, rows, named)
    moved = before != after
    present, absent, unknown = (
        int((moved & (after == state)).sum())
        for state in (State.PRESENT, State.ABSENT, State.UNKNOWN)
    )
    return changes, Written(changes.title, int(moved.any(axis=1).sum()), present, absent, unknown)


def _block(project: Project, rows: NDArray[np.int64], columns: list[int]) -> NDArray[np.int8]:
    found: NDArray[np.int8] = project.annotation_matrix()[
        np.ix_(rows, np.array(columns, dtype=np.int64))
    ]
    return found


def _rows(command: Annotating) -> NDArray[np.int64]:
    """The images it is about, ascending."""
    if isinstance(command, AcceptSuggestions):
        parts = [np.asarray(rows, dtype=np.int64) for _label, _state, rows in command.states]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
    asked = command.to if isinstance(command, TransferLabels) else command.rows
    return np.unique(np.asarray(asked, dtype=np.int64))


def _labels(command: Counted, every: tuple[int, ...]) -> tuple[int, ...]:
    if isinstance(command, SetAnnotations):
        return (command.label_id,)
    if isinstance(command, TransferLabels | SetRestAbsent):
        return every
    return tuple(dict.fromkeys(one[0] for one in command.states))
