"""Class activation map: a label's logit as a sum over the places of an image.

Class activation maps (Zhou et al., CVPR 2016): features are means over the image, and a head is
linear in them, so that each place has its share of the logit. Here features are also brought to a
length, level by level and over the views; those lengths are of the image as a whole and are taken
as given, which leaves the sum exact: map and rest add up to the logit. Levels of several sizes are
laid over each other without losing any of it. With a shared trunk, which is not linear, its
derivative at this image stands for the head (as Grad-CAM does, Selvaraju et al., ICCV 2017), and
the rest is what that leaves over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from labelmt.learning.data.views import ONE_VIEW, mean_of_views, seen_as, turned_back
from labelmt.learning.models.backbone import FEATURE_LENGTH, Backbone
from labelmt.learning.models.network import Network

EPS = 1e-12
"""Of torch's ``normalize``."""


@dataclass(frozen=True, eq=False, slots=True)
class ActivationMap:
    """Attributes:
    places: (height, width) float32 shares of the logit, over the whole image.
    rest: what has no place: the head's bias, and with a trunk what is not linear in it.
    logits: (labels of the task,) float32.
    """

    places: NDArray[np.float32]
    rest: float
    logits: NDArray[np.float32]


def activation_map(
    network: Network, image: Tensor, task: int, column: int, views: tuple[str, ...] = ONE_VIEW
) -> ActivationMap:
    """Where one image speaks for a label, and where against it.

    Args:
        network: in evaluation mode, on the image's device.
        image: (1, 3, side, side) normalised pixels.
        task: place of the label's task among the network's; column: the label's within it.
        views: what the image is seen as.
    """
    backbones = network.backbones()
    index = task if task < len(backbones) and len(backbones) > 1 else 0
    backbone = backbones[index]
    with torch.no_grad():
        outputs = _tapped(backbone, seen_as(image, views))
        features, factors = _features(backbone, outputs, len(views))
    features.requires_grad_()
    trunks = network.trunks()
    head = network.heads.linears()[task]
    logits = head(trunks[index](features) if trunks else features)[0]
    (weight,) = torch.autograd.grad(logits[column], features)
    with torch.no_grad():
        levels = [backbone.readout.places(one) for one in outputs]
        scales = [
            factor / (level.shape[2] * level.shape[3])
            for factor, level in zip(factors, levels, strict=True)
        ]
        places = _places(levels, scales, weight[0], views)
    logit = float(logits[column].detach())
    values = logits.detach().cpu().numpy().astype(np.float32)
    return ActivationMap(places, logit - float(places.sum()), values)


def _tapped(backbone: Backbone, views: Tensor) -> list[Tensor]:
    """What each tapped stage gives for all views."""
    outputs, x = [], views
    for index, stage in enumerate(backbone.stages):
        x = stage(x)
        if index in backbone.taps:
            outputs.append(x)
    return outputs


def _features(backbone: Backbone, outputs: list[Tensor], views: int) -> tuple[Tensor, list[Tensor]]:
    """(1, width) features as the backbone makes them, and what each level was multiplied by.

    Returns:
        the features, and one (views,) a level: a feature is the sum over views of what is pooled,
        times the factor.
    """
    part = FEATURE_LENGTH / len(outputs) ** 0.5
    pooled = [backbone.readout.pooled(one) for one in outputs]
    lengths = [one.norm(dim=1).clamp_min(EPS) for one in pooled]
    joined = torch.cat([functional.normalize(one, dim=1) for one in pooled], dim=1) * part
    features = mean_of_views(joined, views, FEATURE_LENGTH)
    again = 1.0
    if views > 1:
        again = FEATURE_LENGTH / max(float(joined.mean(dim=0).norm()), EPS) / views
    return features, [part * again / length for length in lengths]


def _places(
    levels: list[Tensor], scales: list[Tensor], weight: Tensor, views: tuple[str, ...]
) -> NDArray[np.float32]:
    height = max(level.shape[2] for level in levels)
    width = max(level.shape[3] for level in levels)
    total = np.zeros((height, width))
    parts = torch.split(weight, [level.shape[1] for level in levels])
    for level, scale, part in zip(levels, scales, parts, strict=True):
        shares = torch.einsum("vchw,c,v->vhw", level, part, scale)[:, None]
        upright = turned_back(shares, views).sum(dim=(0, 1)).double().cpu().numpy()
        rows, columns = upright.shape
        total += _shares(rows, height) @ upright @ _shares(columns, width).T
    return total.astype(np.float32)


def _shares(cells: int, into: int) -> NDArray[np.float64]:
    """(into, cells) parts of each cell that lie in each finer one; a column adds up to 1."""
    ends = np.arange(into + 1) / into * cells
    low, high = ends[:-1, None], ends[1:, None]
    cell = np.arange(cells)[None]
    shares: NDArray[np.float64] = np.minimum(high, cell + 1) - np.maximum(low, cell)
    return np.maximum(shares, 0.0)
