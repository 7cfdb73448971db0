"""Uncertainty weighting (Kendall, Gal and Cipolla, CVPR 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from labelmt.learning.balancing.strategy import LossesAgain, Strategy


class Uncertainty(Strategy):
    """Σ exp(−s_t) · L_t + s_t / 2 with learnt s_t = log σ_t².

    For classification, equation 10 of the paper: L / σ² + log σ. s_t is learnt from the loss as it
    is, at the heads' rate; it stays where its task knows nothing in a batch.
    """

    def __init__(self, tasks: int, importance: Tensor | None = None) -> None:
        super().__init__(tasks, importance)
        self.log_variance = nn.Parameter(torch.zeros(tasks))
        self._before = torch.zeros(tasks)

    def begin(self, known: Tensor, losses: Tensor | None = None) -> None:
        super().begin(known, losses)
        self._before = self.log_variance.detach().clone()
        self.weights = torch.exp(-self._before)

    @torch.no_grad()
    def finish(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        slope = 0.5 - self.weights * losses.cpu().float()
        slope = torch.where(self.known, slope, torch.zeros_like(slope))
        old = self.log_variance.grad
        self.log_variance.grad = slope if old is None else old + slope

    def parameters(self) -> list[nn.Parameter]:
        return [self.log_variance]

    @torch.no_grad()
    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        # The optimiser's momentum moves also what had no gradient.
        self.log_variance.copy_(torch.where(self.known, self.log_variance, self._before))

    def state(self) -> dict[str, Tensor]:
        return {"log_variance": self.log_variance.detach()}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        self.log_variance.copy_(state["log_variance"])
