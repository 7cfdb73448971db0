"""ConvNeXt-Tiny (Liu et al., CVPR 2022), from torchvision."""

from __future__ import annotations

from labelmt.learning.models.backbone import Backbone, layer_groups
from labelmt.learning.models.pretrained_weights import Report, fetch_torchvision


def convnext_tiny(pretrained: bool, report: Report) -> Backbone:
    """Four layer groups, of which the last is pooled."""
    from torchvision import models

    net = models.convnext_tiny()
    if pretrained:
        weights = models.ConvNeXt_Tiny_Weights.IMAGENET1K_V1
        net.load_state_dict(fetch_torchvision(weights, report))
    return Backbone(layer_groups(net.features, 4), (3,), 768)
