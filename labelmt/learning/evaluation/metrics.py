"""How well probabilities meet what is known. No torch here: the command line uses it too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW, LabelMetrics, TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind

Floats = NDArray[np.floating]

BINS = 15


def task_metrics(
    spec: TaskSpec,
    states: NDArray[np.int8],
    probabilities: Floats,
    thresholds: Floats,
    before: Floats | None = None,
) -> TaskMetrics:
    """The figures of one task, over known pairs only.

    Args:
        states: (n, labels) int8 of State codes. probabilities: (n, labels), calibrated.
        thresholds: (labels,). before: (n, labels) probabilities before calibration.
    """
    known = states != State.UNKNOWN
    labels = tuple(
        _label_metrics(spec, column, states[:, column], probabilities[:, column], thresholds)
        for column in range(states.shape[1])
    )
    told = [one.average_precision for one in labels if one.average_precision is not None]
    mean_ap = float(np.mean(told)) if told else None
    images = int(known.any(axis=1).sum())
    if spec.kind is TaskKind.MULTICLASS:
        decided = (states == State.PRESENT).any(axis=1)
        enough = int(decided.sum()) >= 2 * TOO_FEW
        right = probabilities[decided].argmax(axis=1) == states[decided].argmax(axis=1)
        return TaskMetrics(
            spec.id,
            spec.name,
            spec.kind,
            int(decided.sum()),
            map=mean_ap,
            accuracy=float(right.mean()) if enough else None,
            ece=_top_ece(states[decided], probabilities[decided]) if enough else None,
            ece_before=_top_ece(states[decided], before[decided])
            if enough and before is not None
            else None,
            labels=labels,
        )
    truth = states == State.PRESENT
    enough = bool(told)
    f1s = [one.f1 for one in labels if one.f1 is not None]
    predicted = (probabilities >= thresholds) & known
    return TaskMetrics(
        spec.id,
        spec.name,
        spec.kind,
        images,
        map=mean_ap,
        micro_f1=_f1(predicted, truth) if enough else None,
        macro_f1=float(np.mean(f1s)) if f1s else None,
        ece=calibration_error(probabilities[known], truth[known]) if enough else None,
        ece_before=calibration_error(before[known], truth[known])
        if enough and before is not None
        else None,
        labels=labels,
    )


def _label_metrics(
    spec: TaskSpec,
    column: int,
    states: NDArray[np.int8],
    probabilities: Floats,
    thresholds: Floats,
) -> LabelMetrics:
    known = states != State.UNKNOWN
    truth = states[known] == State.PRESENT
    from sklearn.metrics import average_precision_score  # takes over a second to load

    positives, negatives = int(truth.sum()), int((~truth).sum())
    name, label_id = spec.label_names[column], spec.label_ids[column]
    threshold = float(thresholds[column])
    if min(positives, negatives) < TOO_FEW:
        return LabelMetrics(label_id, name, positives, negatives, None, None, None, None, threshold)
    predicted = probabilities[known] >= threshold
    hits = int((predicted & truth).sum())
    return LabelMetrics(
        label_id,
        name,
        positives,
        negatives,
        # Per label over known rows: torchmetrics errs on columns with nothing known (#2685).
        float(average_precision_score(truth, probabilities[known])),
        hits / int(predicted.sum()) if predicted.any() else 0.0,
        hits / positives,
        _f1(predicted, truth),
        threshold,
    )


def _f1(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    both = int((predicted & truth).sum())
    total = int(predicted.sum()) + int(truth.sum())
    return 2 * both / total if total else 0.0


def calibration_error(probabilities: Floats, truth: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean |confidence − frequency| over equal-width bins.

    Naeini, Cooper and Hauskrecht, AAAI 2015; 15 bins as in Guo et al., ICML 2017.

    Args:
        probabilities: (pairs,). truth: (pairs,).
    """
    if not len(probabilities):
        return 0.0
    values = np.asarray(probabilities, dtype=np.float64)
    bins = np.minimum((values * BINS).astype(int), BINS - 1)
    size = np.bincount(bins, minlength=BINS)
    confidence = np.bincount(bins, values, minlength=BINS)
    frequency = np.bincount(bins, truth.astype(float), minlength=BINS)
    return float(np.abs(confidence - frequency)[size > 0].sum() / len(values))


def _top_ece(states: NDArray[np.int8], probabilities: Floats) -> float:
    """Of the most likely label, as is usual for exclusive classes."""
    top = probabilities.argmax(axis=1)
    rows = np.arange(len(top))
    return calibration_error(probabilities[rows, top], states[rows, top] == State.PRESENT)
