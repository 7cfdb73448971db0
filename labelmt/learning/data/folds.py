"""Cross-validation folds, stratified by labels, near-duplicates never apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from labelmt.domain.annotations import State

NEAR_DUPLICATE = 0.98
"""Cosine of features from which two images count as one scene: 15 of 1,680 of UC Merced."""
MOST_REPEATS = 0.2
"""Share of images beyond which likeness is the domain's, such as X-rays', and tells nothing."""
MOST_IMAGES = 20_000
"""Comparing all pairs of more images takes minutes."""
_BLOCK = 512


def near_duplicate_groups(features: NDArray[np.float32]) -> NDArray[np.int64]:
    """(n, width) to (n,) group numbers; images in a chain of near-duplicates share one."""
    apart = np.arange(len(features))
    if not 0 < len(features) <= MOST_IMAGES:
        return apart
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9)
    ones, others = [], []
    for start in range(0, len(unit), _BLOCK):
        close = unit[start : start + _BLOCK] @ unit.T >= NEAR_DUPLICATE
        one, other = np.nonzero(close)
        ones.append(one + start)
        others.append(other)
    one, other = np.concatenate(ones), np.concatenate(others)
    edges = coo_matrix((np.ones(len(one), dtype=bool), (one, other)), shape=(len(unit),) * 2)
    groups = np.asarray(connected_components(edges, directed=False)[1], dtype=np.int64)
    repeats = len(groups) - len(np.unique(groups))
    return apart if repeats > MOST_REPEATS * len(groups) else groups


def fold_rows(
    states: NDArray[np.int8], folds: int, seed: int, groups: NDArray[np.int64] | None = None
) -> list[NDArray[np.int64]]:
    """Stratified parts: groups of images are dealt out by their rarest present label.

    Args:
        states: (n, labels) int8 of State codes. groups: (n,); None sets every image apart.
    """
    groups = np.arange(len(states)) if groups is None else groups
    names, first, of_image = np.unique(groups, return_index=True, return_inverse=True)
    rng = np.random.default_rng(seed)
    present = states == State.PRESENT
    counts = np.where(present, present.sum(axis=0), len(states) + 1)
    rarest = np.where(present.any(axis=1), counts.argmin(axis=1), -1)[first]
    order = rng.permutation(len(names))
    order = order[np.argsort(rarest[order], kind="stable")]
    part_of = np.empty(len(names), dtype=np.int64)
    part_of[order] = np.arange(len(order)) % folds
    parts = [np.flatnonzero(part_of[of_image] == part) for part in range(folds)]
    return [part for part in parts if len(part)]
