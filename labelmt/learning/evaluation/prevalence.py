"""Prevalence of labels, shrunk towards their mean: those judged are often frequent by chance.

An average precision is told of labels with enough positives alone. Of many rare labels just those
are told of that happen to be frequent in the sample, and average precision grows with the share of
positives. An empirical Bayes estimate takes the labels of a task as draws from one beta
distribution, fitted by moments, and undoes that (Efron and Morris, JASA 1975).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

NEARLY = 0.95
"""From this weight on a label is as frequent as expected: average precision moves by under 0.01."""


def shrunken_prevalences(positives: NDArray[np.int64], known: NDArray[np.int64]) -> Floats:
    """(labels,) expected share of positives among new images of each label of a task.

    Args:
        positives: (labels,) of which there are examples. known: (labels,) judged images, none 0.
    """
    share = positives / known
    mean = float(share.mean())
    if len(share) < 3 or not 0 < mean < 1:
        return np.asarray(share, dtype=np.float64)
    noise = float((share * (1 - share) / known).mean())
    between = float(share.var(ddof=1)) - noise
    if between <= 0:  # no more apart than chance makes them
        return np.full(len(share), mean)
    strength = max(mean * (1 - mean) / between - 1, 0.0)
    return np.asarray((positives + strength * mean) / (known + strength), dtype=np.float64)


def positive_weights(positives: NDArray[np.int64], known: NDArray[np.int64]) -> Floats:
    """(labels,) weight of a positive that gives the sample that prevalence, at most 1.

    A label without positives or without negatives has 1.
    """
    both = (positives > 0) & (positives < known)
    weights = np.ones(len(positives))
    seen = known > 0
    expected = np.zeros(len(positives))
    expected[seen] = shrunken_prevalences(positives[seen], known[seen])
    p, n = positives[both], known[both] - positives[both]
    weights[both] = expected[both] / (1 - expected[both]) * n / p
    weights[weights > NEARLY] = 1.0
    return weights
