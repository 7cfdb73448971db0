"""Training steps: the trainer's, the same on resident data, variants, and memory that runs out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.balancing.registry import balancer
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Network, build_network, split_columns
from labelmt.learning.objective.losses import LossChoice, importance_of, task_losses
from labelmt.learning.objective.regularization import apply_pulls
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.ema import WeightAverage
from labelmt.learning.training.optimizer import optimiser_of
from labelmt.learning.training.trainer import EpochDone, StepDone, Trainer
from on_device.measure import Line, forget_peak, median_seconds, peak, settle

SEEN_BEFORE = True
"""As for a backbone with weights from ImageNet: batch norm stays as it is."""


def network_of(data: JobData, settings: TrainingSettings) -> Network:
    backbone = build_backbone(settings.backbone, seed=0)
    return build_network(data.manifest.tasks, backbone, settings)


def trainer_of(data: JobData, settings: TrainingSettings, device: torch.device) -> Trainer:
    """On drawn pixels of the images' number: what they show does not change the pace."""
    preprocessing = preprocessing_of(entry_of(settings.backbone))
    rows = data.train_rows
    side = preprocessing.size
    pixels = np.random.default_rng(0).integers(0, 256, (len(rows), side, side, 3), dtype=np.uint8)
    return Trainer(
        network_of(data, settings),
        data.manifest.tasks,
        settings,
        preprocessing,
        pixels,
        data.states[rows],
        device,
        Control(),
        pretrained=SEEN_BEFORE,
    )


def trained_step(data: JobData, settings: TrainingSettings, device: torch.device) -> float:
    """Seconds of a step of the program's own trainer, the first epoch left out."""
    trainer = trainer_of(data, replace(settings, epochs=2), device)
    steps = 0
    seconds: list[float] = []
    for event in trainer.epochs():
        if isinstance(event, StepDone):
            steps = event.steps
        elif isinstance(event, EpochDone):
            settle(device)
            seconds.append(event.seconds)
    return seconds[-1] / max(steps, 1)


def resident_step(
    data: JobData,
    settings: TrainingSettings,
    device: torch.device,
    repeats: int,
    *,
    kind: torch.dtype | None = None,
    layout: torch.memory_format = torch.channels_last,
    compiled: bool = False,
) -> float:
    """Seconds of the same step on one batch that lies on the device: nothing is fed or changed.

    Args:
        kind: of the arithmetic; None is what the trainer takes on this device.
    """
    specs = data.manifest.tasks
    network = network_of(data, settings).to(device)
    network.to(memory_format=layout)  # type: ignore[call-overload]
    network.train()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    preprocessing = preprocessing_of(entry_of(settings.backbone))
    side, batch = preprocessing.size, settings.batch_size
    images = torch.rand(batch, 3, side, side, device=device).contiguous(memory_format=layout)
    states = torch.from_numpy(data.states[data.train_rows[:batch]])
    blocks = [one.to(device) for one in split_columns(specs, states)]
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    strategy = balancer(
        settings.balancing, len(specs), torch.Generator().manual_seed(0), importance_of(specs)
    )
    optimiser, pulls = optimiser_of(network, settings, len(data.train_rows), SEEN_BEFORE, strategy)
    rates = [float(group["lr"]) for group in optimiser.param_groups]
    average = WeightAverage(network)
    if kind is None:
        bf16 = device.type == "cuda" and torch.cuda.is_bf16_supported()
        kind = torch.bfloat16 if bf16 else torch.float32
    forward = torch.compile(network) if compiled else network

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=kind is torch.bfloat16):
            logits = forward(images)
        task_losses(specs, logits, blocks, choice).sum().backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        apply_pulls(pulls, rates)
        average.update(network)

    return median_seconds(step, device, repeats)


def steps(
    data: JobData, settings: TrainingSettings, device: torch.device, repeats: int, *, compiled: bool
) -> Iterator[Line]:
    batch = settings.batch_size
    forget_peak(device)
    trained = trained_step(data, settings, device)
    yield Line(f"training step, {batch} images", f"{1000 * trained:.1f} ms")
    yield Line(f"most memory of training, batch {batch}", peak(device))
    resident = resident_step(data, settings, device, repeats)
    yield Line("the same on resident data", f"{1000 * resident:.1f} ms")
    yield Line("its share of the pace on resident data", f"{resident / trained:.1%}", "95 %")
    if device.type != "cuda":
        return
    for kind in (torch.float32, torch.bfloat16):
        for layout in (torch.contiguous_format, torch.channels_last):
            for how in (False, True) if compiled else (False,):
                what = (
                    f"resident step, {str(kind)[6:]}, "
                    f"{'channels-last' if layout is torch.channels_last else 'contiguous'}, "
                    f"{'compiled' if how else 'eager'}"
                )
                try:
                    seconds = resident_step(
                        data, settings, device, repeats, kind=kind, layout=layout, compiled=how
                    )
                except Exception as error:  # noqa: BLE001 - compilers fail as they like
                    yield Line(what, f"failed: {type(error).__name__}")
                    continue
                yield Line(what, f"{1000 * seconds:.1f} ms")


def memory_runs_out(
    data: JobData, settings: TrainingSettings, device: torch.device, share: float
) -> Iterator[Line]:
    """A real shortage: the batch must be halved until it fits, and training go on.

    Args:
        share: of the device's memory that this process may take, for this part alone.
    """
    if device.type != "cuda":
        yield Line("memory that runs out", "not provoked on a CPU")
        return
    few = replace(data, train_rows=data.train_rows[: 4 * settings.batch_size])
    forget_peak(device)
    torch.cuda.set_per_process_memory_fraction(share, device)
    try:
        began = time.perf_counter()
        trainer = trainer_of(few, replace(settings, epochs=1), device)
        losses: list[float] = []
        told: list[str] = []
        for event in trainer.epochs():
            if isinstance(event, StepDone) and event.message:
                told.append(str(event.message))
            elif isinstance(event, EpochDone):
                losses.append(event.train_loss)
        yield Line(
            f"memory runs out at batch {settings.batch_size}",
            f"went on with {trainer.batch} at a time, loss {losses[-1]:.3f}, "
            f"{time.perf_counter() - began:.1f} s; {told[-1] if told else 'nothing was said'}",
            "halved, finite",
        )
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, device)
        forget_peak(device)
