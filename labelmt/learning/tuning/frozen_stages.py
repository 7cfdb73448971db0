"""The first stages of a backbone while they do not learn, at frozen inference's pace."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from labelmt.learning.features.backbones import Backbone
from labelmt.learning.features.inference import make_infer


class FrozenStages:
    """``backbone.stages[:count]`` as one function."""

    def __init__(self, backbone: Backbone, count: int, size: int, device: torch.device) -> None:
        self.count = count
        stages = nn.Sequential(*list(backbone.stages)[:count])
        self._infer = make_infer(stages, size, device) if count else None

    def __call__(self, images: Tensor) -> Tensor:
        """(n, 3, size, size) normalised pixels to the activations after these stages."""
        if self._infer is None:
            return images
        made = self._infer(images.cpu().numpy())
        return torch.from_numpy(made).to(images.device)
