"""Examples of what a run got right and wrong, of held-out images that a person had annotated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.schema import Task, TaskKind

EACH = 8
"""Examples of a kind that are shown of a task."""


@dataclass(frozen=True, slots=True)
class JudgedExample:
    """One held-out image, and what was said of it.

    Attributes:
        said: label id that was predicted; or that was not, where it is present.
        probability: what was told of ``said``.
        predicted: whether ``said`` counts as predicted, at its threshold.
        annotated: of a multiclass task the label that was annotated; else ``said``.
        present: whether ``annotated`` is present.
    """

    row: int
    said: int
    probability: float
    predicted: bool
    annotated: int
    present: bool


def judged_examples(
    judged: HeldOutPredictions, task: Task, thresholds: dict[int, float], most: int = EACH
) -> tuple[tuple[JudgedExample, ...], tuple[JudgedExample, ...]]:
    """(right, wrong), the surest first, each label before any a second time.

    Of wrong ones of a multilabel task those wrongly predicted stand before those missed.
    """
    label_ids = tuple(label.id for label in task.labels if label.id in judged.label_ids)
    columns = judged.columns(label_ids)
    if not columns:
        return (), ()
    states, values = judged.states[:, columns], judged.probabilities[:, columns]
    if task.kind is TaskKind.MULTICLASS:
        return _of_exclusive(judged.rows, label_ids, states, values, most)
    level = np.array([thresholds.get(one, 0.5) for one in label_ids], dtype=np.float32)
    known = (states != State.UNKNOWN) & ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        predicted = values >= level
    present = states == State.PRESENT
    # What is absent and not predicted is right as well, and shows nothing.
    right = _picked(judged.rows, label_ids, known & present & predicted, values, most)
    alarms = _picked(judged.rows, label_ids, known & ~present & predicted, values, most)
    misses = _picked(judged.rows, label_ids, known & present & ~predicted, 1 - values, most)
    half = max(most // 2, most - len(misses))
    wrong = alarms[:half] + misses[: most - len(alarms[:half])]

    def made(place: tuple[int, int]) -> JudgedExample:
        label_id = label_ids[place[1]]
        return JudgedExample(
            int(judged.rows[place[0]]),
            label_id,
            float(values[place]),
            bool(predicted[place]),
            label_id,
            bool(present[place]),
        )

    return tuple(made(one) for one in right), tuple(made(one) for one in wrong)


def _of_exclusive(
    rows: NDArray[np.int64],
    label_ids: tuple[int, ...],
    states: NDArray[np.int8],
    values: NDArray[np.float32],
    most: int,
) -> tuple[tuple[JudgedExample, ...], tuple[JudgedExample, ...]]:
    filled = np.nan_to_num(values, nan=-1.0)
    top = filled.argmax(axis=1)
    decided = (states == State.PRESENT).any(axis=1) & (filled.max(axis=1) >= 0)
    truth = (states == State.PRESENT).argmax(axis=1)
    chosen = np.zeros(states.shape, dtype=bool)
    chosen[np.arange(len(rows)), top] = True

    def made(place: tuple[int, int]) -> JudgedExample:
        at, column = place
        return JudgedExample(
            int(rows[at]), label_ids[column], float(values[place]), True,
            label_ids[int(truth[at])], True,
        )  # fmt: skip

    right = chosen & (decided & (top == truth))[:, None]
    wrong = chosen & (decided & (top != truth))[:, None]
    return (
        tuple(made(one) for one in _picked(rows, label_ids, right, filled, most)),
        tuple(made(one) for one in _picked(rows, label_ids, wrong, filled, most)),
    )


def _picked(
    rows: NDArray[np.int64],
    label_ids: tuple[int, ...],
    which: NDArray[np.bool_],
    order: NDArray[np.float32],
    most: int,
) -> list[tuple[int, int]]:
    """Places (image, label): round by round the surest of each label that is left."""
    images, columns = np.nonzero(which)
    by = np.argsort(-order[images, columns], kind="stable")
    queues: dict[int, list[int]] = {}
    for place in by.tolist():
        queues.setdefault(int(columns[place]), []).append(place)
    found: list[tuple[int, int]] = []
    taken: set[int] = set()
    while queues and len(found) < most:
        for column in list(queues):
            queue = queues[column]
            while queue and int(rows[images[queue[0]]]) in taken:
                queue.pop(0)
            if not queue:
                del queues[column]
                continue
            place = queue.pop(0)
            taken.add(int(rows[images[place]]))
            found.append((int(images[place]), column))
            if len(found) == most:
                break
    return found
