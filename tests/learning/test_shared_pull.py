"""γ is felt: how far a default run is pulled back, by which γ, and what older projects meant."""

from __future__ import annotations

import math

import pytest
import torch

from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import (
    AUTOMATIC,
    PULL_SCALE,
    TrainingSettings,
    changed,
)
from labelmt.learning.balancing.equal import Equal
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import build_network
from labelmt.learning.objective.regularization import apply_pulls, shared_strength
from labelmt.learning.training.optimizer import optimiser_of
from labelmt.learning.training.schedule import cosine_factor

SPEC = TaskSpec(1, "one", TaskKind.MULTILABEL, (1, 2), ("a", "b"))


def share_kept(settings: TrainingSettings, images: int) -> float:
    """Of a step away from the pretrained weights of the last stage, what a run of pulls leaves."""
    backbone = build_backbone("small_cnn")  # stands for a pretrained one: a network as it starts
    network = build_network((SPEC,), backbone, settings)
    optimiser, pulls = optimiser_of(network, settings, images, True, Equal(1))
    weight = next(iter(backbone.stages[-1].parameters()))
    start = weight.detach().clone()
    with torch.no_grad():
        weight.add_(1.0)
    steps = settings.epochs * math.ceil(images / settings.batch_size)
    base = [group["initial_lr"] for group in optimiser.param_groups]
    for step in range(steps):
        apply_pulls(pulls, [rate * cosine_factor(step, steps) for rate in base])
    return float((weight.detach() - start).mean())


@pytest.mark.parametrize(
    ("gamma", "low", "high"), [(0.01, 0.01, 0.05), (0.1, 0.1, 0.4), (1, 0.8, 1)]
)
def test_gamma_is_felt_from_a_hundredth_to_one(gamma: float, low: float, high: float) -> None:
    """0.002 % of the way back before, with 0.01 on 160 images."""
    pulled = 1 - share_kept(TrainingSettings(shared_l2=gamma), 160)
    assert low < pulled <= high


def test_a_pull_never_goes_past_its_anchor() -> None:
    settings = TrainingSettings(shared_l2=10.0, backbone_rate=0.1)
    assert share_kept(settings, 160) == pytest.approx(0, abs=1e-6)


def test_the_default_goes_by_the_number_of_images() -> None:
    assert TrainingSettings().shared_l2 == AUTOMATIC
    assert [shared_strength(AUTOMATIC, n) for n in (50, 499, 500, 20_000, 20_001)] == [
        0.1, 0.1, 0.01, 0.01, 0.0,
    ]  # fmt: skip
    assert shared_strength(0.0, 50) == 0.0


def test_what_older_projects_and_runs_wrote_means_what_it_meant() -> None:
    older = {k: v for k, v in to_plain(TrainingSettings()).items() if k != "version"}
    assert from_plain(TrainingSettings, {**older, "shared_l2": 0.01}).shared_l2 == AUTOMATIC
    chosen = from_plain(TrainingSettings, {**older, "shared_l2": 2.0})
    assert chosen.shared_l2 == pytest.approx(2.0 / PULL_SCALE)
    to_zero = from_plain(TrainingSettings, {**older, "shared_l2": 2.0, "shared_anchor": "zero"})
    assert to_zero.shared_l2 == 2.0
    now = changed(TrainingSettings(), "shared_l2", "0.01")
    assert from_plain(TrainingSettings, to_plain(now)) == now
