"""Stage 2: the shared backbone learns too, from stage 1's heads."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelmt.domain.manifest import TaskSpec
from labelmt.domain.settings import TrainingSettings
from labelmt.learning.augmentation import normalise, random_views
from labelmt.learning.backbones import Backbone
from labelmt.learning.control import Control
from labelmt.learning.ema import WeightAverage
from labelmt.learning.inference import make_infer
from labelmt.learning.losses import objective, with_unlabelled_absent
from labelmt.learning.network import Network, split_columns
from labelmt.learning.preprocessing import Preprocessing
from labelmt.learning.regularization import Pull, apply_pulls, regularised
from labelmt.learning.schedule import cosine_factor

CPU_STAGES = 3
"""Stages at the backbone's end that learn on a CPU: most of the gain, a third of the cost."""
REPORT_S = 0.3
SMALLEST_BATCH = 2


@dataclass(frozen=True, slots=True)
class StepDone:
    """``loss`` is the mean data term since the last report."""

    epoch: int
    step: int
    steps: int
    loss: float
    message: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class EpochDone:
    """The averaged weights after an epoch, in ``network``, ready to be validated."""

    epoch: int
    network: Network
    train_loss: float
    seconds: float


class FrozenStages:
    """The first stages of a backbone while they do not learn, at frozen inference's pace."""

    def __init__(self, backbone: Backbone, count: int, size: int, device: torch.device) -> None:
        self.count = count
        stages = nn.Sequential(*list(backbone.stages)[:count])
        self._infer = make_infer(stages, size, device) if count else None

    def __call__(self, images: Tensor) -> Tensor:
        """(n, 3, size, size) normalised pixels to the activations after these stages."""
        if self._infer is None:
            return images
        made = self._infer(images.cpu().numpy())
        return torch.from_numpy(made).to(images.device)


@dataclass(eq=False)
class Tuner:
    """Trains a network on pixels; ``epochs()`` reads top to bottom.

    Args:
        pixels: (n, size, size, 3) uint8. states: (n, all labels) int8 of State codes.
    """

    network: Network
    specs: tuple[TaskSpec, ...]
    settings: TrainingSettings
    preprocessing: Preprocessing
    pixels: NDArray[np.uint8]
    states: NDArray[np.int8]
    device: torch.device
    control: Control
    pretrained: bool
    batch: int = field(init=False)

    def __post_init__(self) -> None:
        self.batch = min(self.settings.batch_size, max(SMALLEST_BATCH, len(self.pixels)))
        self._channels_last = self.device.type == "cuda"  # wrong gradients on MPS, pytorch#175189
        self.frozen_stages = self._freeze()
        self.frozen = FrozenStages(
            self.network.backbone, self.frozen_stages, self.preprocessing.size, self.device
        )
        self.network.to(self.device)
        if self._channels_last:
            self.network.to(memory_format=torch.channels_last)
        self.average = WeightAverage(self.network)
        self._message = ""

    def epochs(self) -> Iterator[StepDone | EpochDone]:
        """Train; a cancel ends it at the next step."""
        torch.manual_seed(self.settings.seed)
        chance = torch.Generator().manual_seed(self.settings.seed)
        optimiser, pulls = self._optimiser()
        base = [group["lr"] for group in optimiser.param_groups]
        states = [
            with_unlabelled_absent(spec, block)
            for spec, block in zip(
                self.specs, split_columns(self.specs, torch.from_numpy(self.states)), strict=True
            )
        ]
        total_epochs, step = self.settings.epochs, 0
        reported = 0.0
        for epoch in range(1, total_epochs + 1):
            began = time.monotonic()
            self._set_training(True)
            losses: list[Tensor] = []
            recent = 0
            batches = self._batches(chance)
            steps = total_epochs * len(batches)
            for number, rows in enumerate(batches, start=1):
                if self.control.wait_while_paused():
                    return
                rates = [rate * cosine_factor(step, steps) for rate in base]
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate
                losses.append(self._step(rows, states, chance, optimiser))
                apply_pulls(pulls, rates)
                self.average.update(self.network)
                step += 1
                if time.monotonic() - reported >= REPORT_S:
                    reported = time.monotonic()
                    loss = float(torch.stack(losses[recent:]).mean())
                    recent = len(losses)
                    yield StepDone(epoch, number, len(batches), loss, self._take_message())
            train_loss = float(torch.stack(losses).mean()) if losses else 0.0
            yield EpochDone(epoch, self._averaged(), train_loss, time.monotonic() - began)

    def _step(
        self,
        rows: NDArray[np.int64],
        states: list[Tensor],
        chance: torch.Generator,
        optimiser: torch.optim.Optimizer,
    ) -> Tensor:
        """One optimiser step; when memory runs out, the batch is halved and accumulated."""
        while True:
            optimiser.zero_grad(set_to_none=True)
            parts = np.array_split(rows, -(-len(rows) // self.batch))
            try:
                total = torch.zeros((), device=self.device)
                for part in parts:
                    loss = self._loss(part, states, chance) * (len(part) / len(rows))
                    loss.backward()  # type: ignore[no-untyped-call]
                    total += loss.detach()
                nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                optimiser.step()
                return total
            except torch.OutOfMemoryError:
                if self.batch <= SMALLEST_BATCH:
                    raise
                self.batch = max(SMALLEST_BATCH, self.batch // 2)
                self._message = f"Memory ran out; going on with {self.batch} images at a time."
                optimiser.zero_grad(set_to_none=True)
                torch.cuda.empty_cache()

    def _loss(
        self, rows: NDArray[np.int64], states: list[Tensor], chance: torch.Generator
    ) -> Tensor:
        pixels = torch.from_numpy(self.pixels[rows]).to(self.device)
        images = normalise(pixels, self.preprocessing.mean, self.preprocessing.std)
        images = random_views(images, flip=self.settings.flip, generator=chance)
        if self._channels_last:
            images = images.contiguous(memory_format=torch.channels_last)
        bf16 = self.device.type == "cuda" and torch.cuda.is_bf16_supported()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bf16):
            logits = self.network.forward_from(self.frozen_stages, self.frozen(images))
        known = [block[rows].to(self.device) for block in states]
        return objective(self.specs, logits, known)

    def _batches(self, chance: torch.Generator) -> list[NDArray[np.int64]]:
        """A random order in batches of at least two: one image breaks batch norm."""
        order = torch.randperm(len(self.pixels), generator=chance).numpy()
        size = self.settings.batch_size
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        if len(batches) > 1 and len(batches[-1]) < SMALLEST_BATCH:
            batches.pop()
        return batches

    def _freeze(self) -> int:
        stages = list(self.network.backbone.stages)
        if self.device.type != "cpu" or not self.pretrained:
            return 0
        frozen = max(0, min(len(stages) - CPU_STAGES, *self.network.backbone.taps))
        for stage in stages[:frozen]:
            stage.requires_grad_(False)
        return frozen

    def _set_training(self, training: bool) -> None:
        self.network.train(training)
        if self.pretrained:  # statistics of small batches are worse than ImageNet's
            for module in self.network.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def _optimiser(self) -> tuple[torch.optim.Optimizer, list[Pull]]:
        settings = self.settings
        groups: list[dict[str, object]] = []
        pulls: list[Pull] = []
        stages = list(self.network.backbone.stages)
        for index, stage in enumerate(stages):
            parameters = [p for p in stage.parameters() if p.requires_grad]
            if not parameters:
                continue
            rate = settings.backbone_rate * settings.layer_decay ** (len(stages) - 1 - index)
            if not self.pretrained:
                rate = settings.head_rate
            for _, weight in regularised(stage):
                anchor = weight.detach().clone() if self.pretrained else None
                pulls.append(Pull(weight, anchor, settings.shared_l2, len(groups)))
            groups.append({"params": parameters, "lr": rate})
        for _, weight in regularised(self.network.heads):
            strength = settings.head_l2 / max(len(self.pixels), 1)  # as stage 1 counts it
            pulls.append(Pull(weight, None, strength, len(groups)))
        groups.append({"params": list(self.network.heads.parameters()), "lr": settings.head_rate})
        return torch.optim.AdamW(groups, weight_decay=0.0), pulls

    def _averaged(self) -> Network:
        network = copy.deepcopy(self.network)
        network.load_state_dict(self.average.state())
        return network.eval()

    def _take_message(self) -> str:
        message, self._message = self._message, ""
        return message


@torch.inference_mode()
def pixel_logits(
    network: Network,
    preprocessing: Preprocessing,
    pixels: NDArray[np.uint8],
    device: torch.device,
    frozen: FrozenStages | None = None,
    batch: int = 32,
) -> NDArray[np.float32]:
    """(n, size, size, 3) uint8 to (n, all labels) logits.

    Args:
        frozen: the stages that no training has changed, where they run faster than in torch.
    """
    network = network.eval().to(device)
    out = []
    for start in range(0, len(pixels), batch):
        part = torch.from_numpy(np.ascontiguousarray(pixels[start : start + batch])).to(device)
        images = normalise(part, preprocessing.mean, preprocessing.std)
        logits = (
            network(images)
            if frozen is None
            else network.forward_from(frozen.count, frozen(images))
        )
        out.append(torch.cat(logits, dim=1).float().cpu().numpy())
    return np.concatenate(out)
