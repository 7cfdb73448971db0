"""An exponential moving average of weights, which is what is validated and kept."""

from __future__ import annotations

import torch
from torch import Tensor, nn

DECAY = 0.99


class WeightAverage:
    """Average of a module's floating-point state, with warm-up: early steps count more."""

    def __init__(self, module: nn.Module) -> None:
        self.values = {
            name: tensor.detach().clone() for name, tensor in module.state_dict().items()
        }
        self._steps = 0

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Take in the weights after a step."""
        self._steps += 1
        decay = min(DECAY, (1 + self._steps) / (10 + self._steps))
        for name, tensor in module.state_dict().items():
            mean = self.values[name]
            if mean.dtype.is_floating_point:
                mean.lerp_(tensor, 1 - decay)
            else:
                mean.copy_(tensor)

    def state(self) -> dict[str, Tensor]:
        """The averaged state."""
        return self.values
