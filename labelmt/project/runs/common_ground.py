"""Two runs scored on the images and labels that both were judged by.

Pure functions of arrays; run them on a pool.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.judged import Judged
from labelmt.domain.metrics import TOO_FEW
from labelmt.domain.tasks import Task, TaskKind
from labelmt.project.runs.label_figures import label_curve


def common_scores(
    before: Judged, after: Judged, tasks: Sequence[Task]
) -> tuple[float, float] | None:
    """Mean of the tasks' scores (mAP, or accuracy) of each; None where too few images tell.

    Both are held to what was annotated for the later one.
    """
    _, here, there = np.intersect1d(before.rows, after.rows, return_indices=True)
    pairs = [
        found for task in tasks if (found := _scores(before, after, task, here, there)) is not None
    ]
    if not pairs:
        return None
    first, second = np.mean(pairs, axis=0).tolist()
    return first, second


def _scores(
    before: Judged,
    after: Judged,
    task: Task,
    here: np.ndarray[tuple[int], np.dtype[np.int64]],
    there: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> tuple[float, float] | None:
    ids = tuple(
        one.id for one in task.labels if one.id in before.label_ids and one.id in after.label_ids
    )
    if not ids:
        return None
    states = after.states[there][:, after.columns(ids)]
    values = (
        before.probabilities[here][:, before.columns(ids)],
        after.probabilities[there][:, after.columns(ids)],
    )
    told = ~(np.isnan(values[0]) | np.isnan(values[1]))
    if task.kind is TaskKind.MULTICLASS:
        decided = (states == State.PRESENT).any(axis=1) & told.all(axis=1)
        if int(decided.sum()) < 2 * TOO_FEW:
            return None
        truth = states[decided].argmax(axis=1)
        first, second = (float((one[decided].argmax(axis=1) == truth).mean()) for one in values)
        return first, second
    states = np.where(told, states, np.int8(State.UNKNOWN))
    rows = np.arange(len(states))
    curves = []
    for label_id, column in zip(ids, states.T, strict=True):
        if min((column == State.PRESENT).sum(), (column == State.ABSENT).sum()) >= TOO_FEW:
            curves.append([_precision(Judged(ids, rows, states, one), label_id) for one in values])
    if not curves:
        return None
    first, second = np.mean(curves, axis=0).tolist()
    return first, second


def _precision(judged: Judged, label_id: int) -> float:
    """Average precision of a label."""
    curve = label_curve(judged, label_id)
    if curve is None:
        return 0.0
    return float((np.diff(curve.recall, prepend=0.0) * curve.precision).sum())
