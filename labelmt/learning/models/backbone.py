"""Backbone: its stages, the levels that become features, and where each level has places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from labelmt.learning.data.views import ONE_VIEW, TaskViews, mean_of_views, seen_as

FEATURE_LENGTH = 10.0
"""Length features are brought to; with it, weights near 1 suit a logistic regression."""


class Readout(Protocol):
    """How the output of a stage becomes features, and which places of the image they come from."""

    def pooled(self, activations: Tensor) -> Tensor:
        """A stage's output to (n, channels) features."""
        ...

    def places(self, activations: Tensor) -> Tensor:
        """A stage's output to (n, channels, h, w), upright, for maps of where a label is seen.

        A map is exact where ``pooled`` is the mean of it over h and w; else what is not told by
        any place stays in the map's rest.
        """
        ...


class MeanOverPlaces:
    """For convolutions, whose output is (n, channels, h, w): the mean over the image."""

    def pooled(self, activations: Tensor) -> Tensor:
        return activations.float().mean(dim=(2, 3))

    def places(self, activations: Tensor) -> Tensor:
        return activations.float()


class Backbone(nn.Module):
    """A network from images to pooled features.

    Args:
        stages: applied one after the other; also the layer groups of fine-tuning.
        taps: indices of the stages whose output is pooled into the features.
        width: length of the feature vector.
        readout: how the tapped stages are pooled; a transformer of tokens brings its own.
    """

    def __init__(
        self,
        stages: list[nn.Module],
        taps: tuple[int, ...],
        width: int,
        readout: Readout | None = None,
    ) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)
        self.taps = taps
        self.width = width
        self.readout: Readout = readout or MeanOverPlaces()

    def forward(self, images: Tensor, views: Sequence[str] = ONE_VIEW) -> Tensor:
        """(n, 3, h, w) normalised images to (n, width) features of length FEATURE_LENGTH.

        Each tapped level is averaged over the image and brought to length 1 before they are
        joined, so that no level outweighs another. Features are the mean over the views.
        """
        features = self.forward_from(0, seen_as(images, views))
        return mean_of_views(features, len(views), FEATURE_LENGTH)

    def forward_from(self, start: int, x: Tensor) -> Tensor:
        """The features, from the activations that the stages before ``start`` made.

        No level before ``start`` may be tapped. ``x`` is one view of each image.
        """
        levels: list[Tensor] = []
        for index, stage in enumerate(self.stages[start:], start):
            x = stage(x)
            if index in self.taps:
                levels.append(functional.normalize(self.readout.pooled(x), dim=1))
        joined: Tensor = torch.cat(levels, dim=1) * (FEATURE_LENGTH / len(levels) ** 0.5)
        return joined


class FeaturesByViews(nn.Module):
    """The features that tasks see: of several sets of views beside each other, no view twice."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, images: Tensor, views: TaskViews) -> Tensor:
        """(n, 3, h, w) normalised images to (n, sets · width)."""
        shown = self.backbone.forward_from(0, seen_as(images, views.views))
        parts = [
            mean_of_views(views.picked(shown, one), len(one), FEATURE_LENGTH) for one in views.sets
        ]
        return torch.cat(parts, dim=1)


def layer_groups(features: nn.Sequential, count: int) -> list[nn.Module]:
    """Consecutive layers as about equally many layer groups; the last one ends the network."""
    layers = list(features)
    bounds = [round(i * len(layers) / count) for i in range(count + 1)]
    return [nn.Sequential(*layers[a:b]) for a, b in pairwise(bounds)]
