"""ImageNet posteriors: class probabilities of the built-in backbone, from its cached features.

The features hold what its classifier saw, but for its length, which each level is freed of: the
classifier sees a typical one, so that they cost a product of matrices and no image is opened.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.catalogue.backbones import BUILT_IN
from labelmt.learning.models.efficientnet_lite import HEAD
from labelmt.learning.models.pretrained_weights import read_lite0_classifier

Floats = NDArray[np.float32]

BACKBONE = BUILT_IN

LENGTH = 14.0
"""That its classifier is shown; swept over 6 to 60 (docs/adr/0009). Softer than its own, and
better: several things in one photograph share its probability."""


@functools.cache
def _classifier() -> tuple[Floats, Floats]:
    weight, bias = read_lite0_classifier()
    scaled: Floats = weight.float().numpy().T * np.float32(LENGTH)
    offset: Floats = bias.float().numpy()
    return scaled, offset


def imagenet_posteriors(features: Floats) -> Floats:
    """(n, width) features of BACKBONE to (n, 1000) probabilities."""
    weight, bias = _classifier()
    seen = features[:, -HEAD:]
    unit = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-9)
    logits = unit @ weight + bias
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    made: Floats = raised / raised.sum(axis=1, keepdims=True)
    return made
