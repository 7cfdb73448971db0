"""Checkpoints: a run's folder, which rebuilds its model; nothing in it has to be unpickled."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from labelmt.domain.atomic_write import replacing, replacing_path
from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.errors import NotFound
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.domain.protocol.manifest import Manifest, TaskSpec, write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import EACH_ONE_VIEW, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Heads, Network, build_network

PACKAGES = ("labelmt", "torch", "torchvision", "numpy", "openvino", "pillow")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """``config.json``: what the run was made from.

    Attributes:
        tuned: whether the backbone's weights were changed; else they are the pretrained ones
            and ``weights.safetensors`` holds the heads only.
        data: a fingerprint of the images, annotations and split it learned from.
        views: all that each image is seen as; see views.py.
        task_views: what each task sees of it; empty where all see all, as before 2026-12.
    """

    settings: TrainingSettings
    tasks: tuple[TaskSpec, ...]
    stage: str
    tuned: bool
    input_size: int
    versions: dict[str, str]
    data: str
    views: tuple[str, ...] = ONE_VIEW
    task_views: tuple[tuple[str, ...], ...] = ()

    @property
    def seen(self) -> TaskViews:
        """Which views of an image each task sees."""
        return TaskViews(self.views, self.task_views)


@functools.cache
def installed_versions() -> dict[str, str]:
    """Versions of what a result depends on."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def save_run(
    folder: Path, config: RunConfig, network: Network, fitted: Sequence[TaskCalibration]
) -> None:
    """Write weights, calibration, then the configuration that makes them a run."""
    tensors = {
        name: tensor.detach().cpu().contiguous()
        for name, tensor in network.state_dict().items()
        if config.tuned or name.startswith("heads.")
    }
    with replacing_path(folder / "weights.safetensors") as beside:
        save_file(tensors, beside)
    write_json(folder / "calibration.json", tuple(fitted))
    write_json(folder / "config.json", config)


def load_run(folder: Path) -> tuple[RunConfig, Network, tuple[TaskCalibration, ...]]:
    """Rebuild a run's network from its own files.

    Raises:
        NotFound: the run never finished, or its files are damaged.
    """
    try:
        data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config = from_plain(RunConfig, data)
        plain = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        fitted = tuple(from_plain(TaskCalibration, one) for one in plain)
        tensors = load_file(folder / "weights.safetensors")
    except (OSError, ValueError, SafetensorError) as error:
        raise NotFound(
            "This run's model cannot be read.",
            subject=str(folder),
            kept="Annotations and other runs are untouched.",
            next_step="Train again, or let another run serve.",
            details=str(error),
        ) from error
    settings = config.settings
    backbone = build_backbone(settings.backbone, pretrained=not config.tuned, seed=settings.seed)
    # Stage 1 has heads only, whatever stage 2 would have added.
    network = (
        build_network(config.tasks, backbone, settings)
        if config.tuned
        else Network(backbone, Heads(config.tasks, backbone.width, settings.dropout))
    )
    network.load_state_dict(tensors, strict=config.tuned)
    return config, network.eval(), fitted


def config_of(
    manifest: Manifest,
    stage: str,
    *,
    tuned: bool,
    data: str,
    views: TaskViews = EACH_ONE_VIEW,
) -> RunConfig:
    """The configuration of a job's run."""
    return RunConfig(
        settings=manifest.settings,
        tasks=manifest.tasks,
        stage=stage,
        tuned=tuned,
        input_size=entry_of(manifest.settings.backbone).input_size,
        versions=installed_versions(),
        data=data,
        views=views.views,
        task_views=views.by_task,
    )


def append_metrics(folder: Path, record: object) -> None:
    """Add a line to ``metrics.jsonl``."""
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(dumps(record) + "\n")


class ProbabilityFile:
    """Probabilities of all rows, published as numbered files while a run goes on.

    A reader maps the file an event named, and a file once named never changes: each version
    is a file of its own, and the one before the last is removed.
    """

    def __init__(self, folder: Path, rows: int, labels: int) -> None:
        self._folder = folder
        self.values: NDArray[np.float16] = np.full((rows, labels), np.nan, dtype=np.float16)
        # A run that learns beside labelling has files of earlier jobs, one of which is mapped.
        numbered = {
            int(one.stem.rpartition("-")[2]): one
            for one in folder.glob("probabilities-*.npy")
            if one.stem.rpartition("-")[2].isdigit()
        }
        self._published = [numbered[number] for number in sorted(numbered)]
        self._number = max(numbered, default=0)

    def publish(self, *, final: bool = False) -> Path:
        """Write the values as they are; returns the file."""
        self._number += 1
        name = "probabilities.npy" if final else f"probabilities-{self._number:04d}.npy"
        path = self._folder / name
        with replacing(path) as stream:
            np.save(stream, self.values, allow_pickle=False)
        # The final name may be used after each stage: it is then the newest, no longer an old one.
        self._published = [one for one in self._published if one != path] + [path]
        while len(self._published) > 2:
            old = self._published.pop(0)
            try:
                old.unlink(missing_ok=True)
            except PermissionError:  # Windows: still mapped by a reader; kept for the next time
                self._published.insert(0, old)
                break
        return path
