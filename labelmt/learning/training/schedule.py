"""Learning rate schedule. Stateless: a step's number gives its factor."""

from __future__ import annotations

import math

WARM_UP = 0.1
"""Share of the steps in which the rate rises (docs/method.md)."""


def cosine_factor(step: int, steps: int) -> float:
    """Factor of the base rate at a step: linear warm-up, then cosine to zero."""
    warm = max(1, round(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    done = (step - warm) / max(1, steps - warm)
    return 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
