"""Stage 2: the shared backbone learns too, from stage 1's heads."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import Text, text
from labelmt.learning.balancing import balancer
from labelmt.learning.data.augmentation import random_views
from labelmt.learning.data.pixel_feed import PixelFeed
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.data.views import ONE_VIEW, seen_as
from labelmt.learning.features.inference import make_infer
from labelmt.learning.models.network import JoinedLogits, Network, split_columns
from labelmt.learning.objective.losses import LossChoice, task_losses, with_unlabelled_absent
from labelmt.learning.objective.regularization import apply_pulls
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.ema import WeightAverage
from labelmt.learning.training.frozen_stages import FrozenStages
from labelmt.learning.training.optimizer import optimiser_of, shared_parameters
from labelmt.learning.training.schedule import cosine_factor
from labelmt.learning.training.trainer_state import TrainerState

REPORT_S = 0.3
SMALLEST_BATCH = 2
COMPILED_FROM = 200
"""Views from which a network is seen sooner with the second that OpenVINO takes to compile it."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """``loss`` is the mean data term since the last report."""

    epoch: int
    step: int
    steps: int
    loss: float
    message: str | Text = ""


@dataclass(frozen=True, eq=False, slots=True)
class EpochDone:
    """The averaged weights after an epoch, in ``network``, ready to be validated."""

    epoch: int
    network: Network
    train_loss: float
    seconds: float


@dataclass(eq=False)
class Trainer:
    """Trains a network on pixels; ``epochs()`` reads top to bottom.

    Args:
        pixels: (n, size, size, 3) uint8. states: (n, all labels) int8 of State codes.
        frozen_stages: how many of the backbone's stages do not learn, from its start.
        size: side of the views that are learnt from, pixels; None is that of the pixels.
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
    frozen_stages: int = 0
    size: int | None = None
    batch: int = field(init=False)

    def __post_init__(self) -> None:
        self.batch = min(self.settings.batch_size, max(SMALLEST_BATCH, len(self.pixels)))
        self._channels_last = self.device.type == "cuda"  # wrong gradients on MPS, pytorch#175189
        for backbone in self.network.backbones():
            backbone.stages[: self.frozen_stages].requires_grad_(False)
        size = self.size or self.preprocessing.size
        self.frozen = FrozenStages(self.network.backbone, self.frozen_stages, size, self.device)
        self.network.to(self.device)
        if self._channels_last:
            self.network.to(memory_format=torch.channels_last)
        self._feed = PixelFeed(self.pixels, self.device)
        self._choice = LossChoice(self.settings.multilabel_loss, self.settings.label_smoothing)
        self._rng = torch.Generator().manual_seed(self.settings.seed)
        self._balancer = balancer(self.settings.balancing, len(self.specs), self._rng)
        self._shared = shared_parameters(self.network)
        self._optimiser, self._pulls = optimiser_of(
            self.network, self.settings, len(self.pixels), self.pretrained, self._balancer
        )
        self.average = WeightAverage(self.network)
        self._message: str | Text = ""
        self._epoch = 0

    def state(self) -> TrainerState:
        """All that the epochs to come depend on."""
        return TrainerState.of(
            self._epoch,
            self.network,
            self.average,
            self._optimiser,
            self._balancer.state(),
            self._rng,
        )

    def resume(self, state: TrainerState) -> None:
        """Go on after the epoch at which the state was taken."""
        state.restore(self.network, self.average, self._optimiser, self._rng)
        self._balancer.load(state.balancing())
        self._epoch = state.epoch

    def epochs(self) -> Iterator[StepDone | EpochDone]:
        """Train; a cancel ends it at the next step."""
        if not self._epoch:
            torch.manual_seed(self.settings.seed)
        states = [
            with_unlabelled_absent(spec, block).to(self.device)
            for spec, block in zip(
                self.specs, split_columns(self.specs, torch.from_numpy(self.states)), strict=True
            )
        ]
        base = [group["initial_lr"] for group in self._optimiser.param_groups]
        total, reported = self.settings.epochs, 0.0
        while self._epoch < total:
            began = time.monotonic()
            self._set_training(True)
            losses: list[Tensor] = []
            recent = 0
            batches = self._batches()
            for number, rows in enumerate(batches, start=1):
                if self.control.wait_while_paused():
                    return
                step = self._epoch * len(batches) + number - 1
                factor = cosine_factor(step, total * len(batches))
                rates = [rate * factor for rate in base]
                for group, rate in zip(self._optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate
                losses.append(self._step(rows, states))
                apply_pulls(self._pulls, rates)
                self.average.update(self.network)
                if time.monotonic() - reported >= REPORT_S:
                    reported = time.monotonic()
                    loss = float(torch.stack(losses[recent:]).sum(dim=1).mean())
                    recent = len(losses)
                    message, self._message = self._message, ""
                    yield StepDone(self._epoch + 1, number, len(batches), loss, message)
            mean = torch.stack(losses).mean(dim=0)
            self._balancer.epoch_ended(mean)
            self._epoch += 1
            seconds = time.monotonic() - began
            yield EpochDone(self._epoch, self._averaged(), float(mean.sum()), seconds)

    def _step(self, rows: NDArray[np.int64], states: list[Tensor]) -> Tensor:
        """One step; returns (tasks,) losses. When memory runs out, in smaller parts from now on."""
        while True:
            self._optimiser.zero_grad(set_to_none=True)
            total = torch.zeros(len(self.specs), device=self.device)
            views = self._rng.get_state()
            try:
                for start in range(0, len(rows), self.batch):
                    part = rows[start : start + self.batch]
                    losses = self._losses(part, states)
                    self._balancer.backward(losses * (len(part) / len(rows)), self._shared)
                    total += losses.detach() * (len(part) / len(rows))
                nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self._optimiser.step()
                after = self._rng.get_state()
                self._balancer.stepped(total, partial(self._losses_again, rows, states, views))
                self._rng.set_state(after)
                return total
            except torch.OutOfMemoryError:
                if self.batch <= SMALLEST_BATCH:
                    raise
                self.batch = max(SMALLEST_BATCH, self.batch // 2)
                self._message = text(
                    "Memory ran out; going on with {images} images at a time.", images=self.batch
                )
                self._rng.set_state(views)
                self._optimiser.zero_grad(set_to_none=True)
                torch.cuda.empty_cache()

    def _losses(self, rows: NDArray[np.int64], states: list[Tensor]) -> Tensor:
        images = self.preprocessing.normalised(self._feed(rows))
        images = random_views(
            images,
            flip=self.settings.flip,
            generator=self._rng,
            turn=self.network.backbone.views != ONE_VIEW,  # then up means little here
            size=self.size,
        )
        if self._channels_last:
            images = images.contiguous(memory_format=torch.channels_last)
        bf16 = self.device.type == "cuda" and torch.cuda.is_bf16_supported()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bf16):
            logits = self.network.forward_from(self.frozen_stages, self.frozen(images))
        at = torch.from_numpy(rows).to(self.device)
        return task_losses(self.specs, logits, [block[at] for block in states], self._choice)

    @torch.no_grad()
    def _losses_again(self, rows: NDArray[np.int64], states: list[Tensor], views: Tensor) -> Tensor:
        """The losses of the same views of a batch, with the weights as they are now."""
        self._rng.set_state(views)
        total = torch.zeros(len(self.specs), device=self.device)
        for start in range(0, len(rows), self.batch):
            part = rows[start : start + self.batch]
            total += self._losses(part, states) * (len(part) / len(rows))
        return total

    def _batches(self) -> list[NDArray[np.int64]]:
        """A random order in batches of at least two: one image breaks batch norm."""
        order = torch.randperm(len(self.pixels), generator=self._rng).numpy()
        size = self.settings.batch_size
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        if len(batches) > 1 and len(batches[-1]) < SMALLEST_BATCH:
            batches.pop()
        return batches

    def _set_training(self, training: bool) -> None:
        self.network.train(training)
        if self.pretrained:  # statistics of small batches are worse than ImageNet's
            for module in self.network.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def _averaged(self) -> Network:
        network = copy.deepcopy(self.network)
        network.load_state_dict(self.average.state())
        return network.eval()


@torch.inference_mode()
def pixel_logits(
    network: Network,
    preprocessing: Preprocessing,
    pixels: NDArray[np.uint8],
    device: torch.device,
    frozen: FrozenStages | None = None,
    batch: int = 16,
) -> NDArray[np.float32]:
    """(n, size, size, 3) uint8 to (n, all labels) logits, seen as the backbone's views say.

    Args:
        frozen: the stages that no training has changed, where they run faster than in torch; made
            for images of this size.
    """
    network = network.eval().to(device)
    views = network.backbone.views
    parts = [
        np.ascontiguousarray(pixels[start : start + batch])
        for start in range(0, len(pixels), batch)
    ]
    if device.type == "cpu" and len(pixels) * len(views) >= COMPILED_FROM:
        infer = make_infer(JoinedLogits(network), preprocessing, device)
        return np.concatenate([infer(part)() for part in parts])
    out = []
    for part in parts:
        images = seen_as(preprocessing.normalised(torch.from_numpy(part).to(device)), views)
        x, count = (images, 0) if frozen is None else (frozen(images), frozen.count)
        logits = network.forward_from(count, x, len(views))
        out.append(torch.cat(logits, dim=1).float().cpu().numpy())
    return np.concatenate(out)
