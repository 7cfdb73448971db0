"""w_t: how the tasks share what they all train. One class a strategy, each with its paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

LossesAgain = Callable[[], Tensor]
"""The tasks' losses on the same batch after the step, (tasks,), without gradients."""


class Balancer(Protocol):
    """Puts the gradients of a batch where the optimiser finds them.

    Losses are (tasks,), brought to one scale and already times the person's own weights.
    """

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        """Add gradients to all parameters, ``shared`` ones as the strategy wants them."""
        ...

    def parameters(self) -> list[nn.Parameter]:
        """What the strategy itself learns with the optimiser."""
        ...

    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        """The optimiser has stepped on a batch with these losses."""
        ...

    def epoch_ended(self, losses: Tensor) -> None:
        """An epoch has ended with these mean losses."""
        ...

    def state(self) -> dict[str, Tensor]:
        """What a resumed run goes on with."""
        ...

    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from a state."""
        ...


class Equal:
    """Unitary scalarisation: the sum (Kurin et al., NeurIPS 2022; Xin et al., NeurIPS 2022)."""

    def __init__(self, tasks: int) -> None:
        self.weights = torch.ones(tasks)

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        (self.weights.to(losses.device) * losses).sum().backward()  # type: ignore[no-untyped-call]

    def parameters(self) -> list[nn.Parameter]:
        return []

    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        """The weights stay."""

    def epoch_ended(self, losses: Tensor) -> None:
        """The weights stay."""

    def state(self) -> dict[str, Tensor]:
        return {"weights": self.weights}

    def load(self, state: dict[str, Tensor]) -> None:
        self.weights = state["weights"]


class Uncertainty(Equal):
    """Σ exp(−s_t) · L_t + s_t / 2 with learnt s_t = log σ_t² (Kendall, Gal and Cipolla, CVPR 2018).

    For classification, equation 10 of the paper: L / σ² + log σ.
    """

    def __init__(self, tasks: int) -> None:
        super().__init__(tasks)
        self.log_variance = nn.Parameter(torch.zeros(tasks))

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        s = self.log_variance.to(losses.device)
        (torch.exp(-s) * losses + s / 2).sum().backward()  # type: ignore[no-untyped-call]

    def parameters(self) -> list[nn.Parameter]:
        return [self.log_variance]

    def state(self) -> dict[str, Tensor]:
        return {"log_variance": self.log_variance.detach()}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        self.log_variance.copy_(state["log_variance"])


class DynamicWeightAverage(Equal):
    """w_t = T · softmax(r_t / τ), r_t = L_t(e−1) / L_t(e−2) (Liu, Johns and Davison, CVPR 2019)."""

    TEMPERATURE = 2.0

    def __init__(self, tasks: int) -> None:
        super().__init__(tasks)
        self.last = torch.zeros(tasks)

    def epoch_ended(self, losses: Tensor) -> None:
        now = losses.detach().cpu().float()
        if bool((self.last > 0).all()):
            ratio = now / self.last
            self.weights = len(now) * torch.softmax(ratio / self.TEMPERATURE, dim=0)
        self.last = now

    def state(self) -> dict[str, Tensor]:
        return {"weights": self.weights, "last": self.last}

    def load(self, state: dict[str, Tensor]) -> None:
        self.weights, self.last = state["weights"], state["last"]


class RandomWeights(Equal):
    """w = T · softmax(z), z ~ N(0, 1) anew each step (Lin et al., TMLR 2022)."""

    def __init__(self, tasks: int, rng: torch.Generator) -> None:
        super().__init__(tasks)
        self._rng = rng

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        draw = torch.randn(len(losses), generator=self._rng)
        self.weights = len(losses) * torch.softmax(draw, dim=0)
        super().backward(losses, shared)


class Famo(Equal):
    """Fast adaptive multitask optimisation (Liu, Feng, Stone and Liu, NeurIPS 2023).

    With z = softmax(ξ): d = Σ c · z_t / L_t · ∇L_t, c = (Σ z_t / L_t)⁻¹, then
    ξ ← ξ − β · (Jᵀ(log L(θ) − log L(θ′)) + γ · ξ), J the softmax's Jacobian.
    """

    RATE = 0.025
    DECAY = 1e-3
    SMALLEST = 1e-8

    def __init__(self, tasks: int) -> None:
        super().__init__(tasks)
        self.logits = torch.zeros(tasks)

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        share = torch.softmax(self.logits, dim=0).to(losses.device)
        positive = losses + self.SMALLEST
        scale = 1 / (share / positive.detach()).sum()
        (scale * (share * positive.log()).sum()).backward()  # type: ignore[no-untyped-call]

    @torch.no_grad()
    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        before = (losses.detach() + self.SMALLEST).log()
        fall = (before - (again() + self.SMALLEST).log()).cpu().float()
        share = torch.softmax(self.logits, dim=0)
        slope = share * (fall - (share * fall).sum())
        self.logits = self.logits - self.RATE * (slope + self.DECAY * self.logits)

    def state(self) -> dict[str, Tensor]:
        return {"logits": self.logits}

    def load(self, state: dict[str, Tensor]) -> None:
        self.logits = state["logits"]


class PCGrad(Equal):
    """Gradient surgery on the shared parameters (Yu et al., NeurIPS 2020).

    Each task's gradient loses its part against each other task's, in random order; the sum
    of what is left is taken. Other parameters get the plain sum.
    """

    def __init__(self, tasks: int, rng: torch.Generator) -> None:
        super().__init__(tasks)
        self._rng = rng

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        gradients = []
        for loss in losses:
            parts = torch.autograd.grad(loss, shared, retain_graph=True, allow_unused=True)
            gradients.append(
                torch.cat(
                    [
                        (torch.zeros_like(p) if g is None else g).flatten()
                        for p, g in zip(shared, parts, strict=True)
                    ]
                )
            )
        before = [None if p.grad is None else p.grad.clone() for p in shared]
        losses.sum().backward()  # type: ignore[no-untyped-call]
        total = without_conflicts(gradients, self._rng)
        start = 0
        for parameter, old in zip(shared, before, strict=True):
            part = total[start : start + parameter.numel()].view_as(parameter)
            parameter.grad = part.clone() if old is None else old + part
            start += parameter.numel()


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


def balancer(name: str, tasks: int, rng: torch.Generator) -> Balancer:
    """The strategy of a setting's name; one task alone needs none.

    Args:
        chance: what the random strategies draw from.
    """
    if tasks < 2:
        return Equal(tasks)
    makers: dict[str, Callable[[], Balancer]] = {
        "equal": lambda: Equal(tasks),
        "uncertainty": lambda: Uncertainty(tasks),
        "dwa": lambda: DynamicWeightAverage(tasks),
        "random": lambda: RandomWeights(tasks, rng),
        "famo": lambda: Famo(tasks),
        "pcgrad": lambda: PCGrad(tasks, rng),
    }
    return makers[name]()
