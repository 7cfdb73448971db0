"""Values of a run that are numbers: weights that are finite, a calibration of its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from labelmt.domain.derived_files import UnusableFile
from labelmt.learning.evaluation.calibration import TaskCalibration


def check_finite(tensors: Mapping[str, Tensor], file: str = "weights.safetensors") -> None:
    """Raises UnusableFile where weights are infinite or no numbers."""
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise UnusableFile(f"{file}: {name} holds values that are no numbers.")


def check_calibration(fitted: Sequence[TaskCalibration], labels: Mapping[int, int]) -> None:
    """Raises UnusableFile where a calibration is of other tasks, or cannot give probabilities.

    Args:
        labels: id of each task to how many labels it has, in the tasks' order.
    """
    if [one.task_id for one in fitted] != list(labels):
        raise UnusableFile("calibration.json is of other tasks.")
    for one in fitted:
        figures = torch.tensor([one.scale, one.shift, *one.thresholds], dtype=torch.float64)
        levels = figures[2:]
        if not bool(torch.isfinite(figures).all()) or len(levels) != labels[one.task_id]:
            raise UnusableFile("calibration.json holds values that are no numbers.")
        if one.scale <= 0 or bool(((levels < 0) | (levels > 1)).any()):
            raise UnusableFile("calibration.json gives no probabilities.")
