"""ResNet-50 (He et al., CVPR 2016), from torchvision."""

from __future__ import annotations

from torch import nn

from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.pretrained_weights import Report, fetch_torchvision


def resnet50(pretrained: bool, report: Report) -> Backbone:
    """Stem and four stages, of which the last two are pooled."""
    from torchvision import models

    net = models.resnet50()
    if pretrained:
        weights = models.ResNet50_Weights.IMAGENET1K_V2
        net.load_state_dict(fetch_torchvision(weights, report))
    stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
    return Backbone([stem, net.layer1, net.layer2, net.layer3, net.layer4], (3, 4), 1024 + 2048)
