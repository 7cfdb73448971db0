"""Model folders as the Hugging Face hub has them: ``config.json`` and ``model.safetensors``.

All weights are in the folder, those of the backbone as well, so that nothing is fetched to use it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from labelmt.domain.catalogue.backbones import BACKBONES, TIMM
from labelmt.domain.derived_files import UnusableFile, as_record, read_json
from labelmt.domain.errors import LabelMTError
from labelmt.domain.exported_model import CONTRACT, ModelDescription
from labelmt.domain.protocol.json_records import to_plain
from labelmt.domain.protocol.manifest import write_json
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import FOUR_VIEWS
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.export.portable_model import PortableModel
from labelmt.learning.models.backbone_registry import build_backbone, described
from labelmt.learning.models.network import Heads, Network, build_network
from labelmt.learning.training.checkpoints import RunConfig
from labelmt.learning.training.run_values import check_calibration, check_finite

CONFIG, WEIGHTS = "config.json", "model.safetensors"
_PLAIN_TIMM = re.compile(re.escape(TIMM) + r"[A-Za-z0-9_.]+")
"""A name of timm's own list: no file of this machine, and no address."""


@dataclasses.dataclass(frozen=True, slots=True)
class HubConfig:
    """What ``config.json`` has of LabelMT's own, under "labelmt".

    Attributes:
        run: how the network is built. The weights are all of it, whatever ``run.tuned`` says.
        calibration: one a task of ``run.tasks``.
        description: whose ``tasks`` are the columns of the output.
    """

    contract: str
    run: RunConfig
    calibration: tuple[TaskCalibration, ...]
    description: ModelDescription


def write_hub_folder(
    folder: Path,
    config: RunConfig,
    network: Network,
    fitted: tuple[TaskCalibration, ...],
    description: ModelDescription,
    metadata: Mapping[str, str],
) -> None:
    """Write weights and configuration into a new folder; the card is written elsewhere."""
    folder.mkdir()
    tensors = {name: one.detach().cpu().contiguous() for name, one in network.state_dict().items()}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    entry = described(config.settings.backbone)
    own = HubConfig(
        CONTRACT, dataclasses.replace(config, files={}, seal="", data=""), fitted, description
    )
    labels = [label.name for task in description.tasks for label in task.labels]
    plain: dict[str, Any] = {
        "model_type": "labelmt",
        "architectures": ["LabelMT"],
        "id2label": {str(at): name for at, name in enumerate(labels)},
        "label2id": {name: at for at, name in reversed(list(enumerate(labels)))},
        "image_size": entry.input_size,
        "image_mean": list(entry.mean),
        "image_std": list(entry.std),
        "backbone": entry.name,
        "metadata": dict(metadata),
        "labelmt": to_plain(own),
    }
    write_json(folder / CONFIG, plain)


def read_hub_folder(folder: Path) -> tuple[PortableModel, ModelDescription]:
    """The model of a folder, from whomever it came: nothing of it is run, nothing is unpickled.

    Raises:
        UnusableFile: it is not such a folder, or not whole.
    """
    plain = read_json(folder / CONFIG)
    own = as_record(plain.get("labelmt"), HubConfig, CONFIG)
    if own.contract != CONTRACT:
        raise UnusableFile(f"{CONFIG} is of another version: {own.contract}.")
    config = own.run
    check_calibration(own.calibration, {spec.id: len(spec.label_ids) for spec in config.tasks})
    _check_network(config, (folder / WEIGHTS))
    try:
        network = _empty_network(config)
        expected = {name: (one.dtype, one.shape) for name, one in network.state_dict().items()}
        tensors = load_file(folder / WEIGHTS)
    except (OSError, ValueError, RuntimeError, TypeError, SafetensorError, LabelMTError) as error:
        raise UnusableFile(f"{WEIGHTS} cannot be read: {error}") from error
    if {name: (one.dtype, one.shape) for name, one in tensors.items()} != expected:
        raise UnusableFile(f"{WEIGHTS} is of another network.")
    check_finite(tensors, WEIGHTS)
    network.load_state_dict(tensors)
    preprocessing = preprocessing_of(described(config.settings.backbone))
    model = PortableModel(
        config, network.eval(), own.calibration, preprocessing, own.description.tasks
    )
    return model, own.description


def _check_network(config: RunConfig, weights: Path) -> None:
    """Raises UnusableFile before anything large is made: a configuration may claim what it likes.

    Raises:
        UnusableFile: no backbone that is built from its name alone, views that there are none of,
            or a network that is larger than its weights.
    """
    backbone = config.settings.backbone
    if backbone not in BACKBONES and not _PLAIN_TIMM.fullmatch(backbone):
        raise UnusableFile(f"{CONFIG} names no backbone of LabelMT: {backbone[:60]!r}.")
    by_task = config.task_views
    if by_task and len(by_task) != len(config.tasks):
        raise UnusableFile(f"{CONFIG} has views of other tasks.")
    if not config.tasks or not all((config.views, *by_task)):
        raise UnusableFile(f"{CONFIG} has no tasks, or tasks that see nothing.")
    if not {name for one in (config.views, *by_task) for name in one} <= set(FOUR_VIEWS) or not (
        {name for one in by_task for name in one} <= set(config.views)
    ):
        raise UnusableFile(f"{CONFIG} has views that there are none of.")
    try:
        size = weights.stat().st_size
    except OSError as error:
        raise UnusableFile(f"{WEIGHTS} cannot be read: {error}") from error
    width = described(backbone).width
    labels = sum(len(spec.label_ids) for spec in config.tasks)
    if 4 * width * (labels + max(config.settings.trunk, 0)) > size:
        raise UnusableFile(f"{CONFIG} tells of a network that is larger than {WEIGHTS}.")


def _empty_network(config: RunConfig) -> Network:
    """The network of a run without its weights; nothing is fetched."""
    settings = config.settings
    backbone = build_backbone(settings.backbone, pretrained=False, seed=settings.seed)
    if config.tuned:
        return build_network(config.tasks, backbone, settings)
    return Network(backbone, Heads(config.tasks, backbone.width, settings.dropout))
