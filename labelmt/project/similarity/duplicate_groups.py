"""Groups of exact and near-duplicates: the same content, or nearly the same picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.similarity_limits import LEAST, USUAL
from labelmt.project.similarity.complete_linkage import Merges, linkage_merges
from labelmt.project.similarity.cosine_similarity import Rows
from labelmt.project.similarity.near_pairs import Report, near_pairs
from labelmt.project.similarity.projection import Features


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Images that are alike, each to each.

    Attributes:
        rows: two at least, ascending.
        similarity: of the least similar two; 1 where all have the same content.
        exact: whether all have the same content.
    """

    rows: tuple[int, ...]
    similarity: float
    exact: bool


@dataclass(frozen=True, eq=False, slots=True)
class Duplicates:
    """What a look through a project has found.

    Attributes:
        first: (images,) int64: the first row with the same content; -1 where that is not known.
        merges: of such first rows, by likeness.
        least: the similarity from which likeness is known.
        compared: images whose likeness is known.
    """

    first: Rows
    merges: Merges
    least: float
    compared: int

    def groups(self, similarity: float = USUAL) -> tuple[DuplicateGroup, ...]:
        """Groups at this similarity; exact ones first, then the most similar, the largest."""
        of = self.first.copy()
        unknown = of < 0
        of[unknown] = np.flatnonzero(unknown)
        lowest: dict[int, float] = {}
        near = int((self.merges.similarity >= similarity).sum())
        top: dict[int, int] = {}

        def root(item: int) -> int:
            while top.setdefault(item, item) != item:
                top[item] = item = top[top[item]]
            return item

        parts = (self.merges.one[:near], self.merges.other[:near], self.merges.similarity[:near])
        for one, other, figure in zip(*(part.tolist() for part in parts), strict=True):
            a, b = root(one), root(other)
            top[max(a, b)] = min(a, b)
            lowest[min(a, b)] = min(figure, 1.0)  # they fall: the last one is the least
        leads = np.arange(len(of))
        for item in list(top):
            leads[item] = root(item)
        return _listed(leads[of], lowest)


def _listed(of: Rows, lowest: Mapping[int, float]) -> tuple[DuplicateGroup, ...]:
    several = np.flatnonzero(np.bincount(of, minlength=len(of))[of] > 1)
    order = several[np.argsort(of[several], kind="stable")]
    starts = np.flatnonzero(np.diff(of[order], prepend=-1))
    parts = np.split(order, starts[1:]) if len(order) else []
    groups = [
        DuplicateGroup(
            tuple(part.tolist()),
            lowest.get(int(of[part[0]]), 1.0),
            int(of[part[0]]) not in lowest,
        )
        for part in parts
    ]
    return tuple(sorted(groups, key=lambda g: (not g.exact, -g.similarity, -len(g.rows), g.rows)))


def same_content(prints: NDArray[np.uint8], known: NDArray[np.bool_]) -> Rows:
    """(images,) the first row with the same content; -1 where it is not known.

    Args:
        prints: (images, 16) uint8.
    """
    first = np.full(len(prints), -1, dtype=np.int64)
    rows = np.flatnonzero(known)
    if len(rows):
        _, start, which = np.unique(prints[rows], axis=0, return_index=True, return_inverse=True)
        first[rows] = rows[start[which.reshape(-1)]]
    return first


def duplicates_of(
    first: Rows,
    features: Features | None,
    valid: NDArray[np.bool_],
    report: Report = lambda _share: False,
) -> Duplicates | None:
    """Compare the images that have features, each content once; None where it was ended.

    Args:
        first: see ``same_content``.
        features: (rows, width) float16. valid: (images,) bool: these have features.
    """
    # Of several with one content any has its features: those of the first that has.
    rows = np.flatnonzero(valid & (first < 0))
    with_content = np.flatnonzero(valid & (first >= 0))
    _, start = np.unique(first[with_content], return_index=True)
    rows = np.sort(np.concatenate([rows, with_content[start]]))
    none = np.empty(0, dtype=np.int64)
    if features is None or not len(rows):
        return Duplicates(first, Merges(none, none, np.empty(0, dtype=np.float32)), LEAST, 0)
    pairs = near_pairs(features, rows, LEAST, report)
    if pairs is None:
        return None
    merges = linkage_merges(pairs)
    stands_for = np.where(first[rows] < 0, rows, first[rows])
    merges = Merges(stands_for[merges.one], stands_for[merges.other], merges.similarity)
    return Duplicates(first, merges, pairs.least, int(valid.sum()))
