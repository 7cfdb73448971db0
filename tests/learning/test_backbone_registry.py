"""Backbones are declared without torch and built with it: both say the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from making_jobs import GROUND, SHAPES
from torch import Tensor, nn

from labelmt.domain.catalogue.backbones import BACKBONES
from labelmt.learning.data.views import TaskViews
from labelmt.learning.explain.activation_map import activation_map
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.backbone_registry import REGISTRY, build_backbone
from labelmt.learning.models.network import Heads, Network


def test_the_catalogue_and_the_registry_are_one() -> None:
    assert list(REGISTRY) == list(BACKBONES)


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet50", "small_cnn"])
def test_the_declared_width_is_that_of_the_network(name: str) -> None:
    entry = BACKBONES[name]
    backbone = build_backbone(name, pretrained=False)
    with torch.inference_mode():
        features = backbone(torch.zeros(1, 3, entry.input_size, entry.input_size))
    assert features.shape == (1, entry.width)
    assert backbone.width == entry.width


def test_the_catalogue_loads_no_torch() -> None:
    code = (
        "import sys, labelmt.domain.catalogue.backbones, labelmt.domain.catalogue.balancing\n"
        "import labelmt.domain.catalogue.losses, labelmt.domain.settings.settings_document\n"
        "print(sorted({'torch', 'numpy', 'PySide6'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


class Patches(nn.Module):
    """As a vision transformer begins: (n, 3, h, w) to (n, 1 + places, channels) of tokens."""

    def __init__(self, channels: int, patch: int) -> None:
        super().__init__()
        self.cut = nn.Conv2d(3, channels, patch, stride=patch)
        self.summary = nn.Parameter(torch.randn(1, 1, channels))

    def forward(self, images: Tensor) -> Tensor:
        tokens = self.cut(images).flatten(2).transpose(1, 2)
        return torch.cat([self.summary.expand(len(tokens), -1, -1), tokens], dim=1)


class PatchTokens:
    """The mean of the patches' tokens, the first token left out."""

    def pooled(self, activations: Tensor) -> Tensor:
        return activations[:, 1:].float().mean(dim=1)

    def places(self, activations: Tensor) -> Tensor:
        tokens = activations[:, 1:].float().transpose(1, 2)
        side = round(tokens.shape[2] ** 0.5)
        return tokens.reshape(len(tokens), -1, side, side)


def test_a_transformer_of_tokens_needs_no_more_than_its_readout() -> None:
    torch.manual_seed(0)
    attending = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True)
    backbone = Backbone([Patches(16, 8), attending], (0, 1), 32, PatchTokens()).eval()
    heads = Heads((SHAPES, GROUND), 32)
    for head in heads.linears():
        nn.init.normal_(head.weight)
    network = Network(backbone, heads).eval()
    image = torch.randn(1, 3, 32, 32)
    views = ("plain", "mirrored")
    with torch.no_grad():
        expected = network(image, TaskViews(views))
    found = activation_map(network, image, 1, 2, views)
    assert found.places.shape == (4, 4)
    assert found.logits == pytest.approx(expected[1][0].numpy(), abs=1e-4)
    assert found.places.sum() == pytest.approx(float(expected[1][0, 2]), abs=1e-4)
    assert found.rest == pytest.approx(0, abs=1e-4)
