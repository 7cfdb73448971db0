"""Confusion between labels of a run, and the images of each mistake.

Pure functions of arrays; run them on a pool.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.schema import Task, TaskKind

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """A table of images. Cell (i, j) counts ``rows[i][j]``.

    Attributes:
        label_ids: of the lines. Of a multiclass task also of the columns: line i is what was
            annotated, column j what was predicted. Of a multilabel task column j is a label
            predicted where it is absent while label i is present; on the diagonal, label i is
            present and was missed.
    """

    label_ids: tuple[int, ...]
    counts: NDArray[np.int64]
    _annotated: NDArray[np.bool_]
    _predicted: NDArray[np.bool_]
    _rows: Rows
    _exclusive: bool

    def rows(self, line: int, column: int) -> Rows:
        """The images of a cell, ascending."""
        chosen = _cell(self._annotated, self._predicted, line, column, self._exclusive)
        return np.sort(self._rows[chosen])


def confusion(
    judged: HeldOutPredictions,
    task: Task,
    thresholds: dict[int, float],
    implied: Callable[[NDArray[np.bool_]], None] | None = None,
) -> Confusion | None:
    """Of one task; None where fewer than one of its labels was judged.

    Args:
        thresholds: label id to the probability from which it counts as predicted.
        implied: says present, in place, of (n, labels) what present labels of the task imply.
    """
    label_ids = tuple(label.id for label in task.labels if label.id in judged.label_ids)
    if not label_ids:
        return None
    columns = judged.columns(label_ids)
    states, values = judged.states[:, columns], judged.probabilities[:, columns]
    exclusive = task.kind is TaskKind.MULTICLASS
    annotated: NDArray[np.bool_] = states == State.PRESENT
    if exclusive:
        decided = annotated.any(axis=1)
        annotated, rows = annotated[decided], judged.rows[decided]
        predicted = np.zeros_like(annotated)
        best = np.nan_to_num(values[decided], nan=-1.0).argmax(axis=1)
        predicted[np.arange(len(best)), best] = True
        counts = annotated.astype(np.int64).T @ predicted.astype(np.int64)
    else:
        rows = judged.rows
        level = np.array([thresholds.get(one, 0.5) for one in label_ids], dtype=np.float32)
        # Where nothing is known of a label its prediction is neither right nor wrong.
        chosen = np.asarray(values >= level)
        if implied is not None:
            implied(chosen)
        predicted = np.where(states == State.UNKNOWN, annotated, chosen)
        false = predicted & (states == State.ABSENT)
        counts = annotated.astype(np.int64).T @ false.astype(np.int64)
        np.fill_diagonal(counts, (annotated & ~predicted).sum(axis=0))
    return Confusion(label_ids, counts, annotated, predicted, rows, exclusive)


def _cell(
    annotated: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    line: int,
    column: int,
    exclusive: bool,
) -> NDArray[np.bool_]:
    if exclusive:
        return annotated[:, line] & predicted[:, column]
    if line == column:
        return annotated[:, line] & ~predicted[:, line]
    return annotated[:, line] & predicted[:, column] & ~annotated[:, column]
