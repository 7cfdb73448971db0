"""Ward's method of hierarchical clustering (JASA 1963), by chains of nearest neighbours.

A chain goes from each cluster to its nearest one until two are nearest to each other: those are
merged (Murtagh, Computational Statistics Quarterly 1984). That takes (n²) time and memory, and
gives the tree that always merging the nearest two of all would give.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.project.similarity.cosine_similarity import Floats, Rows

Merges = NDArray[np.int64]


def ward_tree(points: Floats) -> tuple[Merges, Rows]:
    """The tree of merges, the nearest first.

    Args:
        points: (n, width), n at least 1.

    Returns:
        (n - 1, 2) which two are merged: below n a point, else n + the number of a merge before;
        the smaller first. (n - 1,) how many points are in each merge.
    """
    count = len(points)
    # Squared distances; that of merged ones is Lance and Williams' formula, in which they stay so.
    square = np.einsum("ij,ij->i", points, points, dtype=np.float64)
    wide = points.astype(np.float64)
    between = np.maximum(square[:, None] + square[None] - 2 * (wide @ wide.T), 0)
    np.fill_diagonal(between, np.inf)
    size = np.ones(count)
    pairs = np.empty((max(count - 1, 0), 2), dtype=np.int64)
    far = np.empty(len(pairs))
    chain: list[int] = []
    for merge in range(len(pairs)):
        if not chain:
            chain.append(int(np.argmax(size > 0)))
        while True:
            last = chain[-1]
            nearest = int(np.argmin(between[last]))
            # A tie is the one before it: else a chain of equals would never end.
            if len(chain) > 1 and between[last, chain[-2]] <= between[last, nearest]:
                nearest = chain[-2]
                break
            chain.append(nearest)
        del chain[-2:]
        kept, gone = last, nearest
        pairs[merge], far[merge] = (kept, gone), between[kept, gone]
        own, other = size[kept], size[gone]
        with np.errstate(invalid="ignore"):  # what is gone is infinitely far
            merged = (own + size) * between[kept] + (other + size) * between[gone]
            merged = (merged - size * far[merge]) / (own + other + size)
        merged[[kept, gone]] = np.inf
        merged[size == 0] = np.inf
        between[kept] = between[:, kept] = merged
        between[gone] = between[:, gone] = np.inf
        size[kept], size[gone] = own + other, 0
    return _numbered(pairs[np.argsort(far, kind="stable")], count)


def leaves_in_order(merges: Merges) -> Rows:
    """(n,) points such that those of each merge stand beside each other, its first part first."""
    count = len(merges) + 1
    found: list[int] = []
    waiting = [2 * count - 2]
    while waiting:
        branch = waiting.pop()
        if branch < count:
            found.append(branch)
        else:
            first, second = merges[branch - count].tolist()
            waiting += [second, first]
    return np.array(found, dtype=np.int64)


def _numbered(pairs: Merges, count: int) -> tuple[Merges, Rows]:
    """Merges of points turned into merges of clusters."""
    parent, cluster = list(range(count)), list(range(count))
    size = [1] * count
    merges = np.empty_like(pairs)
    sizes = np.empty(len(pairs), dtype=np.int64)

    def root(point: int) -> int:
        while parent[point] != point:
            parent[point] = parent[parent[point]]
            point = parent[point]
        return point

    for at, (one, other) in enumerate(pairs.tolist()):
        a, b = root(one), root(other)
        merges[at] = sorted((cluster[a], cluster[b]))
        parent[b] = a
        size[a] += size[b]
        cluster[a], sizes[at] = count + at, size[a]
    return merges, sizes
