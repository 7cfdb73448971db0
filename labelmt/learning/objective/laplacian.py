"""Laplacian regularisation (μ): similar images, annotated or not, get similar answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.head_prior import HeadPrior

Floats = NDArray[np.float32]

# Strength and neighbours: swept over 0.1 to 3 and 5 to 30 with 50 to all images of UC Merced and
# Aquarium (docs/adr/0005). mAP with 50 images 0.786 to 0.809 and 0.841 to 0.872.
NEIGHBOURS = 5
ENOUGH_IMAGES = 1000
"""Fewer do not show in which directions the features vary, so they count for less."""
MOST_IMAGES = 3000
"""A sample of a larger project says as much."""


class Laplacian:
    """Laplacian regularisation (Belkin, Niyogi and Sindhwani, JMLR 2006) of linear heads.

    Adds μ · Σ_ij a_ij (f(x_i) − f(x_j))² to the heads' objective, where a_ij > 0 for near
    neighbours among all images, annotated or not. For a linear head it is wᵀMw, so a linear map
    of the features turns it into the plain squared norm: ``features`` fit as before in the
    mapped space, and ``heads`` brings the weights back. Nothing is learnt from predictions.
    """

    def __init__(self, factor: NDArray[np.float64], scale: float) -> None:
        self._factor, self._scale = factor, scale

    def features(self, features: Floats) -> Floats:
        """(n, width) features to the mapped space, of the same mean length."""
        mapped = solve_triangular(self._factor, features.T.astype(np.float64), lower=True)
        return np.ascontiguousarray(mapped.T * self._scale, dtype=np.float32)

    def prior(self, plain: HeadPrior) -> HeadPrior:
        """A prior of heads on plain features, for heads on mapped ones: the same logits."""
        weights = plain.weights @ self._factor / self._scale
        return HeadPrior(weights.astype(np.float32), plain.biases)

    def heads(self, mapped: Heads, specs: Sequence[TaskSpec]) -> Heads:
        """Heads fitted on mapped features, as heads for plain ones."""
        import torch

        plain = Heads(specs, len(self._factor))
        with torch.no_grad():
            for target, source in zip(plain.linears(), mapped.linears(), strict=True):
                weight = source.weight.double().numpy().T * self._scale
                back = solve_triangular(self._factor, weight, lower=True, trans="T")
                target.weight.copy_(torch.from_numpy(back.T))
                target.bias.copy_(source.bias)
        return plain.eval()


def fit_laplacian(features: Floats, strength: float) -> Laplacian | None:
    """Learn from (n, width) features of any images; None where there is nothing to gain.

    Args:
        features: of at most MOST_IMAGES images, or it takes long. strength: μ; 0 is none.
    """
    if not strength or len(features) <= NEIGHBOURS:
        return None
    x = features.astype(np.float64)
    near = _neighbours(features)
    degree = near.sum(axis=1)
    penalty = (x * degree[:, None]).T @ x - x.T @ (near @ x)
    trace = float(np.trace(penalty))
    if trace <= 0:  # all images alike
        return None
    mu = strength * min(1.0, len(features) / ENOUGH_IMAGES)
    penalty *= mu * len(penalty) / trace
    penalty[np.diag_indices_from(penalty)] += 1.0
    factor = cholesky(penalty, lower=True)
    mapped = solve_triangular(factor, x.T, lower=True)
    scale = np.sqrt(np.square(x).sum() / np.square(mapped).sum())
    return Laplacian(factor, float(scale))


def _neighbours(features: Floats) -> NDArray[np.float64]:
    """(n, n) symmetric: the cosine's fourth power for near neighbours, else 0."""
    lengths = np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9)
    unit = features / lengths
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, -1.0)
    nearest = np.argpartition(-cosine, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    rows = np.arange(len(features))[:, None]
    near = np.zeros(cosine.shape, dtype=np.float64)
    near[rows, nearest] = np.maximum(cosine[rows, nearest], 0) ** 4
    return np.maximum(near, near.T)
