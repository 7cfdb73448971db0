"""Time budget on a CPU: what of a backbone learns, from how large images, for how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch

from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import Text, text
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.training.frozen_stages import FrozenStages

CPU_STAGES = 3
"""Stages at the backbone's end that learn on a CPU: most of the gain, a third of the cost."""
SMALLER = 0.78
"""Of the side images are predicted at, that of those learnt from where time is short. Things look
larger in random crops, by about as much (FixRes; Touvron et al., NeurIPS 2019)."""
STRIDE = 32
"""Pixels to one place of the last activations: sides that are no multiple waste some."""
FEWEST_EPOCHS = 6
"""Fewer passes leave the averaged weights near where they started."""
RESERVE = 0.2
"""Share of a budget kept for what was not timed: decoding, checkpoints, a busier machine."""


@dataclass(frozen=True, slots=True)
class TuningPlan:
    """Attributes:
    frozen_stages: stages from the start that do not learn.
    epochs: passes over the training images.
    size: side of the images that are learnt from, pixels.
    message: the choice in words for the person, or empty.
    """

    frozen_stages: int
    epochs: int
    size: int
    message: str | Text = ""


def plan_tuning(
    backbone: Backbone,
    settings: TrainingSettings,
    size: int,
    device: torch.device,
    *,
    pretrained: bool,
    train: int,
    validation: int,
    views: int = 1,
) -> TuningPlan:
    """All stages on an accelerator or from scratch; on a CPU, what fits.

    Args:
        size: side of the images that are predicted, pixels.
        train, validation: images of each kind; validation is seen once an epoch, in
            so many views.
    """
    total = len(backbone.stages)
    if device.type != "cpu" or not pretrained:
        plan = TuningPlan(0, settings.epochs, size)
        if not settings.budget:
            return plan
        candidates = [(0, size)]
    else:
        latest = min(backbone.taps)
        usual = max(0, min(total - CPU_STAGES, latest))
        if not settings.budget:
            told = text(
                "On the CPU the last {learning} of {total} layer groups learn.",
                learning=total - usual,
                total=total,
            )
            return TuningPlan(usual, settings.epochs, size, told if usual else "")
        depths = sorted({0, total // 2, usual} & set(range(latest + 1)))
        smaller = max(STRIDE, round(size * SMALLER / STRIDE) * STRIDE)
        candidates = [(frozen, side) for frozen in depths for side in (size, smaller)]
    look = _seconds_a_look(backbone, size, device) * validation * views
    for frozen, side in candidates:
        epoch = _seconds_a_step(backbone, frozen, side, device, settings) * train + look
        fit = int(settings.budget * (1 - RESERVE) / max(epoch, 1e-9))
        if fit >= min(FEWEST_EPOCHS, settings.epochs) or (frozen, side) == candidates[-1]:
            epochs = max(1, min(settings.epochs, fit))
            told = text(
                "In {budget} s: the last {learning} of {total} layer groups learn from images of "
                "{side} pixels in {epochs} passes of about {seconds:.0f} s.",
                budget=settings.budget,
                learning=total - frozen,
                total=total,
                side=side,
                epochs=epochs,
                seconds=epoch,
            )
            return TuningPlan(frozen, epochs, side, told)
    raise AssertionError("the last candidate is always taken")


def _seconds_a_step(
    backbone: Backbone, frozen: int, size: int, device: torch.device, settings: TrainingSettings
) -> float:
    """Of a training step, for each of its images."""
    images = torch.rand(min(16, settings.batch_size), 3, size, size, device=device)
    backbone = backbone.to(device)
    stages = FrozenStages(backbone, frozen, size, device)
    learning = [p for stage in list(backbone.stages)[frozen:] for p in stage.parameters()]

    def step() -> None:
        seen = backbone.forward_from(frozen, stages(images))
        torch.autograd.grad(seen.sum(), learning, allow_unused=True)

    return _seconds(step, device) / len(images)


def _seconds_a_look(backbone: Backbone, size: int, device: torch.device) -> float:
    """Of one view of one validation image."""
    images = torch.rand(16, 3, size, size, device=device)
    everything = FrozenStages(backbone.to(device), len(backbone.stages), size, device)
    return _seconds(lambda: everything(images), device) / len(images)


def _seconds(work: Callable[[], object], device: torch.device) -> float:
    work()  # the first one allocates
    began = time.monotonic()
    work()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.monotonic() - began


def planned(settings: TrainingSettings, plan: TuningPlan) -> TrainingSettings:
    """The settings with as many epochs as the plan has."""
    return replace(settings, epochs=plan.epochs)
