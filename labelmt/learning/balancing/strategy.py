"""Base class of balancing strategies: how the tasks' losses become one step's gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

LossesAgain = Callable[[], Tensor]
"""The tasks' losses on the same batch after the step, (tasks,), without gradients."""


class Strategy:
    """The sum Σ a_t · w_t · L_t, w_t = 1; a subclass chooses w_t, or does without a sum.

    A batch is one step, in however many parts it comes: ``begin``, ``add`` for each part, ``join``
    where other processes have parts of it, ``finish``, and ``stepped`` once the optimiser has. A
    task that knows nothing in the batch takes no part.

    Args:
        tasks: how many there are.
        importance: (tasks,) a_t, a person's own weights. No strategy learns them away: w_t is
            chosen from the losses without them.

    Attributes:
        weights: (tasks,) w_t of this step.
        known: (tasks,) bool, which tasks know anything in this step's batch.
        needs_losses: whether ``begin`` asks for the losses of the whole batch.
    """

    needs_losses = False

    def __init__(self, tasks: int, importance: Tensor | None = None) -> None:
        self.importance = torch.ones(tasks) if importance is None else importance.float()
        self.weights = torch.ones(tasks)
        self.known = torch.ones(tasks, dtype=torch.bool)

    def backward(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        """A step's gradient from a batch that comes whole, and of which each task knows some."""
        whole = losses.detach()
        self.begin(torch.ones(len(losses), dtype=torch.bool), whole)
        self.add(losses, shared)
        self.finish(whole, shared)

    def begin(self, known: Tensor, losses: Tensor | None = None) -> None:
        """A step begins.

        Args:
            known: (tasks,) bool, which tasks know anything in the batch.
            losses: (tasks,) of the whole batch, where ``needs_losses``.
        """
        self.known = known.cpu()

    def add(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        """Add a part's gradient to all parameters.

        Args:
            losses: (tasks,) that add up to the batch's over its parts.
            shared: what more than one task trains; none where each has its own.
        """
        factor = self.importance * self.weights * self.known
        (factor.to(losses.device) * losses).sum().backward()  # type: ignore[no-untyped-call]

    def join(self, total: Callable[[Tensor], Tensor], shared: Sequence[nn.Parameter]) -> None:
        """Bring together what several processes have added of one batch, before ``finish``.

        The gradients of the parameters are joined elsewhere; a strategy that keeps others joins
        these.

        Args:
            total: sums a tensor over all processes, in place.
        """

    def finish(self, losses: Tensor, shared: Sequence[nn.Parameter]) -> None:
        """All parts are in; ``losses`` are (tasks,) of the whole batch."""

    def parameters(self) -> list[nn.Parameter]:
        """What the strategy itself learns with the optimiser."""
        return []

    def stepped(self, losses: Tensor, again: LossesAgain) -> None:
        """The optimiser has stepped on a batch with these losses."""

    def epoch_ended(self, losses: Tensor) -> None:
        """An epoch has ended with these mean losses; NaN of a task that knew nothing in it."""

    def state(self) -> dict[str, Tensor]:
        """What a resumed run goes on with."""
        return {"weights": self.weights}

    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from a state."""
        self.weights = state["weights"]


def softmax_of(logits: Tensor, known: Tensor) -> Tensor:
    """(tasks,) softmax over the tasks that know something; 0 for the others, and where none do."""
    if not bool(known.any()):
        return torch.zeros_like(logits)
    return torch.softmax(logits.masked_fill(~known, -torch.inf), dim=0)
