"""Equal weights, unitary scalarisation (Kurin et al., NeurIPS 2022; Xin et al., NeurIPS 2022)."""

from __future__ import annotations

from labelmt.learning.balancing.strategy import Strategy


class Equal(Strategy):
    """The sum of the losses: found hard to beat by both papers."""
