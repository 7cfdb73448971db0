"""Resume file, from which a killed fine-tuning goes on, written after each epoch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from labelmt.domain.atomic_write import replacing_path
from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.training.time_budget import TuningPlan
from labelmt.learning.training.trainer_state import TrainerState

NAME = "resume.safetensors"


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """Where a fine-tuning stands beside its tensors.

    Attributes:
        data: the fingerprint of what it learns from; with other data it cannot go on.
        best: the record that serves; ``tuned`` where it is an epoch's and not stage 1's.
        stale: epochs since the best.
    """

    epoch: int
    data: str
    plan: TuningPlan
    best: EpochRecord
    tuned: bool
    fitted: tuple[TaskCalibration, ...]
    stale: int


def save_resume_point(
    folder: Path, standing: ResumePoint, state: TrainerState, best: Mapping[str, Tensor]
) -> None:
    """Write all in one file: a kill leaves the old one or the new one."""
    tensors = dict(state.tensors)
    for name, tensor in best.items():
        tensors[f"best.{name}"] = tensor.detach().cpu().contiguous().clone()
    with replacing_path(folder / NAME) as beside:
        save_file(tensors, beside, metadata={"standing": dumps(standing)})


def load_resume_point(
    folder: Path, data: str
) -> tuple[ResumePoint, TrainerState, dict[str, Tensor]] | None:
    """What a run left behind, and the best network's state; None where there is nothing to use."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            standing = from_plain(ResumePoint, json.loads(file.metadata()["standing"]))
        tensors = load_file(path)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        return None  # it starts anew, as if it had been killed before its first epoch
    if standing.data != data:
        return None
    best = {k.removeprefix("best."): v for k, v in tensors.items() if k.startswith("best.")}
    return standing, TrainerState(standing.epoch, tensors), best


def forget_resume_point(folder: Path) -> None:
    """The run has come to its end."""
    (folder / NAME).unlink(missing_ok=True)
