"""Data augmentation on the device: random crops, flips, turns and colours of training images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import ONE_VIEW, TaskViews

SMALLEST_AREA = 0.5
"""Share of the image a random crop keeps at least (docs/method.md)."""
JITTER = 0.2
"""How far brightness, contrast and saturation are changed at most, as a share."""
_GREY = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False, slots=True)
class Allowed:
    """Which random changes images may be given: (n,) bool each.

    Tasks share what they learn from, so that an image is changed only where no task that knows
    anything of it would be misled.
    """

    flip: Tensor
    turn: Tensor
    jitter: Tensor

    def of(self, rows: Tensor) -> Allowed:
        """Some of the images."""
        return Allowed(self.flip[rows], self.turn[rows], self.jitter[rows])


def allowed_changes(
    specs: Sequence[TaskSpec], settings: TrainingSettings, views: TaskViews, known: Tensor
) -> Allowed:
    """What the settings and all tasks that know anything of an image allow.

    Args:
        views: what each task will see an image as; up means little where that is four sides.
        known: (n, tasks) bool.
    """

    def where(on: bool, forbids: Sequence[bool]) -> Tensor:
        return ~(known & torch.tensor(list(forbids))).any(dim=1) & on

    sides = [spec.keep_sides for spec in specs]
    upright = [one or views.of(i) == ONE_VIEW for i, one in enumerate(sides)]
    return Allowed(
        where(settings.flip, sides),
        where(True, upright),
        where(settings.jitter, [spec.keep_colours for spec in specs]),
    )


def random_views(
    images: Tensor,
    *,
    flip: bool,
    generator: torch.Generator,
    turn: bool = False,
    size: int | None = None,
) -> Tensor:
    """(n, 3, h, w) float images as ``drawn_views`` says, of the given side or their own."""
    n = len(images)
    allowed = Allowed(*(torch.full((n,), one) for one in (flip, turn, False)))
    return viewed(images, drawn_views(allowed, generator), size)


def drawn_views(allowed: Allowed, generator: torch.Generator) -> Tensor:
    """Random resized crops, mirrored with probability one half and turned by a random multiple of
    90 degrees where that is allowed.

    Args:
        generator: on the CPU, so that every device draws alike.

    Returns:
        (n, 2, 3) affine maps from a view to its image.
    """
    n = len(allowed.flip)
    draw = torch.rand(5, n, generator=generator)
    area = SMALLEST_AREA + (1 - SMALLEST_AREA) * draw[0]
    ratio = torch.exp((draw[1] * 2 - 1) * math.log(4 / 3))
    width = (area * ratio).sqrt().clamp(max=1.0)
    height = (area / ratio).sqrt().clamp(max=1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.where((draw[4] < 0.5) & allowed.flip, -width, width)
    theta[:, 1, 1] = height
    theta[:, 0, 2] = (draw[2] * 2 - 1) * (1 - width)
    theta[:, 1, 2] = (draw[3] * 2 - 1) * (1 - height)
    if allowed.turn.any():
        angle = torch.randint(4, (n,), generator=generator) * allowed.turn
        cos, sin = (
            torch.tensor([1.0, 0.0, -1.0, 0.0])[angle],
            torch.tensor([0.0, 1.0, 0.0, -1.0])[angle],
        )
        rotation = torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
        theta[:, :, :2] = theta[:, :, :2] @ rotation
    return theta


def drawn_colours(allowed: Allowed, generator: torch.Generator) -> Tensor | None:
    """(n, 3) factors of brightness, contrast and saturation, 1 where they are not allowed; None
    where no image may be changed."""
    if not allowed.jitter.any():
        return None
    draw = torch.rand(len(allowed.jitter), 3, generator=generator) * 2 - 1
    return 1 + JITTER * draw * allowed.jitter[:, None]


def recoloured(
    images: Tensor, factors: Tensor, mean: Sequence[float], std: Sequence[float]
) -> Tensor:
    """(n, 3, h, w) normalised images with other brightness, contrast and saturation.

    Args:
        factors: (n, 3), see ``drawn_colours``. mean, std: by which the images were normalised.
    """
    shift, scale, weights = (
        torch.tensor(one, device=images.device).view(1, 3, 1, 1) for one in (mean, std, _GREY)
    )
    bright, contrast, saturation = factors.to(images.device)[:, :, None, None, None].unbind(dim=1)
    x = (images * scale + shift) * bright
    middle = (x * weights).sum(dim=1, keepdim=True).mean(dim=(2, 3), keepdim=True)
    x = middle + (x - middle) * contrast
    grey = (x * weights).sum(dim=1, keepdim=True)
    x = grey + (x - grey) * saturation
    return (x.clamp(0, 1) - shift) / scale


def viewed(images: Tensor, maps: Tensor, size: int | None = None) -> Tensor:
    """(n, 3, h, w) float images through (n, 2, 3) maps.

    Args:
        size: side of the views, pixels; None is that of the images.
    """
    sides = images.shape[2:] if size is None else (size, size)
    shape = [*images.shape[:2], *sides]
    grid = functional.affine_grid(maps.to(images.device), shape, align_corners=False)
    return functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
