"""Dropout and stochastic depth that hide the same of an image whichever rank computes it.

Each draws for the whole batch, from a generator that begins anew with every pass, and takes the
rows that this rank computes: so several ranks, or one that takes a batch in parts, learn as one
rank does from the whole batch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class SharedDraws:
    """What the layers of a network draw from; ``begin`` before each pass through it."""

    def __init__(self) -> None:
        self._chance = torch.Generator()
        self._count, self._rows = 0, slice(0, 0)

    def __deepcopy__(self, _memo: dict[int, Any]) -> SharedDraws:
        return self  # of a copy of the network, which is judged and draws nothing

    def begin(self, seed: int, count: int, rows: slice) -> None:
        """The next pass takes these rows of so many images; equal seeds draw alike."""
        self._chance.manual_seed(seed % 2**63)
        self._count, self._rows = count, rows

    def kept(self, shape: tuple[int, ...], hidden: float, like: Tensor) -> Tensor:
        """1 or 0 for each of (rows, …): 0 with the probability ``hidden``."""
        draw = torch.rand(self._count, *shape, generator=self._chance)[self._rows]
        return (draw >= hidden).to(device=like.device, dtype=like.dtype)


class SharedDropout(nn.Dropout):
    """``nn.Dropout`` of (n, …) by SharedDraws."""

    def __init__(self, p: float, draws: SharedDraws) -> None:
        super().__init__(p)
        self.draws = draws

    def forward(self, input: Tensor) -> Tensor:
        """Scaled as ``nn.Dropout`` does it."""
        if not self.training or not self.p:
            return input
        if self.p >= 1:
            return torch.zeros_like(input)
        kept = self.draws.kept(tuple(input.shape[1:]), self.p, input)
        return input * kept / (1 - self.p)


class SharedDepth(nn.Module):
    """Stochastic depth (Huang et al., ECCV 2016) of (n, …) by SharedDraws: images skip a block."""

    def __init__(self, p: float, draws: SharedDraws, *, scale: bool = True) -> None:
        super().__init__()
        self.p, self.draws, self.scale = p, draws, scale

    def forward(self, input: Tensor) -> Tensor:
        """Scaled as torchvision and timm do it."""
        if not self.training or not self.p:
            return input
        kept = self.draws.kept((1,) * (input.dim() - 1), self.p, input)
        return input * kept / (1 - self.p if self.scale and self.p < 1 else 1)


def share_draws(network: nn.Module) -> SharedDraws:
    """Have all layers of a network that hide something draw from one source, which is returned."""
    draws = SharedDraws()
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            replaced = _shared(child, draws)
            if replaced is not None:
                setattr(module, name, replaced.train(child.training))
    return draws


def _shared(layer: nn.Module, draws: SharedDraws) -> nn.Module | None:
    kind = type(layer).__name__
    if isinstance(layer, nn.Dropout):
        return SharedDropout(layer.p, draws)
    if kind == "StochasticDepth" and getattr(layer, "mode", "") == "row":  # torchvision's
        return SharedDepth(float(getattr(layer, "p", 0.0)), draws)
    if kind == "DropPath":  # timm's
        scale = bool(getattr(layer, "scale_by_keep", True))
        return SharedDepth(float(getattr(layer, "drop_prob", 0.0) or 0.0), draws, scale=scale)
    return None
