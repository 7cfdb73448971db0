"""Registry of backbones: which function builds which entry of ``domain.catalogue.backbones``."""

from __future__ import annotations

from collections.abc import Callable

import torch

from labelmt.domain.catalogue.backbones import TIMM, BackboneEntry, entry_of
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.convnext_tiny import convnext_tiny
from labelmt.learning.models.efficientnet_lite import efficientnet_lite0
from labelmt.learning.models.efficientnet_v2_s import efficientnet_v2_s
from labelmt.learning.models.mobilenet_v3_large import mobilenet_v3_large
from labelmt.learning.models.pretrained_weights import Report
from labelmt.learning.models.resnet50 import resnet50
from labelmt.learning.models.small_cnn import small_cnn

REGISTRY: dict[str, Callable[[bool, Report], Backbone]] = {
    "efficientnet_lite0": efficientnet_lite0,
    "resnet50": resnet50,
    "mobilenet_v3_large": mobilenet_v3_large,
    "convnext_tiny": convnext_tiny,
    "efficientnet_v2_s": efficientnet_v2_s,
    "small_cnn": small_cnn,
}
"""Each makes it, with or without pretrained weights, and reports a download's bytes."""


def _ignore(_done: int, _total: int) -> None:
    """Where nobody waits for a download."""


def described(name: str) -> BackboneEntry:
    """The line of a backbone, of timm's networks, too. Raises InvalidSetting."""
    if not name.startswith(TIMM):
        return entry_of(name)
    from labelmt.learning.models.timm_backbone import timm_entry

    return timm_entry(name)


def build_backbone(
    name: str, *, pretrained: bool = True, seed: int = 0, report: Report = _ignore
) -> Backbone:
    """Make a backbone; without pretrained weights it starts from the seed.

    Raises:
        InvalidSetting: unknown name.
        NoNetwork: its weights had to be fetched and could not be.
    """
    entry = described(name)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if name.startswith(TIMM):
            from labelmt.learning.models.timm_backbone import timm_backbone

            return timm_backbone(name, pretrained, report).eval()
        return REGISTRY[name](pretrained and entry.pretrained, report).eval()
