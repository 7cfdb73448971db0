"""The light of a label follows from its examples and from what measured it."""

from __future__ import annotations

import numpy as np
import pytest

from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.review.trust import Trust, label_trust

SCHEMA = Schema((Task(1, "objects", TaskKind.MULTILABEL, (Label(4, 1, "tree", "#000000", "1"),)),))
PREDICTIONS = Predictions(9, (4,), np.zeros((30, 1), np.float16), np.array([0.5], np.float32))


def run(positives: int, negatives: int) -> RunRecord:
    label = LabelMetrics(4, "tree", positives, negatives, 0.8, 0.8, 0.8, 0.8, 0.5)
    task = TaskMetrics(1, "objects", TaskKind.MULTILABEL, 30, labels=(label,))
    return RunRecord(9, "Run 9", "heads", "efficientnet_lite0", "finished", "", tasks=(task,))


def states(present: int, absent: int) -> np.ndarray:
    column = [1] * present + [0] * absent + [-1] * (30 - present - absent)
    return np.array(column, dtype=np.int8)[:, None]


@pytest.mark.parametrize(
    ("present", "absent", "predictions", "runs", "light"),
    [
        (4, 20, PREDICTIONS, (run(10, 10),), Trust.FEW),
        (20, 4, PREDICTIONS, (run(10, 10),), Trust.FEW),
        (5, 5, None, (), Trust.UNLEARNT),
        (5, 5, PREDICTIONS, (), Trust.UNCALIBRATED),
        (12, 12, PREDICTIONS, (run(9, 12),), Trust.UNCALIBRATED),
        (12, 12, PREDICTIONS, (run(10, 10),), Trust.READY),
    ],
)
def test_the_light_and_its_reason(
    present: int,
    absent: int,
    predictions: Predictions | None,
    runs: tuple[RunRecord, ...],
    light: Trust,
) -> None:
    found = label_trust(SCHEMA, states(present, absent), predictions, runs)[4]
    assert found.light is light
    assert (found.present, found.absent) == (present, absent)
    assert found.predicted == (predictions is not None)
