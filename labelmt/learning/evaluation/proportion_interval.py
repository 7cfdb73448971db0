"""Wilson's confidence interval of a share of images, such as accuracy, precision or recall.

E. B. Wilson, JASA 1927, on the effective sample size: the number of images divided by the design
effect, as where images of one group agree they tell less (Korn and Graubard, Survey Methodology
1998). Unlike the normal interval and the bootstrap it is not sure of itself where nothing was
wrong.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import INTERVAL_LEVEL, TOO_FEW

Interval = tuple[float, float]

PRIOR_GROUPS = 2
"""Weight, in groups, of the belief that images of one group are all alike. 1 to 4 were tried on
simulated groups of 1 to 5: it and 1 keep the coverage nearest to INTERVAL_LEVEL."""


def proportion_interval(
    right: NDArray[np.bool_], groups: NDArray[np.int64] | None = None
) -> Interval | None:
    """None where fewer than TOO_FEW groups can tell.

    The design effect is estimated by linearising the ratio of two sums over groups. With few
    groups that is itself unsure, so it is drawn toward that of images that are all alike.

    Args:
        right: (n,) whether each counted image is a success. groups: (n,) numbers of groups; None
            takes every image as independent.
    """
    count = len(right)
    groups = np.arange(count) if groups is None else np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(groups).astype(np.float64)
    if len(sizes) < TOO_FEW:
        return None
    share = float(right.mean())
    alike = float((sizes**2).sum() / count)
    effect = alike
    if 0 < share < 1:
        residuals = np.bincount(groups, right.astype(np.float64)) - share * sizes
        variance = len(sizes) / (len(sizes) - 1) * float((residuals**2).sum()) / count**2
        effect = variance * count / (share * (1 - share))
    effect = (len(sizes) * effect + PRIOR_GROUPS * alike) / (len(sizes) + PRIOR_GROUPS)
    return _wilson(share, count / max(effect, 1.0))


def _wilson(share: float, count: float) -> Interval:
    z = NormalDist().inv_cdf((1 + INTERVAL_LEVEL) / 2)
    centre = share + z * z / (2 * count)
    half = z * (share * (1 - share) / count + (z / count) ** 2 / 4) ** 0.5
    whole = 1 + z * z / count
    low, high = (centre - half) / whole, (centre + half) / whole
    # At 0 and 1 the bound is the share itself, but for rounding.
    return max(0.0, min(low, share)), min(1.0, max(high, share))
