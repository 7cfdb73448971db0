"""Registry of balancing strategies: which class is which catalogue entry."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from labelmt.learning.balancing.dynamic_weight_average import DynamicWeightAverage
from labelmt.learning.balancing.equal import Equal
from labelmt.learning.balancing.famo import Famo
from labelmt.learning.balancing.pcgrad import PCGrad
from labelmt.learning.balancing.random_weights import RandomWeights
from labelmt.learning.balancing.strategy import Strategy
from labelmt.learning.balancing.uncertainty_weighting import Uncertainty

Maker = Callable[[int, torch.Generator, Tensor], Strategy]
"""(tasks, what random strategies draw from, importance of each task)."""

REGISTRY: dict[str, Maker] = {
    "equal": lambda tasks, _rng, importance: Equal(tasks, importance),
    "uncertainty": lambda tasks, _rng, importance: Uncertainty(tasks, importance),
    "dwa": lambda tasks, _rng, importance: DynamicWeightAverage(tasks, importance),
    "random": RandomWeights,
    "famo": lambda tasks, _rng, importance: Famo(tasks, importance),
    "pcgrad": PCGrad,
}


def balancer(
    name: str, tasks: int, rng: torch.Generator, importance: Tensor | None = None
) -> Strategy:
    """The strategy of a setting's name; one task alone needs none.

    Args:
        rng: what the random strategies draw from.
        importance: (tasks,) a person's own weights; None is 1 each.
    """
    importance = torch.ones(tasks) if importance is None else importance
    return REGISTRY[name if tasks > 1 else "equal"](tasks, rng, importance)
