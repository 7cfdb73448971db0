"""Binary cross-entropy of each (image, label) pair, on logits."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def binary_cross_entropy(logits: Tensor, present: Tensor) -> Tensor:
    """(n, labels) losses, in expectation where ``present`` is a probability."""
    return functional.binary_cross_entropy_with_logits(logits, present, reduction="none")
