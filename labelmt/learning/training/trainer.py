"""Trainer of stage 2: the shared backbone learns too, from stage 1's heads."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import Text, text
from labelmt.learning.balancing.registry import balancer
from labelmt.learning.data.augmentation import (
    allowed_changes,
    drawn_colours,
    drawn_views,
    recoloured,
    viewed,
)
from labelmt.learning.data.pixel_feed import PixelFeed
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.data.views import EACH_ONE_VIEW, TaskViews, seen_as
from labelmt.learning.features.inference import make_infer
from labelmt.learning.models.network import JoinedLogits, Network, split_columns
from labelmt.learning.objective.losses import (
    LossChoice,
    importance_of,
    known_counts,
    task_losses,
)
from labelmt.learning.objective.regularization import apply_pulls
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.ema import WeightAverage
from labelmt.learning.training.frozen_stages import FrozenStages
from labelmt.learning.training.optimizer import optimiser_of, shared_parameters
from labelmt.learning.training.ranks import Ranks
from labelmt.learning.training.schedule import cosine_factor
from labelmt.learning.training.shared_draws import share_draws
from labelmt.learning.training.trainer_state import TrainerState

REPORT_S = 0.3
SMALLEST_BATCH = 2
_FIRST, _AGAIN = 1, 2
"""Passes of a step beside the one that is learnt from: before it, and after it."""
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


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """Images of a batch, (n, 2, 3) maps of their views, (n, 3) factors of their colours, and
    (tasks,) their share of its losses. ``at``: which they are of all images of the batch."""

    at: slice
    rows: NDArray[np.int64]
    maps: Tensor
    colours: Tensor | None
    shares: Tensor


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    """The images of one step, (n, 2, 3) maps of their views, (n, 3) factors of their colours or
    None, (n, tasks) how much is known."""

    rows: NDArray[np.int64]
    maps: Tensor
    colours: Tensor | None
    counts: Tensor

    @property
    def known(self) -> Tensor:
        """(tasks,) bool."""
        return self.counts.sum(dim=0) > 0

    def parts(self, size: int, ranks: Ranks | None) -> list[_Part]:
        """This rank's, in parts of at most so many images, that count by what is known in them."""
        whole = self.counts.sum(dim=0).clamp(min=1)
        n = len(self.rows)
        mine = slice(0, n) if ranks is None else ranks.part_of(n)
        return [
            _Part(
                at,
                self.rows[at],
                self.maps[at],
                None if self.colours is None else self.colours[at],
                self.counts[at].sum(dim=0) / whole,
            )
            for at in (
                slice(i, min(i + size, mine.stop)) for i in range(mine.start, mine.stop, size)
            )
        ]


@dataclass(eq=False)
class Trainer:
    """Trains a network on pixels; ``epochs()`` reads top to bottom.

    Args:
        pixels: (n, size, size, 3) uint8. states: (n, all labels) int8 of State codes.
        frozen_stages: how many of the backbone's stages do not learn, from its start.
        size: side of the views that are learnt from, pixels; None is that of the pixels.
        views: what each task will see an image as when it is predicted.
        ranks: processes that train it together, each with a trainer that was made alike; None:
            this one alone. Statistics of batch norm stay as they are under them, of any number.
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
    views: TaskViews = EACH_ONE_VIEW
    ranks: Ranks | None = None
    batch: int = field(init=False)

    def __post_init__(self) -> None:
        self.batch = min(self.settings.batch_size, max(SMALLEST_BATCH, len(self.pixels)))
        self._channels_last = self.device.type == "cuda"  # wrong gradients on MPS, pytorch#175189
        for backbone in self.network.backbones():
            backbone.stages[: self.frozen_stages].requires_grad_(False)
        size = self.size or self.preprocessing.size
        self.frozen = FrozenStages(self.network.backbone, self.frozen_stages, size, self.device)
        self._draws = None if self.ranks is None else share_draws(self.network)
        self.network.to(self.device)
        if self._channels_last:
            self.network.to(memory_format=torch.channels_last)
        self._feed = PixelFeed(self.pixels, self.device)
        self._choice = LossChoice(self.settings.multilabel_loss, self.settings.label_smoothing)
        self._rng = torch.Generator().manual_seed(self.settings.seed)
        self._importance = importance_of(self.specs)
        self._balancer = balancer(
            self.settings.balancing, len(self.specs), self._rng, self._importance
        )
        self._states, self._counts = self._known()
        self._allowed = allowed_changes(self.specs, self.settings, self.views, self._counts > 0)
        self._shared = shared_parameters(self.network)
        self._optimiser, self._pulls = optimiser_of(
            self.network, self.settings, len(self.pixels), self.pretrained, self._balancer
        )
        self.average = WeightAverage(self.network)
        self._message: str | Text = ""
        self._epoch = self._steps = 0
        self._ended = False

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

    def epochs(self) -> Generator[StepDone | EpochDone, None, None]:
        """Train; a cancel ends it at the next step. Rank 0 says for all when it ends."""
        try:
            yield from self._epochs()
        except GeneratorExit:
            if self.ranks is not None and self.ranks.leads and not self._ended:
                self._goes_on(False)  # nobody asks for more; the others wait for a word
            raise

    def _goes_on(self, wanted: bool) -> bool:
        """Whether there is to be another step or epoch; every rank asks at the same places."""
        goes_on = wanted if self.ranks is None else self.ranks.agreed(wanted)
        self._ended = not goes_on
        return goes_on

    def _epochs(self) -> Iterator[StepDone | EpochDone]:
        if not self._epoch:
            torch.manual_seed(self.settings.seed)
        base = [group["initial_lr"] for group in self._optimiser.param_groups]
        total, reported = self.settings.epochs, 0.0
        while self._goes_on(self._epoch < total):
            began = time.monotonic()
            self._set_training(True)
            losses: list[Tensor] = []
            told: list[Tensor] = []
            recent = 0
            batches = self._batches()
            for number, rows in enumerate(batches, start=1):
                if not self._goes_on(not self.control.cancelled):
                    return
                step = self._steps = self._epoch * len(batches) + number - 1
                factor = cosine_factor(step, total * len(batches))
                rates = [rate * factor for rate in base]
                for group, rate in zip(self._optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate
                loss, known = self._step(rows)
                losses.append(loss)
                told.append(known)
                apply_pulls(self._pulls, rates)
                self.average.update(self.network)
                if time.monotonic() - reported >= REPORT_S:
                    reported = time.monotonic()
                    seen = torch.stack(losses[recent:]).cpu() * self._importance
                    mean_loss = float(seen.sum(dim=1).mean())
                    recent = len(losses)
                    message, self._message = self._message, ""
                    yield StepDone(self._epoch + 1, number, len(batches), mean_loss, message)
            # Of the steps in which a task knew something; NaN where there was none.
            mean = torch.stack(losses).cpu().sum(dim=0) / torch.stack(told).sum(dim=0)
            self._balancer.epoch_ended(mean)
            self._epoch += 1
            seconds = time.monotonic() - began
            whole = float((self._importance * mean).nansum())
            yield EpochDone(self._epoch, self._averaged(), whole, seconds)

    def _known(self) -> tuple[list[Tensor], Tensor]:
        """One (n, labels) int8 a task on the device, and (n, tasks): how much is known of each."""
        read = split_columns(self.specs, torch.from_numpy(self.states))
        counts = [known_counts(spec, block) for spec, block in zip(self.specs, read, strict=True)]
        return [block.to(self.device) for block in read], torch.stack(counts, dim=1)

    def _step(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """One step; returns (tasks,) losses and whether each knew anything.

        When memory runs out the batch comes in smaller parts from now on, and is one step still.
        """
        at = torch.from_numpy(rows)
        allowed = self._allowed.of(at)
        maps, colours = drawn_views(allowed, self._rng), drawn_colours(allowed, self._rng)
        batch = _Batch(rows, maps, colours, self._counts[at])
        draws = self._rng.get_state()

        def learn() -> Tensor:
            self._rng.set_state(draws)
            self._optimiser.zero_grad(set_to_none=True)
            losses = self._backward(batch)
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self._optimiser.step()
            return losses

        losses = self._smaller_on_need(learn)
        self._balancer.stepped(
            losses, lambda: self._smaller_on_need(lambda: self._losses_only(batch))
        )
        return losses, batch.known

    def _smaller_on_need(self, work: Callable[[], Tensor]) -> Tensor:
        while True:
            try:
                return work()
            except torch.OutOfMemoryError:
                if self.batch <= SMALLEST_BATCH:
                    raise
                self.batch = max(SMALLEST_BATCH, self.batch // 2)
                self._message = text(
                    "Memory ran out; going on with {images} images at a time.", images=self.batch
                )
                self._optimiser.zero_grad(set_to_none=True)
                torch.cuda.empty_cache()

    def _backward(self, batch: _Batch) -> Tensor:
        """Gradients of one step, in as many parts as memory wants; (tasks,) its losses."""
        parts = batch.parts(self.batch, self.ranks)
        strategy = self._balancer
        if len(parts) == 1 and self.ranks is None:
            losses = self._losses(parts[0], len(batch.rows))
            total = losses.detach()
            strategy.begin(batch.known, total)
            strategy.add(losses, self._shared)
        else:
            first = self._losses_only(batch, _FIRST) if strategy.needs_losses else None
            strategy.begin(batch.known, first)
            total = torch.zeros(len(self.specs), device=self.device)
            for part in parts:
                losses = self._losses(part, len(batch.rows))
                strategy.add(losses, self._shared)
                total += losses.detach()
            if self.ranks is not None:
                self.ranks.sum(total)
                self.ranks.sum_gradients(self.network.parameters())
                strategy.join(self.ranks.sum, self._shared)
        strategy.finish(total, self._shared)
        return total

    @torch.no_grad()
    def _losses_only(self, batch: _Batch, when: int = _AGAIN) -> Tensor:
        """(tasks,) losses of a batch with the weights as they are now, under dropout of its own."""
        devices = [self.device] if self.device.type == "cuda" else []
        total = torch.zeros(len(self.specs), device=self.device)
        with torch.random.fork_rng(devices=devices):
            for part in batch.parts(self.batch, self.ranks):
                total += self._losses(part, len(batch.rows), when)
        return total if self.ranks is None else self.ranks.sum(total)

    def _losses(self, part: _Part, count: int, when: int = 0) -> Tensor:
        """(tasks,) a part's share of the losses of a batch of so many images.

        Args:
            when: in the step: what dropout hides is drawn anew each time.
        """
        if self._draws is not None:
            seed = (self.settings.seed * 1_000_003 + self._steps) * 3 + when
            self._draws.begin(seed, count, part.at)
        images = self.preprocessing.normalised(self._feed(part.rows))
        if part.colours is not None:
            shades = self.preprocessing.mean, self.preprocessing.std
            images = recoloured(images, part.colours, *shades)
        images = viewed(images, part.maps, self.size)
        if self._channels_last:
            images = images.contiguous(memory_format=torch.channels_last)
        bf16 = self.device.type == "cuda" and torch.cuda.is_bf16_supported()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bf16):
            logits = self.network.forward_from(self.frozen_stages, self.frozen(images))
        at = torch.from_numpy(part.rows).to(self.device)
        losses = task_losses(self.specs, logits, [one[at] for one in self._states], self._choice)
        return losses * part.shares.to(self.device)

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
        # Statistics of small batches are worse than ImageNet's, and a rank's own are of a part.
        if self.pretrained or self.ranks is not None:
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
    views: TaskViews = EACH_ONE_VIEW,
) -> NDArray[np.float32]:
    """(n, size, size, 3) uint8 to (n, all labels) logits, each image seen as ``views`` say.

    Args:
        frozen: the stages that no training has changed, where they run faster than in torch; made
            for images of this size.
    """
    network = network.eval().to(device)
    parts = [
        np.ascontiguousarray(pixels[start : start + batch])
        for start in range(0, len(pixels), batch)
    ]
    if device.type == "cpu" and len(pixels) * len(views.views) >= COMPILED_FROM:
        infer = make_infer(JoinedLogits(network), preprocessing, device, views)
        return np.concatenate([infer(part)() for part in parts])
    out = []
    for part in parts:
        images = seen_as(preprocessing.normalised(torch.from_numpy(part).to(device)), views.views)
        x, count = (images, 0) if frozen is None else (frozen(images), frozen.count)
        logits = network.forward_from(count, x, views)
        out.append(torch.cat(logits, dim=1).float().cpu().numpy())
    return np.concatenate(out)
