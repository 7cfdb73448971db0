"""PCGrad, gradient surgery on the shared parameters (Yu et al., NeurIPS 2020)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from labelmt.learning.balancing.strategy import Strategy


class PCGrad(Strategy):
    """Projecting conflicting gradients.

    Each task's gradient loses its part against each other task's, in random order; the sum of what
    is left is taken. Parameters that only one task trains get the plain sum.
    """

    def __init__(self, tasks: int, rng: torch.Generator, importance: Tensor | None = None) -> None:
        super().__init__(tasks, importance)
        self._rng = rng
        self._gradients: list[Tensor] = []
        self._before: list[Tensor | None] | None = None

    def begin(self, known: Tensor, losses: Tensor | None = None) -> None:
        super().begin(known, losses)
        self._gradients, self._before = [], None

    def add(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        if not shared:
            super().add(losses, shared)
            return
        if self._before is None:
            self._before = [None if p.grad is None else p.grad.clone() for p in shared]
        weighted = self.importance.to(losses.device) * losses
        made = [_flat(loss, shared) for loss, ok in zip(weighted, self.known, strict=True) if ok]
        if self._gradients:
            made = [one + more for one, more in zip(self._gradients, made, strict=True)]
        self._gradients = made
        super().add(losses, shared)

    def join(self, total: Callable[[Tensor], Tensor], shared: Sequence[nn.Parameter]) -> None:
        if not shared:
            return
        if not self._gradients:  # this process had no part of the batch
            width = sum(parameter.numel() for parameter in shared)
            nothing = torch.zeros(width, device=shared[0].device)
            self._gradients = [nothing.clone() for _ in range(int(self.known.sum()))]
            self._before = [None for _ in shared]
        for gradient in self._gradients:
            total(gradient)

    def finish(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        if not self._gradients or self._before is None:
            return
        total = without_conflicts(self._gradients, self._rng)
        start = 0
        for parameter, old in zip(shared, self._before, strict=True):
            part = total[start : start + parameter.numel()].view_as(parameter)
            parameter.grad = part.clone() if old is None else old + part
            start += parameter.numel()
        self._gradients, self._before = [], None


def _flat(loss: Tensor, shared: Sequence[nn.Parameter]) -> Tensor:
    """(parameters,) the gradient of one task's loss."""
    parts = torch.autograd.grad(loss, shared, retain_graph=True, allow_unused=True)
    return torch.cat(
        [
            (torch.zeros_like(p) if g is None else g).flatten()
            for p, g in zip(shared, parts, strict=True)
        ]
    )


def without_conflicts(gradients: Sequence[Tensor], rng: torch.Generator) -> Tensor:
    """Algorithm 1 of the paper: the sum of the gradients after projection."""
    total = torch.zeros_like(gradients[0])
    for index, gradient in enumerate(gradients):
        mine = gradient.clone()
        order = torch.randperm(len(gradients), generator=rng).tolist()
        for other in order:
            along = torch.dot(mine, gradients[other])
            if other != index and along < 0:
                mine -= along / gradients[other].square().sum() * gradients[other]
        total += mine
    return total
