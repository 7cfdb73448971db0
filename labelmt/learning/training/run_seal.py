"""Seal of a run: hashes of its files in its configuration, and values that are numbers.

A flipped bit in weights changes predictions in silence; a hash tells it before they are used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from labelmt.domain.derived_files import UnusableFile
from labelmt.learning.evaluation.calibration import TaskCalibration

_CHUNK = 1 << 20


def hash_of(file: Path) -> str:
    """SHA-256 of a file's content, in hex. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while part := stream.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def seal_of(config: Mapping[str, Any]) -> str:
    """SHA-256 of a configuration as plain JSON data, but for the seal itself."""
    plain = {key: value for key, value in config.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode("ascii")).hexdigest()


def check_files(folder: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    """Raises UnusableFile where a file is not what its run wrote. Older runs name no hashes."""
    for name, known in hashes.items():
        if Path(name).name == name and hash_of(folder / name) not in known:
            raise UnusableFile(f"{name} is not as this run wrote it: it is damaged.")


def check_seal(config: Mapping[str, Any]) -> None:
    """Raises UnusableFile where a configuration is not as it was written. Older ones have none."""
    if config.get("seal") and config["seal"] != seal_of(config):
        raise UnusableFile("config.json is not as this run wrote it: it is damaged.")


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
