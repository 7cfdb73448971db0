"""Metrics of a task: mAP, F1, accuracy, calibration error. No torch: the command line uses it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW, LabelMetrics, TaskMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.average_precision import average_precision

Floats = NDArray[np.floating]

BINS = 15
Implied = Callable[[NDArray[np.bool_]], None]


def task_metrics(
    spec: TaskSpec,
    states: NDArray[np.int8],
    probabilities: Floats,
    thresholds: Floats,
    before: Floats | None = None,
    apart: tuple[Floats, Floats] | None = None,
    implied: Implied | None = None,
) -> TaskMetrics:
    """The figures of one task, over known pairs only.

    Args:
        states: (n, labels) int8 of State codes. probabilities: (n, labels), calibrated.
        thresholds: (labels,). before: (n, labels) probabilities before calibration.
        apart: (n, labels) probabilities and (n, labels) thresholds that were fitted on other
            images: precision, recall, F1 and calibration error are told with these. What ranks
            alone, average precision and accuracy, needs neither.
        implied: says present, in place, of (n, labels) what present labels imply.
    """
    known = states != State.UNKNOWN
    calibrated, levels = apart or (probabilities, np.broadcast_to(thresholds, states.shape))
    predicted = decisions(spec.kind, calibrated, levels, implied) & known
    labels = tuple(
        _label_metrics(
            spec,
            column,
            states[:, column],
            probabilities[:, column],
            predicted[:, column],
            float(thresholds[column]),
        )
        for column in range(states.shape[1])
    )
    told = [one.average_precision for one in labels if one.average_precision is not None]
    mean_ap = float(np.mean(told)) if told else None
    images = int(known.any(axis=1).sum())
    if spec.kind is TaskKind.MULTICLASS:
        decided = decided_images(spec.kind, states)
        enough = int(decided.sum()) >= 2 * TOO_FEW
        right = _top(states[decided], probabilities[decided])[1]
        return TaskMetrics(
            spec.id,
            spec.name,
            spec.kind,
            int(decided.sum()),
            map=mean_ap,
            accuracy=float(right.mean()) if enough else None,
            ece=_top_ece(states[decided], calibrated[decided]) if enough else None,
            ece_before=_top_ece(states[decided], before[decided])
            if enough and before is not None
            else None,
            labels=labels,
        )
    truth = states == State.PRESENT
    enough = bool(told)
    f1s = [one.f1 for one in labels if one.f1 is not None]
    return TaskMetrics(
        spec.id,
        spec.name,
        spec.kind,
        images,
        map=mean_ap,
        micro_f1=_f1(predicted, truth) if enough else None,
        macro_f1=float(np.mean(f1s)) if f1s else None,
        ece=calibration_error(calibrated[known], truth[known]) if enough else None,
        ece_before=calibration_error(before[known], truth[known])
        if enough and before is not None
        else None,
        labels=labels,
    )


def decisions(
    kind: TaskKind, probabilities: Floats, levels: Floats, implied: Implied | None = None
) -> NDArray[np.bool_]:
    """(n, labels) bool: what is predicted. Of a multiclass task the most probable label alone.

    Args:
        levels: (n, labels) thresholds of a multilabel task. implied: see ``task_metrics``.
    """
    if kind is TaskKind.MULTICLASS:
        best = probabilities.argmax(axis=1)
        return np.asarray(best[:, None] == np.arange(probabilities.shape[1]))
    predicted = np.asarray(probabilities >= levels)
    if implied is not None:
        implied(predicted)
    return predicted


def decided_images(kind: TaskKind, states: NDArray[np.int8]) -> NDArray[np.bool_]:
    """(n,) bool: which images a task's means are over; see ``task_metrics``.

    Of a multiclass task those whose true class is known, or known to be none of the labels:
    whatever is predicted of such an image is wrong.
    """
    if kind is TaskKind.MULTILABEL:
        return np.asarray((states != State.UNKNOWN).any(axis=1))
    return np.asarray((states == State.PRESENT).any(axis=1) | (states == State.ABSENT).all(axis=1))


def _label_metrics(
    spec: TaskSpec,
    column: int,
    states: NDArray[np.int8],
    probabilities: Floats,
    predicted: NDArray[np.bool_],
    threshold: float,
) -> LabelMetrics:
    known = states != State.UNKNOWN
    truth = states[known] == State.PRESENT
    positives, negatives = int(truth.sum()), int((~truth).sum())
    name, label_id = spec.label_names[column], spec.label_ids[column]
    if min(positives, negatives) < TOO_FEW:
        return LabelMetrics(label_id, name, positives, negatives, None, None, None, None, threshold)
    predicted = predicted[known]
    hits = int((predicted & truth).sum())
    return LabelMetrics(
        label_id,
        name,
        positives,
        negatives,
        average_precision(truth, probabilities[known]),
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
    bins = calibration_bins(values)
    size = np.bincount(bins, minlength=BINS)
    confidence = np.bincount(bins, values, minlength=BINS)
    frequency = np.bincount(bins, truth.astype(float), minlength=BINS)
    return float(np.abs(confidence - frequency)[size > 0].sum() / len(values))


def calibration_bins(probabilities: Floats) -> NDArray[np.int64]:
    """The bin of each, of BINS equally wide ones."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def _top_ece(states: NDArray[np.int8], probabilities: Floats) -> float:
    """Of the most likely label, as is usual for exclusive classes."""
    return calibration_error(*_top(states, probabilities))


def _top(states: NDArray[np.int8], probabilities: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(n,) probability of the most likely label, and whether it is the true one."""
    top, rows = probabilities.argmax(axis=1), np.arange(len(probabilities))
    return probabilities[rows, top], states[rows, top] == State.PRESENT
