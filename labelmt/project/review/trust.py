"""How far a label's predictions can be trusted: from counts and calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW, LabelMetrics
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema

ENOUGH = 10
"""Positives, and negatives, unseen while learning, for a threshold of a label's own."""


class Trust(StrEnum):
    """Three lights; two of them are empty, for different reasons."""

    FEW = "few"
    """Too few examples to learn from."""
    UNLEARNT = "unlearnt"
    """No model predicts it: nothing is judged yet, as after an import."""
    UNCALIBRATED = "uncalibrated"
    """Learnt, but not measured on enough images that learning never saw."""
    READY = "ready"


@dataclass(frozen=True, slots=True)
class LabelTrust:
    """A label's light, and the figures that decide it.

    Attributes:
        present, absent: annotated images of each kind, those implied included.
        predicted: whether the predictions shown know the label at all.
        positives, negatives: images unseen while learning that it was measured on.
        average_precision: on those, or None with too few of either.
    """

    light: Trust
    present: int
    absent: int
    predicted: bool = False
    positives: int = 0
    negatives: int = 0
    average_precision: float | None = None


def label_trust(
    schema: Schema,
    states: NDArray[np.int8],
    predictions: Predictions | None,
    runs: Sequence[RunRecord],
) -> Mapping[int, LabelTrust]:
    """Label id to its light.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
        runs: with the figures of the one whose predictions are shown.
    """
    present = (states == State.PRESENT).sum(axis=0).tolist()
    absent = (states == State.ABSENT).sum(axis=0).tolist()
    found = {}
    for label_id, column in schema.columns.items():
        known = None if predictions is None else predictions.of(label_id)
        measured = None if known is None else _measured(known.run_id, label_id, runs)
        found[label_id] = _trust(present[column], absent[column], known is not None, measured)
    return found


def _measured(run_id: int, label_id: int, runs: Sequence[RunRecord]) -> LabelMetrics | None:
    tasks = next((run.tasks for run in runs if run.id == run_id), ())
    labels = (one for task in tasks for one in task.labels)
    return next((one for one in labels if one.label_id == label_id), None)


def _trust(present: int, absent: int, predicted: bool, found: LabelMetrics | None) -> LabelTrust:
    light = Trust.READY
    if min(present, absent) < TOO_FEW:
        light = Trust.FEW
    elif not predicted:
        light = Trust.UNLEARNT
    elif found is None or min(found.positives, found.negatives) < ENOUGH:
        light = Trust.UNCALIBRATED
    if found is None:
        return LabelTrust(light, present, absent, predicted)
    return LabelTrust(
        light,
        present,
        absent,
        predicted,
        found.positives,
        found.negatives,
        found.average_precision,
    )
