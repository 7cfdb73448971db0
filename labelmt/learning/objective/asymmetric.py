"""Asymmetric loss for many labels of which few are present (Ridnik et al., ICCV 2021)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

# Section 4.2 of the paper: the values they advise for most data.
GAMMA_PRESENT, GAMMA_ABSENT, MARGIN = 0.0, 4.0, 0.05


def asymmetric(logits: Tensor, present: Tensor) -> Tensor:
    """(n, labels) losses, in expectation where ``present`` is a probability.

    In float32: half precision gives NaN (ASL#53).
    """
    p = torch.sigmoid(logits)
    shifted = (p - MARGIN).clamp(min=0)
    positive = (1 - p) ** GAMMA_PRESENT * -functional.logsigmoid(logits)
    negative = shifted**GAMMA_ABSENT * -torch.log1p(-shifted.clamp(max=1 - 1e-7))
    return present * positive + (1 - present) * negative
