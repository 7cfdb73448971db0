"""Which images are alike, and which stand for many: what to ask a person about first.

Active learning from few labels gains most from typical images (Hacohen, Dekel and Weinshall,
ICML 2022); later from uncertain ones, one of each kind (Citovsky et al., NeurIPS 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST, MOST = 4, 256
"""Groups of a project, however small or large it is."""
BATCH = 2048
SAMPLE = 20_000
"""Images that the centres are learnt from; a sample of a larger project says as much."""
_BLOCK = 8192


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Images by likeness.

    Attributes:
        group: (n,) the largest group is 0. place: (n,) within the group, the most typical is 0.
    """

    group: NDArray[np.int32]
    place: NDArray[np.int32]


def group_count(images: int) -> int:
    """How many groups so many images make: about the square root, doubled."""
    return int(np.clip(round(2 * images**0.5), min(FEWEST, images), min(MOST, images)))


def group_images(cached: NDArray[np.float16], rows: NDArray[np.int64], seed: int) -> Groups:
    """Cluster the directions of the features (k-means in mini-batches; Sculley, WWW 2010).

    Args:
        cached: (images, width) features. rows: (n,) those to group, at least one.
    """
    from sklearn.cluster import MiniBatchKMeans

    chance = np.random.default_rng(seed)
    sample = rows
    if len(rows) > SAMPLE:
        sample = np.sort(chance.choice(rows, SAMPLE, replace=False))
    model = MiniBatchKMeans(
        group_count(len(rows)), batch_size=BATCH, n_init=1, max_iter=20, random_state=seed
    )
    model.fit(_directions(cached[sample]))
    near = np.empty(len(rows), dtype=np.int64)
    far = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        distances = model.transform(_directions(cached[rows[part]]))
        near[part] = distances.argmin(axis=1)
        far[part] = distances.min(axis=1)
    return _ranked(near, far)


def _ranked(near: NDArray[np.int64], far: NDArray[np.float32]) -> Groups:
    """Groups by size, their images by distance from the centre."""
    sizes = np.bincount(near)
    rank = np.empty(len(sizes), dtype=np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.int32)
    group = rank[near]
    order = np.lexsort((far, group))
    starts = np.searchsorted(group[order], group[order])
    place = np.empty(len(near), dtype=np.int32)
    place[order] = np.arange(len(near)) - starts
    return Groups(group, place)


def _directions(features: NDArray[np.float16]) -> NDArray[np.float32]:
    x = np.asarray(features, dtype=np.float32)
    return np.asarray(x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9))
