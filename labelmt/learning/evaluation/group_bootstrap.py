"""Bayesian bootstrap over groups of images, and intervals of means and ratios from it.

Rubin, Annals of Statistics 1981. Each replicate gives each group a random weight instead of drawing
groups, so that none is without the few positives of a rare label: the labels of a mean are the same
in all replicates. Where nothing is wrong all weightings agree, and the bootstrap alone would be
sure of itself. Half an imagined success and half a failure, as in the interval of Jeffreys for a
share, stand for what has not been seen yet; the labels of a mean have them between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import INTERVAL_LEVEL
from labelmt.domain.quantiles import student_quantile
from labelmt.learning.evaluation.proportion_interval import Interval

Floats = NDArray[np.floating]

PSEUDO = 0.5
"""Imagined successes, and failures."""
_CHUNK = 4 * 10**6
"""Weights held at a time."""
_TAILS = ((1 - INTERVAL_LEVEL) / 2, (1 + INTERVAL_LEVEL) / 2)


def group_weights(
    groups: int, replicates: int, rng: np.random.Generator
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Some replicates at a time: which, and (groups, their number) weights of mean 1.

    The weights vary more than Rubin's where groups are few: as much as is needed for the variance
    of a mean to be unbiased, and for the tails of Student's distribution.
    """
    spread = (NormalDist().inv_cdf(_TAILS[1]) / student_quantile(groups - 1, _TAILS[1])) ** 2
    shape = max(((groups - 1) * spread - 1) / groups, 0.1)
    step = max(1, _CHUNK // groups)
    for start in range(0, replicates, step):
        part = slice(start, min(start + step, replicates))
        size = (groups, part.stop - part.start)
        weights = rng.standard_gamma(shape, size, dtype=np.float32)
        weights /= np.float32(shape)
        yield part, weights


def imagined(weight: float, labels: int, replicates: int, rng: np.random.Generator) -> Floats:
    """(2, labels, replicates): imagined successes and failures of each label, ``weight`` each."""
    return rng.standard_gamma(weight, (2, labels, replicates))


def ratio_interval(told: float, expected: float, replicates: Floats) -> Interval:
    """Of a ratio or a mean of ratios in 0..1, from (replicates,) of it.

    Percentiles, and within the interval also those without bias: average precision from few
    positives is told too high, and that of the replicates is higher again.

    Args:
        told: what the interval is of, always within.
        expected: the same with the imagined pairs that the replicates have, too.
    """
    low, high = np.quantile(replicates, _TAILS)
    twice = 2 * max(0.0, float(replicates.mean()) - expected)
    return max(0.0, min(told, float(low) - twice)), min(1.0, max(told, float(high)))


def error_interval(told: float, replicates: Floats, distances: Floats) -> Interval:
    """Of a calibration error, which chance alone makes greater, and in replicates greater again.

    Args:
        replicates: (replicates,) of it. distances: (replicates,) between the gaps of all bins in a
            replicate and those found; the true error is no further from the one told than the true
            gaps are from those found.
    """
    low = told - float(np.quantile(distances, INTERVAL_LEVEL))
    return max(0.0, low), min(1.0, max(told, float(np.quantile(replicates, _TAILS[1]))))
