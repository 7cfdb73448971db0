"""EfficientNet-V2-S (Tan and Le, ICML 2021), from torchvision."""

from __future__ import annotations

from labelmt.learning.models.backbone import Backbone, layer_groups
from labelmt.learning.models.pretrained_weights import Report, fetch_torchvision


def efficientnet_v2_s(pretrained: bool, report: Report) -> Backbone:
    """Eight layer groups, of which the last is pooled."""
    from torchvision import models

    net = models.efficientnet_v2_s()
    if pretrained:
        weights = models.EfficientNet_V2_S_Weights.IMAGENET1K_V1
        net.load_state_dict(fetch_torchvision(weights, report))
    return Backbone(layer_groups(net.features, 8), (7,), 1280)
