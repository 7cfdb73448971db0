"""Calibration and metrics of held-out logits, task by task."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.calibration import (
    TaskCalibration,
    all_probabilities,
    calibrate,
    probabilities,
    uncalibrated,
)
from labelmt.learning.evaluation.cross_fitting import CrossFitted
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.models.network import split_columns
from labelmt.learning.objective.losses import objective


def task_slices(specs: Sequence[TaskSpec]) -> list[slice]:
    """The columns of each task."""
    ends = np.cumsum([0, *(len(spec.label_ids) for spec in specs)])
    return [slice(a, b) for a, b in pairwise(ends.tolist())]


def calibrate_all(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: NDArray[np.float32]
) -> tuple[TaskCalibration, ...]:
    """One calibration a task, from images the weights never saw: (n, all labels) each."""
    return tuple(
        calibrate(spec, states[:, columns], logits[:, columns])
        for spec, columns in zip(specs, task_slices(specs), strict=True)
    )


def figures_of(
    specs: Sequence[TaskSpec],
    fitted: Sequence[TaskCalibration],
    states: NDArray[np.int8],
    logits: NDArray[np.float32],
    apart: CrossFitted | None = None,
) -> tuple[TaskMetrics, ...]:
    """Metrics of every task on (n, all labels) states and logits; see ``evidence_of``."""
    rows = np.arange(len(states))
    return tuple(one.metrics() for one in evidence_of(specs, fitted, rows, states, logits, apart))


def evidence_of(
    specs: Sequence[TaskSpec],
    fitted: Sequence[TaskCalibration],
    rows: NDArray[np.int64],
    states: NDArray[np.int8],
    logits: NDArray[np.float32],
    apart: CrossFitted | None = None,
) -> tuple[Evidence, ...]:
    """What the metrics of every task are told from, by (n, all labels) states and logits.

    Args:
        apart: of the same images, where ``fitted`` was fitted on them.
    """
    answers = []
    for spec, one, columns in zip(specs, fitted, task_slices(specs), strict=True):
        raw = logits[:, columns]
        own = None if apart is None else apart.of(columns)
        answers.append(
            Evidence(
                spec,
                rows,
                states[:, columns],
                own.probabilities if own and own.ranks else probabilities(spec, one, raw),
                np.array(one.thresholds, dtype=np.float32),
                probabilities(spec, uncalibrated(spec), raw),
                None if own is None else (own.probabilities, own.thresholds),
            )
        )
    return tuple(answers)


def data_loss(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: NDArray[np.float32]
) -> float | None:
    """The data term of the objective; None without images."""
    if not len(states):
        return None
    split = split_columns(specs, torch.from_numpy(logits))
    known = split_columns(specs, torch.from_numpy(np.ascontiguousarray(states)))
    return float(objective(specs, split, known))


def held_out_predictions(
    specs: Sequence[TaskSpec],
    fitted: Sequence[TaskCalibration],
    rows: NDArray[np.int64],
    states: NDArray[np.int8],
    logits: NDArray[np.float32],
) -> HeldOutPredictions:
    """What figures are told from, for those who look at them closer."""
    label_ids = tuple(label_id for spec in specs for label_id in spec.label_ids)
    return HeldOutPredictions(label_ids, rows, states, all_probabilities(specs, fitted, logits))
