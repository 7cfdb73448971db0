"""Which labels have enough annotations to learn, and absents assumed for young ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind

EXAMPLES = 2
"""Of each state, from which on a label joins."""

States = NDArray[np.int8]


def learnable(specs: Sequence[TaskSpec], states: States) -> tuple[tuple[TaskSpec, ...], States]:
    """The labels with enough examples, and what is known of them.

    A label joins with EXAMPLES present and absent; one of a task with exactly one label with
    EXAMPLES present, beside another one. Who has said only what is present would wait for ever:
    until a label has that many absences, the images on which just other labels of its task are
    present stand in for them. That is a guess (Cole et al., CVPR 2021, "assume negative"), made
    here alone: no annotation says so.

    Args:
        states: (rows, all labels) int8 of State codes.

    Returns:
        tasks without the other labels, and (rows, their labels).
    """
    tasks, blocks = [], []
    start = 0
    for spec in specs:
        block = states[:, start : start + len(spec.label_ids)]
        start += len(spec.label_ids)
        known = _filled(spec, block)
        keep = _enough(spec, known)
        if keep.any():
            tasks.append(_narrowed(spec, keep))
            blocks.append(_without_others(spec, known, keep))
    if not blocks:
        return (), np.zeros((len(states), 0), dtype=np.int8)
    return tuple(tasks), np.ascontiguousarray(np.concatenate(blocks, axis=1))


def narrowed(all_specs: Sequence[TaskSpec], judging: States, specs: Sequence[TaskSpec]) -> States:
    """Of (rows, all labels) what is known of the labels that joined, and nothing that stands in.

    Args:
        specs: the tasks that ``learnable`` gave.
    """
    blocks = []
    start = 0
    by_id = {spec.id: spec for spec in specs}
    for spec in all_specs:
        block = judging[:, start : start + len(spec.label_ids)]
        start += len(spec.label_ids)
        if (kept := by_id.get(spec.id)) is None:
            continue
        if spec.unlabelled_absent:
            block = _unlabelled_absent(np.array(block))
        keep = np.isin(spec.label_ids, kept.label_ids)
        blocks.append(_without_others(spec, block, keep))
    if not blocks:
        return np.zeros((len(judging), 0), dtype=np.int8)
    return np.ascontiguousarray(np.concatenate(blocks, axis=1))


def _unlabelled_absent(known: States) -> States:
    unknown = known == State.UNKNOWN
    known[unknown & (~unknown).any(axis=1, keepdims=True)] = State.ABSENT
    return known


def _filled(spec: TaskSpec, block: States) -> States:
    """The states with implied and stand-in absences."""
    known = np.array(block)
    unknown = known == State.UNKNOWN
    if spec.unlabelled_absent:
        known = _unlabelled_absent(known)
    elif spec.kind is TaskKind.MULTILABEL:
        present = known == State.PRESENT
        few = (known == State.ABSENT).sum(axis=0) < EXAMPLES
        known[unknown & present.any(axis=1, keepdims=True) & few] = State.ABSENT
    return known


def _enough(spec: TaskSpec, known: States) -> NDArray[np.bool_]:
    present = (known == State.PRESENT).sum(axis=0) >= EXAMPLES
    if spec.kind is TaskKind.MULTICLASS:
        return np.asarray(present if present.sum() >= 2 else np.zeros_like(present))
    return np.asarray(present & ((known == State.ABSENT).sum(axis=0) >= EXAMPLES))


def _narrowed(spec: TaskSpec, keep: NDArray[np.bool_]) -> TaskSpec:
    columns = np.flatnonzero(keep).tolist()
    return replace(
        spec,
        label_ids=tuple(spec.label_ids[column] for column in columns),
        label_names=tuple(spec.label_names[column] for column in columns),
        unlabelled_absent=False,  # filled in above, while all labels were there
    )


def _without_others(spec: TaskSpec, known: States, keep: NDArray[np.bool_]) -> States:
    """The labels kept; where the one that is right is none of them, nothing is known."""
    kept = known[:, keep]
    if spec.kind is TaskKind.MULTICLASS:
        other = (known[:, ~keep] == State.PRESENT).any(axis=1)
        kept[other] = State.UNKNOWN
    return kept
