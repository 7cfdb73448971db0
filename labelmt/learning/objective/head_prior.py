"""Prior of linear heads: weights that they are pulled towards, where λ else pulls towards zero.

As L2-SP does for a pretrained backbone (Li, Grandvalet and Davoine, ICML 2018). Without any
annotation the heads are the prior; each one moves them as far as it is evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class HeadPrior:
    """Weights and biases of labels in some space of features; zeros pull towards nothing.

    Attributes:
        weights: (labels, width). biases: (labels,).
    """

    weights: Floats
    biases: Floats

    def logits(self, features: Floats) -> Floats:
        """(n, width) to (n, labels)."""
        made: Floats = features @ self.weights.T + self.biases
        return made

    def of(self, labels: NDArray[np.int64] | Sequence[int]) -> HeadPrior:
        """Of some labels, by their places."""
        chosen = np.asarray(labels, dtype=np.int64)
        return HeadPrior(self.weights[chosen], self.biases[chosen])

    def only(self, serves: NDArray[np.bool_]) -> HeadPrior:
        """With that of all other labels zero. serves: (labels,)."""
        return HeadPrior(
            np.where(serves[:, None], self.weights, np.float32(0)),
            np.where(serves, self.biases, np.float32(0)),
        )
