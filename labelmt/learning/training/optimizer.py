"""Optimizer of fine-tuning: learning rates and L2 pulls of every parameter."""

from __future__ import annotations

import torch
from torch import nn

from labelmt.domain.settings.training_settings import PULL_SCALE, TrainingSettings
from labelmt.learning.balancing.strategy import Strategy
from labelmt.learning.models.network import Network
from labelmt.learning.objective.regularization import Pull, regularised, shared_strength


def shared_parameters(network: Network) -> list[nn.Parameter]:
    """What more than one task trains; none where each task has its own."""
    if network.private:
        return []
    modules: list[nn.Module] = [network.backbone, *network.trunks()]
    return [p for module in modules for p in module.parameters() if p.requires_grad]


def optimiser_of(
    network: Network,
    settings: TrainingSettings,
    images: int,
    pretrained: bool,
    balancer: Strategy,
) -> tuple[torch.optim.Optimizer, list[Pull]]:
    """AdamW without its own decay, and the pulls that are applied after its steps.

    Each stage of a pretrained backbone learns slower than the one after it; heads, trunk and
    a backbone from scratch learn at the heads' rate.
    """
    gamma = shared_strength(settings.shared_l2, images)
    groups: list[dict[str, object]] = []
    pulls: list[Pull] = []

    def add(parameters: list[nn.Parameter], rate: float) -> None:
        groups.append({"params": parameters, "lr": rate, "initial_lr": rate})

    for backbone in network.backbones():
        stages = list(backbone.stages)
        for index, stage in enumerate(stages):
            parameters = [p for p in stage.parameters() if p.requires_grad]
            if not parameters:
                continue
            rate = settings.backbone_rate * settings.layer_decay ** (len(stages) - 1 - index)
            anchored = pretrained and settings.shared_anchor == "pretrained"
            for _, weight in regularised(stage):
                anchor = weight.detach().clone() if anchored else None
                # To zero it is a plain decay of weights, whose usual values need no scale.
                strength = gamma * PULL_SCALE if anchored else gamma
                pulls.append(Pull(weight, anchor, strength, len(groups)))
            add(parameters, rate if pretrained else settings.head_rate)
    for trunk in network.trunks():
        for _, weight in regularised(trunk):
            pulls.append(Pull(weight, None, gamma, len(groups)))
        add(list(trunk.parameters()), settings.head_rate)
    for _, weight in regularised(network.heads):
        strength = settings.head_l2 / max(images, 1)  # as stage 1 counts it
        pulls.append(Pull(weight, None, strength, len(groups)))
    add(list(network.heads.parameters()), settings.head_rate)
    if balancer.parameters():
        add(balancer.parameters(), settings.head_rate)
    return torch.optim.AdamW(groups, weight_decay=0.0), pulls
