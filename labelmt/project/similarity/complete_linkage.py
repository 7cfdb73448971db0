"""Complete-linkage clustering of near-duplicates: all images of a group are alike.

Complete linkage (Defays, The Computer Journal 1977), on those pairs alone that are near enough:
groups join when the least similar pair of images across them is near. A chain of images, each like
the next, so makes no group of images that are unlike each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.project.similarity.near_pairs import NearPairs


@dataclass(frozen=True, eq=False, slots=True)
class Merges:
    """How groups join as less and less similarity is asked for, the most similar first.

    Attributes:
        one, other: (joins,) a member of either group.
        similarity: (joins,) float32, falling: of the least similar two across both groups.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    similarity: NDArray[np.float32]


def linkage_merges(pairs: NearPairs) -> Merges:
    """Every join that the pairs allow."""
    top: dict[int, int] = {}
    size: dict[int, int] = {}
    seen: dict[int, dict[int, int]] = {}
    made: list[tuple[int, int, float]] = []

    def root(item: int) -> int:
        while top.setdefault(item, item) != item:
            top[item] = item = top[top[item]]
        return item

    figures = pairs.similarity.tolist()
    for one, other, figure in zip(pairs.one.tolist(), pairs.other.tolist(), figures, strict=True):
        a, b = root(one), root(other)
        count = seen.setdefault(a, {}).get(b, 0) + 1
        if count < size.get(a, 1) * size.get(b, 1):
            seen[a][b] = seen.setdefault(b, {})[a] = count
            continue
        made.append((a, b, figure))
        a, b = min(a, b), max(a, b)
        top[b] = a
        size[a] = size.get(a, 1) + size.get(b, 1)
        for third, pairs_seen in seen.pop(b, {}).items():
            if third != a:
                both = seen[a].get(third, 0) + pairs_seen
                seen[a][third] = seen[third][a] = both
                seen[third].pop(b, None)
        seen[a].pop(b, None)
    ones, others, heights = zip(*made, strict=True) if made else ((), (), ())
    return Merges(
        np.array(ones, dtype=np.int64),
        np.array(others, dtype=np.int64),
        np.array(heights, dtype=np.float32),
    )
