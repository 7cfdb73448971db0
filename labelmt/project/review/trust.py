"""How far a label's predictions can be trusted: from counts and calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW, LabelMetrics
from labelmt.domain.name_scores import NameScores
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema
from labelmt.project.review.from_elsewhere import ElsewhereStanding, elsewhere_standings
from labelmt.project.review.likely_by_name import NameStanding, names_that_speak, standing_of

ENOUGH = 10
"""Positives, and negatives, unseen while learning, for a threshold of a label's own."""


class Trust(StrEnum):
    """Lights; that of FEW and of UNLEARNT is empty, for different reasons."""

    FEW = "few"
    """Too few examples to learn from."""
    NAMED = "named"
    """The same, but its name says something of the images."""
    UNLEARNT = "unlearnt"
    """No model predicts it: nothing is judged yet, as after an import."""
    ELSEWHERE = "elsewhere"
    """Another project's model predicts it, of which nothing here is a judge."""
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
    name: NameStanding | None = None
    """How far its name may be believed; None where no name was read."""
    elsewhere: ElsewhereStanding | None = None
    """How far another project's model may be believed; None where none predicts it."""


def label_trust(
    schema: Schema,
    states: NDArray[np.int8],
    predictions: Predictions | None,
    runs: Sequence[RunRecord],
    names: NameScores | None = None,
    judging: NDArray[np.int8] | None = None,
) -> Mapping[int, LabelTrust]:
    """Label id to its light.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
        runs: with the figures of the one whose predictions are shown.
        names: what names say. judging: as ``states``, of what a person saw; None: of all.
    """
    speaking = names_that_speak(names, schema, predictions)
    present = (states == State.PRESENT).sum(axis=0).tolist()
    absent = (states == State.ABSENT).sum(axis=0).tolist()
    seen = []
    truths = states if judging is None else judging
    if names is not None:
        seen = (truths != State.UNKNOWN).sum(axis=0).tolist()
    foreign = elsewhere_standings(schema, truths, predictions)
    found = {}
    for label_id, column in schema.columns.items():
        known = None if predictions is None else predictions.of(label_id)
        measured = None if known is None else _measured(known.run_id, label_id, runs)
        trust = _trust(present[column], absent[column], known is not None, measured)
        if names is not None:
            name = standing_of(schema.label(label_id), seen[column], names)
            light = Trust.NAMED if label_id in speaking else trust.light
            trust = replace(trust, light=light, name=name)
        if label_id in foreign:
            trust = replace(trust, light=Trust.ELSEWHERE, elsewhere=foreign[label_id])
        found[label_id] = trust
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
