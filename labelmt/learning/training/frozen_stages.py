"""Frozen first stages of a backbone in fine-tuning, at the pace of frozen inference."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from labelmt.learning.features.openvino_runtime import compiled
from labelmt.learning.models.backbone import Backbone


class FrozenStages:
    """``backbone.stages[:count]`` as one function, under OpenVINO where the device is the CPU."""

    def __init__(self, backbone: Backbone, count: int, size: int, device: torch.device) -> None:
        self.count = count
        self._stages = nn.Sequential(*list(backbone.stages)[:count]).eval()
        self._runtime = None
        if count and device.type == "cpu":
            self._runtime = compiled(self._stages, torch.zeros(1, 3, size, size))

    def __call__(self, images: Tensor) -> Tensor:
        """(n, 3, size, size) normalised pixels to the activations after these stages."""
        if not self.count:
            return images
        if self._runtime is not None:
            return torch.from_numpy(self._runtime(images.numpy())())
        with torch.no_grad():
            made: Tensor = self._stages(images)
        return made
