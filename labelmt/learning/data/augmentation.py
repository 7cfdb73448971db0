"""Data augmentation on the device: random crops, flips and turns of training images."""

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
    """(n, 3, h, w) float images as ``drawn_views`` says, of the given side or their own."""
    maps = drawn_views(len(images), flip=flip, generator=generator, turn=turn)
    return viewed(images, maps, size)


def drawn_views(n: int, *, flip: bool, generator: torch.Generator, turn: bool = False) -> Tensor:
    """Random resized crops, each mirrored with probability one half where ``flip``.

    Args:
        generator: on the CPU, so that every device draws alike.
        turn: whether each is also turned by a random multiple of 90 degrees.

    Returns:
        (n, 2, 3) affine maps from a view to its image.
    """
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
    return theta


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
