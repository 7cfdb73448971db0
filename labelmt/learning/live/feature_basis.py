"""Basis of the features (principal axes) in which a refit takes milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.laplacian import fit_laplacian

Floats = NDArray[np.float32]

FLAT = 1e-7
"""Share of the widest direction's variance below which a direction says nothing."""


@dataclass(frozen=True, eq=False, slots=True)
class FeatureBasis:
    """An affine map of the features: smoothness (see laplacian.py), then principal axes.

    It depends on the images alone, not on annotations, so that it serves many refits. The plain
    squared norm in the new coordinates is the norm that stage 1 penalises, which makes the
    optimum the same; along principal axes a logistic loss can be scaled, axis by axis, to curve
    about alike in all directions, for any number of images.

    Attributes:
        matrix: (width, axes) float32. offset: (axes,) float32. variance: (axes,) float32.
    """

    matrix: Floats
    offset: Floats
    variance: Floats

    @property
    def axes(self) -> int:
        """How many coordinates an image has."""
        return int(self.matrix.shape[1])

    def coordinates(self, features: Floats) -> Floats:
        """(n, width) features to (n, axes)."""
        found: Floats = features @ self.matrix - self.offset
        return found

    def prior(self, plain: HeadPrior) -> HeadPrior:
        """A prior of heads on plain features, for heads on coordinates: the same logits."""
        weights = np.linalg.solve(self.matrix.astype(np.float64), plain.weights.T).T
        biases = plain.biases + weights @ self.offset
        return HeadPrior(weights.astype(np.float32), biases.astype(np.float32))

    def heads(
        self,
        specs: Sequence[TaskSpec],
        vectors: Sequence[torch.Tensor],
        biases: Sequence[torch.Tensor],
    ) -> Heads:
        """Heads on plain features, from one (labels, axes) and one (labels,) a task."""
        heads = Heads(specs, len(self.matrix))
        back, offset = torch.from_numpy(self.matrix).T, torch.from_numpy(self.offset)
        with torch.no_grad():
            for linear, vector, bias in zip(heads.linears(), vectors, biases, strict=True):
                linear.weight.copy_(vector @ back)
                linear.bias.copy_(bias - vector @ offset)
        return heads.eval()


def fit_feature_basis(features: Floats, smoothness: float) -> FeatureBasis:
    """The basis of (n, width) features of any images; n at least 1.

    Args:
        smoothness: μ of laplacian.py; 0 is none.
    """
    smooth = fit_laplacian(features, smoothness)
    width = features.shape[1]
    map_ = np.eye(width, dtype=np.float32)
    if smooth is not None:
        map_ = smooth.features(map_)
        features = features @ map_
    mean = features.mean(axis=0)
    centred = features - mean
    values, axes = np.linalg.eigh(centred.T @ centred / np.float32(len(features)))
    # Directions that these images do not vary in may be those in which later ones do: kept.
    values = np.maximum(values, FLAT * max(float(values[-1]), 1e-12))
    return FeatureBasis(
        np.ascontiguousarray(map_ @ axes, dtype=np.float32),
        np.asarray(mean @ axes, dtype=np.float32),
        np.asarray(values, dtype=np.float32),
    )
