"""Random views of training images, made on the device."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SMALLEST_AREA = 0.5
"""Share of the image a random crop keeps at least (docs/method.md)."""


def random_views(
    images: Tensor,
    *,
    flip: bool,
    generator: torch.Generator,
    turn: bool = False,
    size: int | None = None,
) -> Tensor:
    """Random resized crops, each mirrored with probability one half where ``flip``.

    Args:
        images: (n, 3, h, w) float. generator: on the CPU, so that every device draws alike.
        turn: whether each is also turned by a random multiple of 90 degrees.
        size: side of the views, pixels; None is that of the images.
    """
    n = len(images)
    draw = torch.rand(5, n, generator=generator)
    area = SMALLEST_AREA + (1 - SMALLEST_AREA) * draw[0]
    ratio = torch.exp((draw[1] * 2 - 1) * math.log(4 / 3))
    width = (area * ratio).sqrt().clamp(max=1.0)
    height = (area / ratio).sqrt().clamp(max=1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.where(draw[4] < 0.5, -width, width) if flip else width
    theta[:, 1, 1] = height
    theta[:, 0, 2] = (draw[2] * 2 - 1) * (1 - width)
    theta[:, 1, 2] = (draw[3] * 2 - 1) * (1 - height)
    if turn:
        angle = torch.randint(4, (n,), generator=generator)
        cos, sin = (
            torch.tensor([1.0, 0.0, -1.0, 0.0])[angle],
            torch.tensor([0.0, 1.0, 0.0, -1.0])[angle],
        )
        rotation = torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
        theta[:, :, :2] = theta[:, :, :2] @ rotation
    sides = images.shape[2:] if size is None else (size, size)
    shape = [*images.shape[:2], *sides]
    grid = functional.affine_grid(theta.to(images.device), shape, align_corners=False)
    return functional.grid_sample(
        images, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
