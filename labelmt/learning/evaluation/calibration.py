"""Calibration of probabilities (Platt, temperature scaling), and the thresholds to act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import OWN_THRESHOLD
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind

Floats = NDArray[np.floating]

ENOUGH = OWN_THRESHOLD
LOWEST, HIGHEST = 0.05, 0.95
"""Thresholds stay inside: below, nearly everything would be predicted."""


@dataclass(frozen=True, slots=True)
class TaskCalibration:
    """``scale`` and ``shift`` of the logits; one threshold a label."""

    task_id: int
    scale: float
    shift: float
    thresholds: tuple[float, ...]


def uncalibrated(spec: TaskSpec) -> TaskCalibration:
    """Probabilities as the heads give them."""
    return TaskCalibration(spec.id, 1.0, 0.0, (0.5,) * len(spec.label_ids))


def calibrate(
    spec: TaskSpec, states: NDArray[np.int8], logits: Floats, enough: int = ENOUGH
) -> TaskCalibration:
    """Fit on images the weights never saw.

    Temperature scaling (Guo et al., ICML 2017), with a shift for multilabel tasks (Platt 1999).
    A prior worth one observation holds scale and shift near 1 and 0 where little is known.

    Args:
        states: (n, labels) int8 of State codes. logits: (n, labels).
        enough: positives, and negatives, for a threshold of a label's own.
    """
    scale, shift = _fit(spec, states, logits.astype(np.float64))
    fitted = TaskCalibration(spec.id, scale, shift, (0.5,) * len(spec.label_ids))
    if spec.kind is TaskKind.MULTICLASS:
        return fitted  # the most likely label is predicted; a threshold marks doubt only
    values = probabilities(spec, fitted, logits)
    return TaskCalibration(spec.id, scale, shift, _thresholds(states, values, enough))


def probabilities(spec: TaskSpec, fitted: TaskCalibration, logits: Floats) -> Floats:
    """(n, labels) logits to calibrated probabilities."""
    moved = logits * fitted.scale + fitted.shift
    values = expit(moved) if spec.kind is TaskKind.MULTILABEL else softmax(moved, axis=1)
    return np.asarray(values, dtype=np.float32)


def all_probabilities(
    specs: Sequence[TaskSpec], fitted: Sequence[TaskCalibration], logits: Floats
) -> NDArray[np.float32]:
    """(n, all labels) logits to calibrated probabilities, task by task."""
    out = np.empty(logits.shape, dtype=np.float32)
    start = 0
    for spec, one in zip(specs, fitted, strict=True):
        columns = slice(start, start + len(spec.label_ids))
        out[:, columns] = probabilities(spec, one, logits[:, columns])
        start = columns.stop
    return out


def _fit(spec: TaskSpec, states: NDArray[np.int8], logits: Floats) -> tuple[float, float]:
    if spec.kind is TaskKind.MULTILABEL:
        known = states != State.UNKNOWN
        values, sign = logits[known], np.where(states[known] == State.PRESENT, 1.0, -1.0)
        if not len(values):
            return 1.0, 0.0

        def loss(x: Floats) -> float:
            data = np.logaddexp(0.0, -sign * (np.exp(x[0]) * values + x[1])).sum()
            return float(data + x[0] ** 2 + x[1] ** 2)

        best = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-4}).x
        return float(np.exp(best[0])), float(best[1])
    decided = (states == State.PRESENT).any(axis=1)
    if not decided.any():
        return 1.0, 0.0
    values, right = logits[decided], states[decided].argmax(axis=1)
    rows = np.arange(len(values))

    def cross_entropy(x: Floats) -> float:
        chosen = log_softmax(values * np.exp(x[0]), axis=1)[rows, right]
        return float(-chosen.sum() + x[0] ** 2)

    best = minimize(cross_entropy, np.zeros(1), method="Nelder-Mead", options={"xatol": 1e-4}).x
    return float(np.exp(best[0])), 0.0


def _thresholds(states: NDArray[np.int8], values: Floats, enough: int) -> tuple[float, ...]:
    known = states != State.UNKNOWN
    truth = states == State.PRESENT
    common = _best_threshold(values[known], truth[known])
    own = []
    for column in range(states.shape[1]):
        mask = known[:, column]
        positives = int(truth[mask, column].sum())
        if min(positives, int(mask.sum()) - positives) >= enough:
            own.append(_best_threshold(values[mask, column], truth[mask, column]))
        else:
            own.append(common)
    return tuple(own)


def _best_threshold(values: Floats, truth: NDArray[np.bool_]) -> float:
    """The threshold of the highest F1, half-way to the next lower value; 0.5 without examples."""
    if not truth.any() or truth.all():
        return 0.5
    order = np.argsort(-values, kind="stable")
    ranked, hits = values[order], np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + truth.sum())
    last_of_ties = np.append(ranked[1:] != ranked[:-1], True)
    best = int(np.where(last_of_ties, f1, -1.0).argmax())
    below = ranked[best + 1] if best + 1 < len(ranked) else ranked[best]
    return float(np.clip((ranked[best] + below) / 2, LOWEST, HIGHEST))
