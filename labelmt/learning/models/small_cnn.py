"""A small convolutional network that is trained from scratch."""

from __future__ import annotations

from torch import nn

from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.pretrained_weights import Report


def small_cnn(_pretrained: bool, _report: Report) -> Backbone:
    """Four blocks of convolution, of which the last two are pooled."""
    stages = [_block(3, 32), _block(32, 64), _block(64, 128), _block(128, 256)]
    return Backbone(stages, (2, 3), 128 + 256)


def _block(inside: int, outside: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, padding=1, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )
