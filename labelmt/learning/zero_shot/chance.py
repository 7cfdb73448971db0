"""Whether a name's scores of annotated images are any better than chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from labelmt.domain.annotations import State

FEWEST = 8
"""Images that show a label, and that do not, below which its name is given the benefit."""


def no_better_than_chance(
    scores: NDArray[np.float32], states: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """(labels,) whether the area under the ROC curve is within its standard error of one half.

    The standard error is that of Hanley and McNeil (Radiology, 1982). A label with fewer than
    FEWEST images of either kind is not judged.

    Args:
        scores: (n, labels). states: (n, labels) int8 of State codes.
    """
    found = np.zeros(scores.shape[1], dtype=bool)
    for label in range(scores.shape[1]):
        present, absent = (
            states[:, label] == State.PRESENT,
            states[:, label] == State.ABSENT,
        )
        p, q = int(present.sum()), int(absent.sum())
        if min(p, q) < FEWEST:
            continue
        known = present | absent
        ranks = rankdata(scores[known, label])[present[known]]
        area = (ranks.sum() - p * (p + 1) / 2) / (p * q)
        both_present, both_absent = area / (2 - area), 2 * area**2 / (1 + area)
        variance = (
            area * (1 - area)
            + (p - 1) * (both_present - area**2)
            + (q - 1) * (both_absent - area**2)
        ) / (p * q)
        found[label] = area - np.sqrt(max(variance, 0.0)) <= 0.5
    return found
