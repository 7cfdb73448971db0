"""Interpolates weights between those a fine-tuning started from and reached (WiSE-FT)."""

from __future__ import annotations

import copy

import torch

from labelmt.learning.models.network import Network

SHARES = (0.25, 0.5, 0.75)
"""Of the way, tried on the validation images."""


@torch.no_grad()
def between(start: Network, end: Network, share: float) -> Network:
    """Weights on the line between two networks (WiSE-FT; Wortsman et al., CVPR 2022).

    Half-way is often better than either: it keeps what pretraining knew and training forgot.
    """
    network = copy.deepcopy(end)
    first = start.state_dict()
    for name, tensor in network.state_dict().items():
        if tensor.dtype.is_floating_point:
            tensor.copy_(torch.lerp(first[name].to(tensor.device), tensor, share))
    return network.eval()
