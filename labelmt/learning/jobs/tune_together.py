"""Fine-tuning by several ranks: what rank 0 tells the others, and what these do.

Rank 0 runs the job as if it were alone; where the backbone begins to learn it tells the others with
what: settings, weights, annotations, and the file of decoded pixels, which all of them must see.
They train along with it and wait for the next such word, until there is none. Messages are JSON and
safetensors.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import torch
from safetensors.torch import load, save

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.pixel_cache import PixelCache
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import TaskViews
from labelmt.learning.models.backbone_registry import build_backbone, described
from labelmt.learning.models.network import build_network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.ranks import Ranks
from labelmt.learning.training.trainer import Trainer
from labelmt.learning.training.trainer_state import TrainerState


@dataclass(frozen=True, slots=True)
class TuningStart:
    """What a rank trains beside its tensors.

    Attributes:
        pixels: file of (images, edge, edge, 3) uint8, of which the first are trained on.
        resumed: the epoch that it goes on after; 0 where it begins.
    """

    tasks: tuple[TaskSpec, ...]
    settings: TrainingSettings
    views: TaskViews
    frozen_stages: int
    size: int | None
    pixels: str
    images: int
    resumed: int


def tell_start(trainer: Trainer, pixels: PixelCache, images: int, resumed: TrainerState | None,
               start: dict[str, torch.Tensor]) -> None:  # fmt: skip
    """Have the other ranks make a trainer like this one; rank 0 alone.

    Args:
        images: how many there are in ``pixels``.
        start: the network's state when the trainer was made; weights are pulled to it.
    """
    if trainer.ranks is None or pixels.path is None:
        return
    told = TuningStart(
        trainer.specs, trainer.settings, trainer.views, trainer.frozen_stages, trainer.size,
        str(pixels.path), images, 0 if resumed is None else resumed.epoch,
    )  # fmt: skip
    trainer.ranks.told(dumps(told).encode())
    tensors = {name: one.detach().cpu().contiguous().clone() for name, one in start.items()}
    tensors["states"] = torch.from_numpy(np.ascontiguousarray(trainer.states))
    trainer.ranks.told(save(tensors))
    trainer.ranks.told(b"" if resumed is None else save(dict(resumed.tensors)))


def tell_end(ranks: Ranks) -> None:
    """Let the other ranks end; rank 0 alone."""
    ranks.told(b"")


def follow(ranks: Ranks) -> int:
    """Train along with rank 0, as often as it says, until it ends; returns how often.

    Raises:
        EnvironmentFault: this machine does not see the decoded pixels.
    """
    count = 0
    while message := ranks.told():
        start = from_plain(TuningStart, json.loads(message))
        tensors = load(ranks.told())
        state = ranks.told()
        states = tensors.pop("states").numpy()
        entry = described(start.settings.backbone)
        preprocessing = preprocessing_of(entry)
        backbone = build_backbone(
            start.settings.backbone, pretrained=False, seed=start.settings.seed
        )
        network = build_network(start.tasks, backbone, start.settings)
        network.load_state_dict(tensors)
        edge = preprocessing.size
        try:
            pixels = np.memmap(
                start.pixels, dtype=np.uint8, mode="r", shape=(start.images, edge, edge, 3)
            )
        except (OSError, ValueError) as error:
            raise EnvironmentFault(
                "A machine does not see the decoded images.",
                subject=start.pixels,
                kept="Every annotation and every finished run is kept.",
                next_step="Put the project where all machines reach it: a shared folder.",
                details=str(error),
            ) from error
        trainer = Trainer(
            network, start.tasks, start.settings, preprocessing, pixels[: len(states)], states,
            ranks.device, Control(), entry.pretrained, start.frozen_stages, start.size, start.views,
            ranks,
        )  # fmt: skip
        if state:
            trainer.resume(TrainerState(start.resumed, load(state)))
        with closing(trainer.epochs()) as epochs:
            for _ in epochs:
                pass
        count += 1
    return count
