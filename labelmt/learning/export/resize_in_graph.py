"""Resizing inside an exported graph: torch's antialiased bicubic of uint8, to the grey level.

torch rounds after each of its two passes, with whole-number weights. A resize in floating point,
which ONNX has, moves probabilities by up to 0.04 against that; the same whole numbers as two
matrix products in float64, where all of them are exact, move nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor

_SHARPNESS = -0.5
"""Keys' a, as torch has it where it antialiases."""
_LARGEST_WEIGHT = 2**15
_MOST_BITS = 23


def whole_weights(size: Tensor, edge: int) -> tuple[Tensor, Tensor]:
    """(edge, size) whole weights of a row's pixels in float64, and what their sum stands for.

    Args:
        size: 0, 1, … up to the number of pixels less one; int64. As a tensor, because a number
            would be fixed in the graph.
    """
    place = size.double()
    count = place[-1] + 1
    scale = count / edge
    wide = scale.clamp(min=1.0)
    centre = scale * (torch.arange(edge, dtype=torch.float64) + 0.5)
    first = (centre - 2 * wide + 0.5).trunc().clamp(min=0)
    last = torch.minimum((centre + 2 * wide + 0.5).trunc(), count)
    weights = _cubic(((place[None] - centre[:, None] + 0.5) / wide).abs())
    inside = (place >= first[:, None]) & (place < last[:, None])
    weights = weights * inside.double()
    weights = weights / weights.sum(1, keepdim=True)
    units = 2.0 ** torch.arange(1, _MOST_BITS + 1, dtype=torch.float64)
    fits = (weights.max() * units + 0.5).floor() < _LARGEST_WEIGHT
    unit = torch.where(fits, units, torch.ones_like(units)).max()
    scaled = weights * unit
    return torch.where(weights < 0, (scaled - 0.5).trunc(), (scaled + 0.5).trunc()), unit


def _cubic(x: Tensor) -> Tensor:
    """The kernel of Keys (IEEE TASSP 29(6), 1981) at distances of at least 0."""
    a = _SHARPNESS
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return torch.where(x < 1, near, torch.where(x < 2, far, torch.zeros_like(x)))


def squared(images: Tensor, edge: int) -> Tensor:
    """(b, h, w, 3) uint8 to (b, edge, edge, 3) whole float32 from 0 to 255, as ``squashed``."""
    batch, height, width = images.shape[0], images.shape[1], images.shape[2]
    weights, unit = whole_weights(torch.arange(width), edge)
    rows = _rounded(torch.matmul(weights, images.double()), unit)
    weights, unit = whole_weights(torch.arange(height), edge)
    square = torch.matmul(weights, rows.reshape(batch, height, edge * 3))
    return _rounded(square.reshape(batch, edge, edge, 3), unit).float()


def _rounded(sums: Tensor, unit: Tensor) -> Tensor:
    return ((sums + unit / 2) / unit).floor().clamp(0, 255)
