"""What of a backbone learns, and for how long: what fits the time on a CPU."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import torch

from labelmt.domain.settings import TrainingSettings
from labelmt.learning.features.backbones import Backbone
from labelmt.learning.tuning.frozen_stages import FrozenStages

CPU_STAGES = 3
"""Stages at the backbone's end that learn on a CPU: most of the gain, a third of the cost."""
FEWEST_EPOCHS = 6
"""Fewer passes leave the averaged weights near where they started."""
RESERVE = 0.2
"""Share of a budget kept for what was not timed: decoding, checkpoints, a busier machine."""


@dataclass(frozen=True, slots=True)
class TuningPlan:
    """Attributes:
    frozen_stages: stages from the start that do not learn.
    epochs: passes over the training images.
    message: the choice in words for the person, or empty.
    """

    frozen_stages: int
    epochs: int
    message: str = ""


def plan_tuning(
    backbone: Backbone,
    settings: TrainingSettings,
    size: int,
    device: torch.device,
    *,
    pretrained: bool,
    train: int,
    validation: int,
) -> TuningPlan:
    """All stages on an accelerator or from scratch; on a CPU, what fits.

    Args:
        train, validation: images of each kind; validation is seen once an epoch.
    """
    total = len(backbone.stages)
    if device.type != "cpu" or not pretrained:
        plan = TuningPlan(0, settings.epochs)
        if not settings.budget:
            return plan
        candidates = [0]
    else:
        latest = min(backbone.taps)
        usual = max(0, min(total - CPU_STAGES, latest))
        if not settings.budget:
            told = f"On the CPU the last {total - usual} of {total} layer groups learn."
            return TuningPlan(usual, settings.epochs, told if usual else "")
        candidates = sorted({0, total // 2, usual} & set(range(latest + 1)))
    for frozen in candidates:
        step, look = _seconds_an_image(backbone, frozen, size, device, settings)
        epoch = step * train + look * validation * len(backbone.views)
        fit = int(settings.budget * (1 - RESERVE) / max(epoch, 1e-9))
        if fit >= min(FEWEST_EPOCHS, settings.epochs) or frozen == candidates[-1]:
            epochs = max(1, min(settings.epochs, fit))
            told = (
                f"In {settings.budget} s: the last {total - frozen} of {total} layer groups learn"
                f" in {epochs} passes of about {epoch:.0f} s."
            )
            return TuningPlan(frozen, epochs, told)
    raise AssertionError("the last candidate is always taken")


def _seconds_an_image(
    backbone: Backbone, frozen: int, size: int, device: torch.device, settings: TrainingSettings
) -> tuple[float, float]:
    """Of a training step and of a look without gradients, from one batch after another."""
    count = min(16, settings.batch_size)
    images = torch.rand(count, 3, size, size, device=device)
    backbone = backbone.to(device)
    stages = FrozenStages(backbone, frozen, size, device)
    learning = [p for stage in list(backbone.stages)[frozen:] for p in stage.parameters()]

    def look() -> torch.Tensor:
        return backbone.forward_from(frozen, stages(images))

    def step() -> None:
        torch.autograd.grad(look().sum(), learning, allow_unused=True)

    seconds = []
    for work in (step, torch.no_grad()(look)):
        work()  # the first one allocates
        began = time.monotonic()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        seconds.append((time.monotonic() - began) / count)
    return seconds[0], seconds[1]


def planned(settings: TrainingSettings, plan: TuningPlan) -> TrainingSettings:
    """The settings with as many epochs as the plan has."""
    return replace(settings, epochs=plan.epochs)
