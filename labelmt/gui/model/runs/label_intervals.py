"""Intervals of each label's average precision, from what a run was judged by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.schema import Schema

Intervals = dict[int, tuple[float, float]]


def label_intervals(
    judged: HeldOutPredictions, schema: Schema, groups: NDArray[np.int64]
) -> Intervals:
    """Label id to interval; a label of which too few are known is left out. May take seconds.

    Args:
        groups: (images,) numbers of groups that belong together.
    """
    # Here: scipy takes a while to load.
    from labelmt.learning.evaluation.intervals import task_intervals

    inside = judged.rows < len(groups)
    states, values = judged.states[inside], judged.probabilities[inside]
    rows, found = groups[judged.rows[inside]], {}
    for task in schema.tasks:
        ids = tuple(label.id for label in task.labels if label.id in judged.label_ids)
        columns = judged.columns(ids)
        if not columns:
            continue
        told = ~np.isnan(values[:, columns]).any(axis=1)
        levels = np.full(len(columns), 0.5, dtype=np.float32)  # average precision knows none
        own = task_intervals(
            task.kind, states[told][:, columns], values[told][:, columns], levels, rows[told]
        )
        found.update({ids[column]: one for column, one in own.average_precision.items()})
    return found
