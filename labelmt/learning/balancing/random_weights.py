"""Random loss weighting (Lin, Ye, Zhang and Tsang, TMLR 2022)."""

from __future__ import annotations

import torch
from torch import Tensor

from labelmt.learning.balancing.strategy import Strategy, softmax_of


class RandomWeights(Strategy):
    """w = T · softmax(z), z ~ N(0, 1), drawn once a step; T counts the tasks that take part."""

    def __init__(self, tasks: int, rng: torch.Generator, importance: Tensor | None = None) -> None:
        super().__init__(tasks, importance)
        self._rng = rng

    def begin(self, known: Tensor, losses: Tensor | None = None) -> None:
        super().begin(known, losses)
        draw = torch.randn(len(known), generator=self._rng)
        self.weights = int(self.known.sum()) * softmax_of(draw, self.known)
