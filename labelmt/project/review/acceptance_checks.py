"""Spot checks of bulk acceptance: pairs drawn by chance, and what a person said of them unaided.

What was accepted unseen judges nothing. A random dozen of it, looked at one by one without the
suggestion, tells how much of it is right, with an interval, whatever the model was judged by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema
from labelmt.project.project import Project
from labelmt.storage import meta_repository

DRAWN = 12
"""Pairs of one acceptance that are checked."""
CHECKED = "acceptance_checks"
"""In a project's meta."""

Asserted = Sequence[tuple[int, State, Sequence[int]]]
"""Label by label a state and the rows it was asserted of, as in AcceptSuggestions."""


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """A pair of image and label that was accepted unseen, with the state it got."""

    row: int
    label_id: int
    state: State


@dataclass(frozen=True, slots=True)
class CheckedShare:
    """How many of the pairs that a person looked at again were right."""

    right: int
    checked: int


def draw_pairs(
    asserted: Asserted,
    schema: Schema,
    states: NDArray[np.int8],
    judging: NDArray[np.int8],
    rng: np.random.Generator,
    count: int = DRAWN,
) -> tuple[CheckedPair, ...]:
    """At most ``count`` pairs by chance, of those that nobody has seen and that still are so.

    Args:
        states, judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
    """
    parts = [one for one in asserted if one[0] in schema.columns]
    ends = np.cumsum([len(rows) for _label, _state, rows in parts])
    total = int(ends[-1]) if len(ends) else 0
    found: list[CheckedPair] = []
    # Not all pairs of a million images: those that are asked for, and some in reserve.
    for place in rng.choice(total, min(total, 10 * count), replace=False).tolist():
        part = int(np.searchsorted(ends, place, side="right"))
        label_id, state, rows = parts[part]
        row, column = int(rows[place - int(ends[part])]), schema.columns[label_id]
        unseen = judging[row, column] == State.UNKNOWN
        if unseen and states[row, column] == state and len(found) < count:
            found.append(CheckedPair(row, label_id, State(state)))
    return tuple(found)


def note_checked(project: Project, pair: CheckedPair) -> None:
    """Keep that a person was asked about a pair; what they said is an annotation like any."""

    def action() -> Changes:
        with project.database.write() as connection:
            pairs = _read(meta_repository.read_meta(connection, CHECKED))
            pairs[pair.row, pair.label_id] = int(pair.state)
            plain = [[*key, state] for key, state in pairs.items()]
            meta_repository.write_meta(connection, CHECKED, json.dumps(plain))
        return Changes()

    project.mutate(action)


def checked_pairs(project: Project) -> tuple[CheckedPair, ...]:
    """All pairs that were ever checked."""
    with project.reading() as view:
        pairs = _read(meta_repository.read_meta(view, CHECKED))
    return tuple(CheckedPair(row, label, State(state)) for (row, label), state in pairs.items())


def checked_share(
    pairs: Iterable[CheckedPair],
    schema: Schema,
    judging: NDArray[np.int8],
    label_ids: Collection[int],
    states: Collection[State] = (State.PRESENT, State.ABSENT),
) -> CheckedShare:
    """Of these labels and accepted states; an answer that was undone since does not count."""
    right = checked = 0
    for pair in pairs:
        column = schema.columns.get(pair.label_id)
        if column is None or pair.label_id not in label_ids or pair.state not in states:
            continue
        said = judging[pair.row, column] if pair.row < len(judging) else State.UNKNOWN
        if said != State.UNKNOWN:
            checked += 1
            right += int(said == pair.state)
    return CheckedShare(right, checked)


def _read(text: str | None) -> dict[tuple[int, int], int]:
    try:
        return {(row, label_id): state for row, label_id, state in json.loads(text or "[]")}
    except (ValueError, TypeError, RecursionError):  # damaged: others are asked for
        return {}
