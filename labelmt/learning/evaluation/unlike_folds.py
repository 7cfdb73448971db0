"""Leave-cluster-out folds: figures on photographs unlike those that were learnt from.

Random folds tell how a model does on more photographs of the same kind, place and day. Where a
project is used, they will be others. So the images of each label are clustered by their features,
and every fold holds out whole clusters: what scores them has seen the label, but never looking like
that (the idea is leave-cluster-out cross-validation, as in Meredig et al., Mol. Syst. Des. Eng.
2018).

No two images of a cluster are further apart than a share of the distance between any two images of
the project (complete linkage; Defays, 1977). Where a label's images were taken in a few places,
these are its clusters. Where no two are alike, each is a cluster of its own, and the folds are
random ones: a fixed number of clusters would hold out whatever is at the rim, and tell too little.
It is a guess at what others will bring; benchmarks/unlike_photographs.py measures it beside random
folds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from labelmt.domain.annotations import State

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

FOLDS = 5
FEWEST = 25
"""Images below which clusters are single images."""
ALIKE = 0.7
"""Widest cluster, as a share of the median distance between two images of the project. On the parts
that Grocery's authors held out, taken in other shops, heads reach 0.737, 0.853 and 0.979; 0.6 tells
0.837, 0.930 and 0.975, 0.7 tells 0.751, 0.890 and 0.970, and 0.8 tells 0.697, 0.848 and 0.965."""
_PAIRS = 4000
MOST_CLUSTERED = 500
"""Groups of one label that are clustered; others join the nearest cluster's centre."""


def look_clusters(
    features: Floats, states: NDArray[np.int8], groups: Rows | None = None, least: int = FOLDS
) -> Rows:
    """(n,) numbers of clusters: images of one label that look alike; no group is in two.

    An image with several labels counts with the rarest: where tasks nest, that is the narrowest.

    Args:
        features: (n, width). states: (n, labels) int8 of State codes.
        groups: (n,) numbers of groups that stay together; None sets every image apart.
        least: clusters of each label with so many groups: where a label has a single look, it is
            parted all the same.
    """
    if not len(states):
        return np.zeros(0, dtype=np.int64)
    of, sizes = _numbered(groups, len(states))
    middle = np.zeros((len(sizes), features.shape[1]), dtype=np.float32)
    np.add.at(middle, of, features)
    middle /= sizes[:, None]
    widest = ALIKE * _typical_distance(features)
    cluster_of, made = np.zeros(len(sizes), dtype=np.int64), 0
    stratum = _rarest_labels(states, of)
    for label in np.unique(stratum):
        here = np.flatnonzero(stratum == label)
        cluster_of[here] = made + _clusters(middle[here], widest, least)
        made = int(cluster_of[here].max()) + 1
    return np.asarray(cluster_of[of])


def unlike_folds(
    features: Floats, states: NDArray[np.int8], groups: Rows | None = None, folds: int = FOLDS
) -> list[Rows]:
    """Parts of whole clusters, none of them empty and no group in two of them."""
    return parts_of(look_clusters(features, states, groups, folds), states, folds)


def parts_of(clusters: Rows, states: NDArray[np.int8], folds: int = FOLDS) -> list[Rows]:
    """(n,) clusters dealt out to parts of about one size, those of each label to all of them."""
    if not len(states):
        return []
    of, sizes = _numbered(clusters, len(states))
    stratum = _rarest_labels(states, of)
    part_of, load = np.zeros(len(sizes), dtype=np.int64), np.zeros(folds)
    # Those with few clusters last, so that they fill what is emptiest.
    for label in np.argsort(-np.bincount(stratum + 1), kind="stable") - 1:
        own = np.zeros(folds)
        here = np.flatnonzero(stratum == label)
        for cluster in here[np.argsort(-sizes[here], kind="stable")].tolist():
            part = int(np.lexsort((load, own))[0])
            part_of[cluster] = part
            own[part] += sizes[cluster]
            load[part] += sizes[cluster]
    parts = [np.flatnonzero(part_of[of] == part) for part in range(folds)]
    return [part for part in parts if len(part)]


def _numbered(groups: Rows | None, count: int) -> tuple[Rows, Rows]:
    """(n,) numbers from 0, and how many images have each."""
    groups = np.arange(count) if groups is None else groups
    of = np.unique(groups, return_inverse=True)[1].reshape(-1)
    return of, np.bincount(of)


def _typical_distance(features: Floats) -> float:
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, len(features), (2, _PAIRS))
    apart = one != other
    if not apart.any():
        return 0.0
    squares = np.einsum("ij,ij->i", features, features)
    between = squares[one[apart]] + squares[other[apart]]
    between -= 2 * np.einsum("ij,ij->i", features[one[apart]], features[other[apart]])
    return float(np.sqrt(np.maximum(np.median(between), 0)))


def _rarest_labels(states: NDArray[np.int8], of: Rows) -> Rows:
    """(groups,) the rarest label that any image of a group shows; -1 where none does."""
    present = np.zeros((int(of.max()) + 1, states.shape[1]), dtype=bool)
    np.logical_or.at(present, of, states == State.PRESENT)
    counts = np.where(present, present.sum(axis=0), len(states) + 1)
    return np.where(present.any(axis=1), counts.argmin(axis=1), -1)


def _clusters(places: Floats, widest: float, least: int) -> Rows:
    """(n,) numbers of clusters, at least ``least`` where there are so many places."""
    if len(places) <= least:
        return np.arange(len(places))
    step = -(-len(places) // MOST_CLUSTERED)
    some = places[::step]
    found = fcluster(linkage(some, "complete"), widest, "distance") - 1
    if int(found.max()) + 1 < least:
        found = fcluster(linkage(some, "ward"), least, "maxclust") - 1
    if step == 1:
        return np.asarray(found, dtype=np.int64)
    centres = np.stack([some[found == one].mean(axis=0) for one in range(int(found.max()) + 1)])
    away = (centres**2).sum(axis=1) - 2 * places @ centres.T
    return np.asarray(away.argmin(axis=1), dtype=np.int64)
