"""Probabilities and thresholds of images by calibration that was fitted on other images.

What serves is calibrated on all images that judge. Its figures on the same images would flatter:
with ten positives of forty an F1 of 0.66 was told where 0.54 is true. So each part of them is told
with scale, shift and thresholds fitted on the other parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.calibration import (
    ENOUGH,
    TaskCalibration,
    all_probabilities,
    calibrate,
)

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class CrossFitted:
    """Attributes:
    probabilities: (n, labels) float32, calibrated on other images.
    thresholds: (n, labels) float32, chosen on other images.
    ranks: whether the weights were chosen on other images too, so that these probabilities rank.
    """

    probabilities: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    ranks: bool = False

    def of(self, columns: slice) -> CrossFitted:
        """One task's."""
        return CrossFitted(self.probabilities[:, columns], self.thresholds[:, columns], self.ranks)


def cross_fitted(
    specs: Sequence[TaskSpec],
    states: NDArray[np.int8],
    logits: Sequence[NDArray[np.float32]],
    parts: Sequence[Rows],
) -> CrossFitted | None:
    """Tell each part by the others; None where there are not two parts.

    Args:
        states: (n, all labels) int8 of State codes.
        logits: one (n, all labels) a part: of the weights that tell it, on all images. These are
            the same where nothing was chosen, else those that were chosen on the other parts.
        parts: that make up all n images; what belongs together is in one.
    """
    if len(parts) < 2:
        return None
    probabilities = np.empty(states.shape, dtype=np.float32)
    thresholds = np.empty(states.shape, dtype=np.float32)
    for part, raw in zip(parts, logits, strict=True):
        others = np.setdiff1d(np.arange(len(states)), part)
        # A label gets a threshold of its own where it has one in what serves.
        enough = round(ENOUGH * len(others) / len(states))
        fitted = _calibrated(specs, states[others], raw[others], enough)
        probabilities[part] = all_probabilities(specs, fitted, raw[part])
        thresholds[part] = [level for one in fitted for level in one.thresholds]
    return CrossFitted(probabilities, thresholds)


def halves(parts: Sequence[Rows]) -> list[Rows]:
    """Parts joined to two of about one size, for a choice on each that is told on the other."""
    return [one for one in (_joined(parts[::2]), _joined(parts[1::2])) if len(one)]


def _joined(parts: Sequence[Rows]) -> Rows:
    return np.sort(np.concatenate(parts)) if len(parts) else np.zeros(0, dtype=np.int64)


def _calibrated(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: NDArray[np.float32], enough: int
) -> list[TaskCalibration]:
    fitted, start = [], 0
    for spec in specs:
        columns = slice(start, start + len(spec.label_ids))
        start = columns.stop
        fitted.append(calibrate(spec, states[:, columns], logits[:, columns], enough))
    return fitted
