"""Stratified group split: folds, validation or test images that keep what belongs together.

No group of images (a burst, a patient, a video) is ever in two parts, and each part gets its share
of every label. The rule is that of scikit-learn's ``StratifiedGroupKFold``, for several labels an
image and for parts of unequal size: groups are dealt out one after the other, those that weigh most
first, each to the part whose counts it brings nearest to what they should be. How near is told by
Pearson's chi-squared, in which a rare label weighs as much as a frequent one. A group counts once
for every label that any of its images shows (the union of its labels), and by its images.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State

Rows = NDArray[np.int64]


def stratified_parts(
    states: NDArray[np.int8],
    shares: Sequence[float],
    seed: int,
    groups: Rows | None = None,
) -> Rows:
    """(n,) the part of each image, an index into ``shares``.

    Args:
        states: (n, labels) int8 of State codes.
        shares: of the images, one a part, above 0; they are brought to a sum of 1.
        groups: (n,) numbers of groups that stay together; None sets every image apart.
    """
    if not len(states):
        return np.zeros(0, dtype=np.int64)
    groups = np.arange(len(states)) if groups is None else groups
    of_image = np.unique(groups, return_inverse=True)[1].reshape(-1)
    counts = _group_counts(states, of_image)
    wanted = np.array(shares, dtype=float)[:, None] * counts.sum(axis=0) / sum(shares)
    with np.errstate(divide="ignore"):
        per = np.where(wanted > 0, 1 / wanted, 0.0)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(counts))
    weight = (counts**2 @ per[0]) * (1 + 1e-9)
    order = order[np.argsort(-weight[order].round(9), kind="stable")]
    # Of parts that are as good, chance has one: else the first would always get the rarest.
    favour = rng.random((len(counts), len(shares))) * 1e-6
    missing = wanted.copy()
    part = np.empty(len(counts), dtype=np.int64)
    for group in order.tolist():
        shown = np.flatnonzero(counts[group])
        count = counts[group, shown]
        # (a − w)² grows by n·(n − 2·missing) where n come to what misses some.
        worse = (count * (count - 2 * missing[:, shown]) * per[:, shown]).sum(axis=1)
        best = int((worse + favour[group]).argmin())
        part[group] = best
        missing[best, shown] -= count
    return part[of_image]


def _group_counts(states: NDArray[np.int8], of_image: Rows) -> NDArray[np.float64]:
    """(groups, labels + …) what is dealt out: labels of each group once, and its images."""
    present, absent = states == State.PRESENT, states == State.ABSENT
    scarce = absent.sum(axis=0) < present.sum(axis=0)
    kinds = np.concatenate([present, absent[:, scarce], absent.any(axis=1, keepdims=True)], axis=1)
    kinds = kinds[:, kinds.any(axis=0)]
    count = int(of_image.max()) + 1
    union = np.zeros((count, kinds.shape[1]), dtype=bool)
    np.logical_or.at(union, of_image, kinds)
    sizes = np.bincount(of_image, minlength=count)
    return np.column_stack([union, sizes / sizes.mean()]).astype(np.float64)
