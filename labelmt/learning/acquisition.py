"""Which images are alike, and which stand for many: what to ask a person about first.

Active learning from few labels gains most from typical images (Hacohen, Dekel and Weinshall,
ICML 2022); later from uncertain ones, one of each kind (Citovsky et al., NeurIPS 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.cluster import MiniBatchKMeans

FEWEST, MOST = 4, 256
"""Groups of a project, however small or large it is."""
BATCH = 2048
SAMPLE = 20_000
"""Images that the centres are learnt from; a sample of a larger project says as much."""
_BLOCK = 8192

STEP, TYPICAL = 10, 60
"""Typical images are chosen so many at a time, each time from as many clusters as are chosen then;
so many in all."""
STANDING_IN = 4
"""For a typical image that is not to be asked about, such as one that cannot be read."""
NEIGHBOURS = 20
"""Of these an image's likeness makes it typical, as in TypiClust."""
COMPARED = 2000
"""Images of one cluster that are compared with each other."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Images by likeness.

    Attributes:
        group: (n,) the largest group is 0.
        turn: (n,) 0 is to be asked about first of all; -1 for all but the TYPICAL ones and those
            that can stand for them.
        place: (n,) 0 is the typical image itself of its turn; -1 where there is no turn.
    """

    group: NDArray[np.int32]
    turn: NDArray[np.int32]
    place: NDArray[np.int32]

    @property
    def table(self) -> NDArray[np.int32]:
        """(n, 3): as GroupsReady tells."""
        return np.stack([self.group, self.turn, self.place], axis=1)


def group_count(images: int) -> int:
    """How many groups so many images make: about the square root, doubled."""
    return int(np.clip(round(2 * images**0.5), min(FEWEST, images), min(MOST, images)))


def group_images(cached: NDArray[np.float16], rows: NDArray[np.int64], seed: int) -> Groups:
    """Cluster the directions of the features (k-means in mini-batches; Sculley, WWW 2010).

    Args:
        cached: (images, width) features. rows: (n,) those to group, at least one.
    """
    chance = np.random.default_rng(seed)
    places = np.arange(len(rows))
    if len(rows) > SAMPLE:
        places = np.sort(chance.choice(len(rows), SAMPLE, replace=False))
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
    turn, place = np.full((2, len(rows)), -1, dtype=np.int32)
    typical = typical_images(sample, seed)
    for part in (slice(1, None), slice(1)):  # who stands in is often typical itself, later
        for number, chosen in reversed(list(enumerate(typical))):
            turn[places[chosen[part]]] = number
            place[places[chosen[part]]] = np.arange(len(chosen), dtype=np.int32)[part]
    return Groups(rank[near], turn, place)


def typical_images(directions: Floats, seed: int) -> list[NDArray[np.int64]]:
    """Places of at most TYPICAL images of which each first part stands for all.

    Each is followed by STANDING_IN at most that are nearly as typical of the same.

    TypiClust: as many clusters as images are to be known, of those without one the largest, and of
    each the image in the densest place. On UC Merced, 30 images taken so are worth about 80 by
    chance (mAP 0.88); clusters whose number does not grow with the images, or the images nearest
    their centres, are worth less.

    Args:
        directions: (n, width) of length 1, at least one.
    """
    chosen: list[int] = []
    found: list[NDArray[np.int64]] = []
    while len(chosen) < min(TYPICAL, len(directions)):
        count = min(len(chosen) + STEP, len(directions))
        cluster = _clusters(directions, count, seed).predict(directions)
        have = np.bincount(cluster[chosen], minlength=count)
        sizes = np.bincount(cluster, minlength=count)
        before = len(chosen)
        for one in np.lexsort((-sizes, have)).tolist():
            members = np.setdiff1d(np.flatnonzero(cluster == one), chosen)
            if len(chosen) == count or not len(members):
                continue
            members = members[:: -(-len(members) // COMPARED)]
            typical = np.argsort(-_density(directions[members]), kind="stable")
            found.append(members[typical[: 1 + STANDING_IN]])
            chosen.append(int(found[-1][0]))
        if len(chosen) == before:
            break
    return found


def _density(directions: Floats) -> Floats:
    """(n,) mean likeness of each image with its NEIGHBOURS."""
    likeness = directions @ directions.T
    count = min(NEIGHBOURS, len(likeness))
    nearest = np.partition(likeness, len(likeness) - count, axis=1)[:, len(likeness) - count :]
    found: Floats = nearest.mean(axis=1)
    return found


def _clusters(directions: Floats, count: int, seed: int) -> MiniBatchKMeans:
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(count, batch_size=BATCH, n_init=1, max_iter=20, random_state=seed)
    return model.fit(directions)


def _directions(features: NDArray[np.float16]) -> Floats:
    return _unit(np.asarray(features, dtype=np.float32))


def _unit(x: Floats) -> Floats:
    found: Floats = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)
    return found
