"""Which labels have enough annotations to learn, and absents assumed for young ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.implied_absences import with_implied_absences
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark

EXAMPLES = 2
"""Of each state, from which on a label joins."""

States = NDArray[np.int8]


def learnable(
    specs: Sequence[TaskSpec],
    states: States,
    *,
    known: States | None = None,
    shown: NDArray[np.bool_] | None = None,
    examples: int = EXAMPLES,
    stand_in: bool = True,
) -> tuple[tuple[TaskSpec, ...], States]:
    """The labels with enough examples, and what is known of them.

    A label joins with so many examples present and absent; one of a task with exactly one label
    with so many present, beside another one. Who has said only what is present would wait for ever:
    until a label has that many absences, the images on which just other labels of its task are
    present stand in for them. That is a guess (Cole et al., CVPR 2021, "assume negative"), made
    here alone: no annotation says so.

    Args:
        states: (rows, all labels) int8 of State codes, to learn from.
        known: of the same shape, all that is known, where that is more: it is not learnt, and what
            is known is neither read as absent nor stood in for.
        shown: (rows,) the images that are learnt from, where not all are.
        stand_in: whether images of other labels do so.

    Returns:
        tasks without the other labels, and (rows, their labels).
    """
    tasks, blocks = [], []
    start = 0
    for spec in specs:
        columns = slice(start, start + len(spec.label_ids))
        start = columns.stop
        block = states[:, columns]
        told = block if known is None else known[:, columns]
        taught = with_implied_absences([spec], told, block)
        if stand_in:
            taught = _with_stand_ins(spec, taught, told)
        keep = _enough(spec, taught if shown is None else taught[shown], examples)
        if keep.any():
            tasks.append(_narrowed(spec, keep))
            blocks.append(_without_others(spec, taught, keep, State.UNKNOWN))
    if not blocks:
        return (), np.zeros((len(states), 0), dtype=np.int8)
    return tuple(tasks), np.ascontiguousarray(np.concatenate(blocks, axis=1))


def can_learn(specs: Sequence[TaskSpec], states: States) -> bool:
    """Whether any label has an example of each kind, by (rows, all labels) State codes."""
    return bool(learnable(specs, states, examples=1, stand_in=False)[0])


def narrowed(
    all_specs: Sequence[TaskSpec], states: States, judging: States, specs: Sequence[TaskSpec]
) -> States:
    """What may judge the labels that joined, and nothing that stands in.

    An image of an exclusive label that did not join judges as well: it is none of the others, and
    whatever is predicted of it is wrong.

    Args:
        states, judging: (rows, all labels) int8 of State codes; all, and those somebody saw.
        specs: the tasks that ``learnable`` gave.
    """
    blocks = []
    start = 0
    by_id = {spec.id: spec for spec in specs}
    for spec in all_specs:
        columns = slice(start, start + len(spec.label_ids))
        start = columns.stop
        if (kept := by_id.get(spec.id)) is None:
            continue
        block = with_implied_absences([spec], states[:, columns], judging[:, columns])
        keep = np.isin(spec.label_ids, kept.label_ids)
        blocks.append(_without_others(spec, block, keep, State.ABSENT))
    if not blocks:
        return np.zeros((len(judging), 0), dtype=np.int8)
    return np.ascontiguousarray(np.concatenate(blocks, axis=1))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A label that cannot be learnt. ``why`` is one sentence, marked for translation."""

    task: str
    label: str
    why: str


NEVER_PRESENT = mark("No image to learn from shows it.")
NEVER_ABSENT = mark("No image to learn from is known to be without it.")
ALONE = mark("No other label of its task is on any image to learn from.")


def left_out(
    specs: Sequence[TaskSpec], states: States, joined: Sequence[TaskSpec]
) -> tuple[LeftOut, ...]:
    """The labels that did not join, and why.

    Args:
        states: (rows, all labels) int8 of State codes, of the images that are learnt from.
        joined: the tasks that ``learnable`` gave.
    """
    known = {label_id for spec in joined for label_id in spec.label_ids}
    present = (states == State.PRESENT).any(axis=0).tolist()
    told = []
    column = 0
    for spec in specs:
        for label_id, name in zip(spec.label_ids, spec.label_names, strict=True):
            if label_id not in known:
                lone = ALONE if spec.kind is TaskKind.MULTICLASS else NEVER_ABSENT
                told.append(LeftOut(spec.name, name, lone if present[column] else NEVER_PRESENT))
            column += 1
    return tuple(told)


def _with_stand_ins(spec: TaskSpec, taught: States, told: States) -> States:
    """What is taught with stand-in absences, where nothing is told."""
    known = np.array(taught)
    unknown = (known == State.UNKNOWN) & (told == State.UNKNOWN)
    if not spec.unlabelled_absent and spec.kind is TaskKind.MULTILABEL:
        present = known == State.PRESENT
        few = (known == State.ABSENT).sum(axis=0) < EXAMPLES
        known[unknown & present.any(axis=1, keepdims=True) & few] = State.ABSENT
    return known


def _enough(spec: TaskSpec, known: States, examples: int) -> NDArray[np.bool_]:
    present = (known == State.PRESENT).sum(axis=0) >= examples
    if spec.kind is TaskKind.MULTICLASS:
        return np.asarray(present if present.sum() >= 2 else np.zeros_like(present))
    return np.asarray(present & ((known == State.ABSENT).sum(axis=0) >= examples))


def _narrowed(spec: TaskSpec, keep: NDArray[np.bool_]) -> TaskSpec:
    columns = np.flatnonzero(keep).tolist()
    return replace(
        spec,
        label_ids=tuple(spec.label_ids[column] for column in columns),
        label_names=tuple(spec.label_names[column] for column in columns),
        label_synonyms=tuple(spec.called[column][1:] for column in columns),
        unlabelled_absent=False,  # filled in above, while all labels were there
    )


def _without_others(spec: TaskSpec, known: States, keep: NDArray[np.bool_], none: State) -> States:
    """The labels kept, each ``none`` where the one of an exclusive task that is right is not."""
    kept = known[:, keep]
    if spec.kind is TaskKind.MULTICLASS:
        other = (known[:, ~keep] == State.PRESENT).any(axis=1)
        kept[other] = none
    return kept
