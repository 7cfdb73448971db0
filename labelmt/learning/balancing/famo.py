"""FAMO, fast adaptive multitask optimisation (Liu, Feng, Stone and Liu, NeurIPS 2023)."""

from __future__ import annotations

import torch
from torch import Tensor

from labelmt.learning.balancing.strategy import LossesAgain, Strategy, softmax_of


class Famo(Strategy):
    """Weights that bring all log losses down at one pace.

    With z = softmax(ξ) over the tasks that know something in the batch: d = Σ c · z_t / L_t · ∇L_t,
    c = (Σ z_t / L_t)⁻¹. Then a step of Adam, as in the authors' code, along
    Jᵀ(log L(θ) − log L(θ′)) + γ · ξ, J the softmax's Jacobian; of the other tasks nothing moves.
    """

    RATE = 0.025
    DECAY = 1e-3
    SMALLEST = 1e-8
    BETAS = (0.9, 0.999)
    needs_losses = True

    def __init__(self, tasks: int, importance: Tensor | None = None) -> None:
        super().__init__(tasks, importance)
        self.logits = torch.zeros(tasks)
        self._mean = torch.zeros(tasks)
        self._square = torch.zeros(tasks)
        self._steps = torch.zeros(tasks)

    def begin(self, known: Tensor, losses: Tensor | None = None) -> None:
        super().begin(known, losses)
        if losses is None:
            raise ValueError("FAMO weighs by the losses of the whole batch")
        share = softmax_of(self.logits, self.known)
        parts = share / (losses.cpu().float() + self.SMALLEST)
        self.weights = parts / parts.sum().clamp(min=torch.finfo(torch.float32).tiny)

    @torch.no_grad()
    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        if int(self.known.sum()) < 2:  # one alone has nothing to weigh against
            return
        before, after = losses.detach().cpu().float(), again().cpu().float()
        fall = (before + self.SMALLEST).log() - (after + self.SMALLEST).log()
        fall = torch.where(self.known, fall, torch.zeros_like(fall))
        share = softmax_of(self.logits, self.known)
        slope = share * (fall - (share * fall).sum()) + self.DECAY * self.logits
        first, second = self.BETAS
        mean = torch.lerp(slope, self._mean, first)
        square = torch.lerp(slope.square(), self._square, second)
        steps = self._steps + 1
        move = mean / (1 - first**steps) / ((square / (1 - second**steps)).sqrt() + 1e-8)
        for kept, new in (
            (self.logits, self.logits - self.RATE * move),
            (self._mean, mean),
            (self._square, square),
            (self._steps, steps),
        ):
            kept.copy_(torch.where(self.known, new, kept))

    def state(self) -> dict[str, Tensor]:
        return {
            "logits": self.logits,
            "mean": self._mean,
            "square": self._square,
            "steps": self._steps,
        }

    def load(self, state: dict[str, Tensor]) -> None:
        nothing = torch.zeros_like(self.logits)  # runs of before knew no Adam
        self.logits = state["logits"].clone()
        self._mean = state.get("mean", nothing).clone()
        self._square = state.get("square", nothing).clone()
        self._steps = state.get("steps", nothing).clone()
