"""Average precision of a ranking, also under many weightings of the same images at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


class RankedLabel:
    """The known images of one label, best first, sorted once for any number of weightings.

    Average precision is the mean, over the positives, of the precision among all images that
    score at least as high (scikit-learn's definition, ties included); nothing is interpolated.

    Args:
        truth: (n,) bool, with at least one positive. scores: (n,).
        rows: (n,) the line of the weights that counts for each image; None: its own.
    """

    def __init__(
        self, truth: NDArray[np.bool_], scores: Floats, rows: NDArray[np.int64] | None = None
    ) -> None:
        order = np.argsort(-scores, kind="stable")
        ranked, hits = scores[order], truth[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))  # of blocks of ties
        positives = np.flatnonzero(hits)
        # Precision is asked for at the ends of those blocks alone that hold a positive.
        block, first = np.unique(np.searchsorted(ends, positives), return_index=True)
        self._ends = ends[block]
        self._starts = np.append(0, self._ends[:-1] + 1)
        self._first = first
        rows = order if rows is None else rows[order]
        self._rows = rows[: self._ends[-1] + 1]  # below the last positive nothing moves it
        self._positives = rows[positives]

    def value(self, positive: float = 1.0) -> float:
        """With every image counted once; ``positive`` as in ``weighted``."""
        all_images = np.cumsum(self._ends - self._starts + 1)
        hits = np.diff(np.append(self._first, len(self._positives)))
        found = np.cumsum(hits)
        precision = positive * found / (all_images + (positive - 1.0) * found)
        return float((hits * precision).sum() / len(self._positives))

    def weighted(
        self, weights: NDArray[np.float32], positive: float = 1.0
    ) -> tuple[Floats, Floats]:
        """Under the weights of images: (lines, replicates), none negative.

        Args:
            positive: further weight of each positive: which prevalence the precision is at.

        Returns:
            (replicates,) weight of the positives times their mean precision; (replicates,) their
            weight. The first divided by the second is the average precision.
        """
        seen = np.add.reduceat(weights[self._rows], self._starts, axis=0)
        hits = np.add.reduceat(weights[self._positives], self._first, axis=0)
        mass = hits.sum(axis=0, dtype=np.float64)
        np.cumsum(seen, axis=0, out=seen)
        found = np.cumsum(hits, axis=0)
        if positive != 1.0:
            seen += np.float32(positive - 1.0) * found
            found *= np.float32(positive)
        found *= hits
        found /= np.maximum(seen, np.finfo(np.float32).tiny)
        return found.sum(axis=0, dtype=np.float64), mass


def average_precision(truth: NDArray[np.bool_], scores: Floats) -> float:
    """Of (n,) bool and (n,) scores; there must be a positive."""
    return RankedLabel(truth, scores).value()
