"""Checkpoints: a run's folder, which rebuilds its model; nothing in it has to be unpickled."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from labelmt.domain.array_checksums import write_array
from labelmt.domain.atomic_write import replacing, replacing_path
from labelmt.domain.derived_files import UnusableFile, as_object, as_record, read_json, read_text
from labelmt.domain.errors import NotFound
from labelmt.domain.file_hash import hash_of
from labelmt.domain.protocol.json_records import dumps, to_plain
from labelmt.domain.protocol.manifest import Manifest, TaskSpec, write_json
from labelmt.domain.run_seal import check_files, check_seal, seal_of
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import EACH_ONE_VIEW, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.models.backbone_registry import build_backbone, described
from labelmt.learning.models.network import Heads, Network, build_network
from labelmt.learning.training.label_dependence import LabelDependence
from labelmt.learning.training.run_values import check_calibration, check_finite

WEIGHTS, CALIBRATION, CONFIG = "weights.safetensors", "calibration.json", "config.json"
DEPENDENCE = "label_dependence.safetensors"
_HEADS = "heads."
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
        files: name of each other file to its SHA-256; two while it is being replaced. Runs of
            older versions have none, and no seal.
        seal: of this record itself, see ``run_seal``.
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
    files: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    seal: str = ""

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
    folder: Path,
    config: RunConfig,
    network: Network,
    fitted: Sequence[TaskCalibration],
    dependence: LabelDependence | None = None,
) -> None:
    """Write weights, calibration, then the configuration that makes them a run.

    Args:
        dependence: what known labels say of an image's others, where that counts.
    """
    tensors = {
        name: tensor.detach().cpu().contiguous()
        for name, tensor in network.state_dict().items()
        if config.tuned or name.startswith(_HEADS)
    }
    with replacing_path(folder / WEIGHTS) as beside:
        save_file(tensors, beside)
        weights = hash_of(beside)
        _expect(folder, WEIGHTS, weights)
    text = dumps(tuple(fitted)).encode("ascii") + b"\n"
    calibration = hashlib.sha256(text).hexdigest()
    _expect(folder, CALIBRATION, calibration)
    with replacing(folder / CALIBRATION) as stream:
        stream.write(text)
    files: dict[str, tuple[str, ...]] = {WEIGHTS: (weights,), CALIBRATION: (calibration,)}
    if dependence is not None:
        with replacing_path(folder / DEPENDENCE) as beside:
            save_file(_tensors_of(dependence), beside)
            files[DEPENDENCE] = (hash_of(beside),)
            _expect(folder, DEPENDENCE, *files[DEPENDENCE])
    _write_config(folder, to_plain(dataclasses.replace(config, files=files)))
    if dependence is None:  # only now does the configuration no longer name it
        (folder / DEPENDENCE).unlink(missing_ok=True)


def _tensors_of(dependence: LabelDependence) -> dict[str, Tensor]:
    return {
        "means": torch.from_numpy(np.ascontiguousarray(dependence.means)),
        "weights": torch.from_numpy(np.ascontiguousarray(dependence.weights)),
    }


def _write_config(folder: Path, plain: dict[str, Any]) -> None:
    write_json(folder / CONFIG, plain | {"seal": seal_of(plain)})


def _expect(folder: Path, name: str, new: str) -> None:
    """Let the run that is there before know a file that is about to be replaced.

    Refits write into one folder again and again. A kill between the files leaves one of the new
    and one of the old: both are known.
    """
    try:
        plain = dict(read_json(folder / CONFIG))
        known = plain["files"][name]
    except (UnusableFile, KeyError, TypeError):
        return
    if isinstance(known, list) and new not in known:
        plain["files"] = {**plain["files"], name: [*known[-1:], new]}
        _write_config(folder, plain)


def load_run(folder: Path) -> tuple[RunConfig, Network, tuple[TaskCalibration, ...]]:
    """Rebuild a run's network from its own files, as it wrote them.

    Raises:
        NotFound: the run never finished, or its files are damaged.
    """
    try:
        plain = read_json(folder / CONFIG)
        check_seal(plain)
        config = as_record(plain, RunConfig, CONFIG)
        check_files(folder, config.files)
        told = as_object(f'{{"tasks": {read_text(folder / CALIBRATION)}}}', CALIBRATION)
        fitted = tuple(as_record(one, TaskCalibration, CALIBRATION) for one in told["tasks"])
        check_calibration(fitted, {spec.id: len(spec.label_ids) for spec in config.tasks})
        tensors = load_file(folder / WEIGHTS)
        check_finite(tensors)
        return config, _network(config, tensors), fitted
    except (OSError, ValueError, TypeError, SafetensorError, UnusableFile) as error:
        raise _unreadable(folder, error) from error


def load_dependence(folder: Path, config: RunConfig) -> LabelDependence | None:
    """What a run learnt of which labels go together; None where it did not, or did not keep it.

    Args:
        config: as ``load_run`` gave it, which has compared the file with its hash.

    Raises:
        NotFound: it is of other labels, or damaged.
    """
    if DEPENDENCE not in config.files:
        return None
    label_ids = tuple(label_id for spec in config.tasks for label_id in spec.label_ids)
    width = len(label_ids)
    try:
        tensors = load_file(folder / DEPENDENCE)
        check_finite(tensors, DEPENDENCE)
        shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
        if shapes != {"means": (width,), "weights": (width, width)}:
            raise UnusableFile(f"{DEPENDENCE} is of other labels.")
    except (OSError, ValueError, SafetensorError, UnusableFile) as error:
        raise _unreadable(folder, error) from error
    means, weights = (tensors[name].float().numpy() for name in ("means", "weights"))
    return LabelDependence(label_ids, means, weights)


def _unreadable(folder: Path, error: Exception) -> NotFound:
    return NotFound(
        "This run's model cannot be read.",
        subject=str(folder),
        kept="Annotations and other runs are untouched.",
        next_step="Train again, or let another run serve.",
        details=str(error),
    )


def _network(config: RunConfig, tensors: dict[str, Tensor]) -> Network:
    """Raises UnusableFile where the weights are not all of this network, and no others."""
    settings = config.settings
    backbone = build_backbone(settings.backbone, pretrained=not config.tuned, seed=settings.seed)
    # Stage 1 has heads only, whatever stage 2 would have added.
    network = (
        build_network(config.tasks, backbone, settings)
        if config.tuned
        else Network(backbone, Heads(config.tasks, backbone.width, settings.dropout))
    )
    saved = {name for name in network.state_dict() if config.tuned or name.startswith(_HEADS)}
    if tensors.keys() != saved:
        raise UnusableFile(f"{WEIGHTS} lacks weights of this run, or has others.")
    try:
        network.load_state_dict(tensors, strict=config.tuned)
    except RuntimeError as error:  # of another shape
        raise UnusableFile(f"{WEIGHTS} is of another network: {error}") from error
    return network.eval()


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
        input_size=described(manifest.settings.backbone).input_size,
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
        write_array(path, self.values)
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
