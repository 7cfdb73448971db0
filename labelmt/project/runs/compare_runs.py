"""Compares two runs: settings, metrics of labels, images whose predictions changed.

Pure functions; run them on a pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Task, TaskKind
from labelmt.project.runs.paired_scores import common_positives, common_precisions

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelChange:
    """Average precision of a label in two runs; None where one of them cannot tell.

    ``positives``: images that show it, of those that judge both; of the later run's where each is
    judged by its own.
    """

    task: str
    label: str
    before: float | None
    after: float | None
    positives: int = 0

    @property
    def gain(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, eq=False, slots=True)
class ChangedImages:
    """Of the images that both runs were judged by, those on which their answers differ.

    Attributes:
        common: images both were judged by.
        better, worse: rows with fewer wrong labels, and with more; ascending.
    """

    common: int
    better: Rows
    worse: Rows


def label_changes(before: RunRecord, after: RunRecord) -> tuple[LabelChange, ...]:
    """All labels that either run has figures of, those that lost most first.

    Each by its own images: where both kept what they were judged by, ``changes_in_common`` is fair.
    """
    first, second = _precisions(before.tasks), _precisions(after.tasks)
    positives = {one.label_id: one.positives for task in after.tasks for one in task.labels}
    changes = [
        LabelChange(
            *names,
            first.get(key, (names, None))[1],
            second.get(key, (names, None))[1],
            positives.get(key, 0),
        )
        for key, (names, _) in {**first, **second}.items()
    ]
    return _lost_most_first(changes)


def _lost_most_first(changes: Sequence[LabelChange]) -> tuple[LabelChange, ...]:
    return tuple(
        sorted(changes, key=lambda one: (one.gain is None, one.gain or 0.0, one.task, one.label))
    )


def changes_in_common(
    before: HeldOutPredictions, after: HeldOutPredictions, tasks: Sequence[Task]
) -> tuple[LabelChange, ...]:
    """All labels that both were judged by, on the images that both were judged by."""
    changes = []
    for task in tasks:
        names = {label.id: label.name for label in task.labels}
        positives = common_positives(before, after, task)
        for label_id, pair in common_precisions(before, after, task).items():
            first, second = (None, None) if pair is None else pair
            changes.append(
                LabelChange(task.name, names[label_id], first, second, positives[label_id])
            )
    return _lost_most_first(changes)


def changed_images(
    before: HeldOutPredictions,
    after: HeldOutPredictions,
    tasks: Sequence[Task],
    levels: tuple[Mapping[int, float], Mapping[int, float]],
) -> ChangedImages:
    """Which images one run answers better than the other.

    Both are held to what was annotated for the later one.

    Args:
        levels: label id to its threshold, of each run.
    """
    rows, mine, theirs = np.intersect1d(before.rows, after.rows, return_indices=True)
    wrong = np.zeros((2, len(rows)), dtype=np.int64)
    for task in tasks:
        ids = tuple(
            label.id
            for label in task.labels
            if label.id in before.label_ids and label.id in after.label_ids
        )
        if not ids:
            continue
        there, here = before.columns(ids), after.columns(ids)
        states = after.states[theirs][:, here]
        values = (
            before.probabilities[mine][:, there],
            after.probabilities[theirs][:, here],
        )
        for side in (0, 1):
            wrong[side] += _wrong(states, values[side], task, ids, levels[side])
    return ChangedImages(len(rows), rows[wrong[1] < wrong[0]], rows[wrong[1] > wrong[0]])


def _wrong(
    states: NDArray[np.int8],
    values: NDArray[np.float32],
    task: Task,
    ids: tuple[int, ...],
    levels: Mapping[int, float],
) -> NDArray[np.int64]:
    """(n,) labels answered wrongly, a wrong exclusive one once; of unknown ones nothing is said."""
    present = states == State.PRESENT
    if task.kind is TaskKind.MULTICLASS:
        best = np.nan_to_num(values, nan=-1.0).argmax(axis=1)
        right = present[np.arange(len(best)), best]
        missed: NDArray[np.int64] = (present.any(axis=1) & ~right).astype(np.int64)
        return missed
    level = np.array([levels.get(one, 0.5) for one in ids], dtype=np.float32)
    known = states != State.UNKNOWN
    wrong: NDArray[np.int64] = (known & ((values >= level) != present)).sum(axis=1)
    return wrong


def settings_changes(before: object, after: object) -> tuple[tuple[str, str, str], ...]:
    """(name, value before, value after) of what differs between two plain settings."""
    first, second = _flat(before), _flat(after)
    return tuple(
        (name, first.get(name, "–"), second.get(name, "–"))
        for name in dict.fromkeys((*first, *second))
        if first.get(name) != second.get(name)
    )


def _precisions(
    tasks: tuple[TaskMetrics, ...],
) -> dict[int, tuple[tuple[str, str], float | None]]:
    return {
        label.label_id: ((task.name, label.name), label.average_precision)
        for task in tasks
        for label in task.labels
    }


def _flat(value: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(value, Mapping):
        return {
            name: text
            for key, part in value.items()
            for name, text in _flat(part, f"{prefix}{key}.").items()
        }
    return {prefix.rstrip("."): str(value)}
