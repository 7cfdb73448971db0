"""MobileNet-V3-Large (Howard et al., ICCV 2019), from torchvision."""

from __future__ import annotations

from labelmt.learning.models.backbone import Backbone, layer_groups
from labelmt.learning.models.pretrained_weights import Report, fetch_torchvision


def mobilenet_v3_large(pretrained: bool, report: Report) -> Backbone:
    """Six layer groups, of which the last is pooled."""
    from torchvision import models

    net = models.mobilenet_v3_large()
    if pretrained:
        weights = models.MobileNet_V3_Large_Weights.IMAGENET1K_V2
        net.load_state_dict(fetch_torchvision(weights, report))
    return Backbone(layer_groups(net.features, 6), (5,), 960)
