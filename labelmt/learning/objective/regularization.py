"""L2 regularisation: λ on the heads and γ on the shared parameters, decoupled as in AdamW."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

FEW_IMAGES, MANY_IMAGES = 500, 20_000


def shared_strength(gamma: float, images: int) -> float:
    """γ of a setting: a negative one is 0.1 below 500 images, 0.01 above, 0 above 20,000."""
    if gamma >= 0:
        return gamma
    if images < FEW_IMAGES:
        return 0.1
    return 0.01 if images <= MANY_IMAGES else 0.0


@dataclass(frozen=True, slots=True)
class Pull:
    """w ← w − η·strength·(w − anchor); anchor None is zero."""

    parameter: nn.Parameter
    anchor: Tensor | None
    strength: float
    group: int
    """Index of the optimiser's group whose learning rate η is."""


def regularised(module: nn.Module) -> Iterable[tuple[str, nn.Parameter]]:
    """Weights that are pulled: biases and normalisation's parameters are exempt."""
    for name, parameter in module.named_parameters():
        if parameter.requires_grad and parameter.dim() > 1:
            yield name, parameter


@torch.no_grad()
def apply_pulls(pulls: Iterable[Pull], rates: list[float]) -> None:
    """One decoupled step, after the optimiser's own (Loshchilov and Hutter, ICLR 2019).

    With the pretrained weights as anchor it is L2-SP (Li, Grandvalet and Davoine, ICML 2018).
    """
    for pull in pulls:
        share = min(rates[pull.group] * pull.strength, 1.0)  # not past where it is pulled to
        if share:
            away = pull.parameter if pull.anchor is None else pull.parameter - pull.anchor
            pull.parameter.sub_(away, alpha=share)
