"""Clusters of images and coordinates, from which the review's active learning chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.live.feature_basis import FeatureBasis

if TYPE_CHECKING:
    from sklearn.cluster import MiniBatchKMeans

FEWEST, MOST = 4, 256
"""Groups of a project, however small or large it is."""
BATCH = 2048
SAMPLE = 20_000
"""Images that the centres are learnt from; a sample of a larger project says as much."""
_BLOCK = 8192

AXES = 256
"""Axes in which images are placed for the design of a review, the widest."""
PLACED = 5000
"""Images that are placed; a random sample of a larger project says as much."""

Floats = NDArray[np.float32]


def group_count(images: int) -> int:
    """How many groups so many images make: about the square root, doubled."""
    return int(np.clip(round(2 * images**0.5), min(FEWEST, images), min(MOST, images)))


def group_images(
    cached: NDArray[np.float16], rows: NDArray[np.int64], seed: int
) -> NDArray[np.int32]:
    """(n,) the group of each, the largest is 0.

    Clusters of the directions of the features (k-means in mini-batches; Sculley, WWW 2010).

    Args:
        cached: (images, width) features. rows: (n,) those to group, at least one.
    """
    rng = np.random.default_rng(seed)
    places = np.arange(len(rows))
    if len(rows) > SAMPLE:
        places = np.sort(rng.choice(len(rows), SAMPLE, replace=False))
    sample = _directions(cached[rows[places]])
    # What all have in common hides what tells them apart.
    mean = sample.mean(axis=0)
    sample = _unit(sample - mean)
    model = _clusters(sample, group_count(len(rows)), seed)
    near = np.empty(len(rows), dtype=np.int64)
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        near[part] = model.predict(_unit(_directions(cached[rows[part]]) - mean))
    sizes = np.bincount(near)
    rank = np.empty(len(sizes), dtype=np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.int32)
    found: NDArray[np.int32] = rank[near]
    return found


def place_images(
    cached: NDArray[np.float16], rows: NDArray[np.int64], basis: FeatureBasis, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """(n,) rows, all or a sample, and their (n, axes) coordinates along the widest axes."""
    if len(rows) > PLACED:
        rows = np.sort(np.random.default_rng(seed).choice(rows, PLACED, replace=False))
    places = basis.coordinates(np.asarray(cached[rows], dtype=np.float32))[:, -AXES:]
    return rows, places.astype(np.float16)


def _clusters(directions: Floats, count: int, seed: int) -> MiniBatchKMeans:
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(count, batch_size=BATCH, n_init=1, max_iter=20, random_state=seed)
    return model.fit(directions)


def _directions(features: NDArray[np.float16]) -> Floats:
    return _unit(np.asarray(features, dtype=np.float32))


def _unit(x: Floats) -> Floats:
    found: Floats = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return found
