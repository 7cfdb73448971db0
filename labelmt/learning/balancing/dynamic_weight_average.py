"""Dynamic weight average (Liu, Johns and Davison, CVPR 2019)."""

from __future__ import annotations

import torch
from torch import Tensor

from labelmt.learning.balancing.strategy import Strategy, softmax_of


class DynamicWeightAverage(Strategy):
    """w_t = T · softmax(r_t / τ), r_t = L_t(e−1) / L_t(e−2) of the last two epochs' losses."""

    TEMPERATURE = 2.0

    def __init__(self, tasks: int, importance: Tensor | None = None) -> None:
        super().__init__(tasks, importance)
        self.last = torch.zeros(tasks)

    def epoch_ended(self, losses: Tensor) -> None:
        now = losses.detach().cpu().float()
        told = now.isfinite()
        both = told & (self.last > 0)
        if bool(both.any()) and not bool((told & ~both).any()):
            ratio = torch.where(both, now / self.last, torch.zeros_like(now))
            shares = int(both.sum()) * softmax_of(ratio / self.TEMPERATURE, both)
            self.weights = torch.where(both, shares, self.weights)
        self.last = torch.where(told, now, self.last)

    def state(self) -> dict[str, Tensor]:
        return {"weights": self.weights, "last": self.last}

    def load(self, state: dict[str, Tensor]) -> None:
        self.weights, self.last = state["weights"], state["last"]
