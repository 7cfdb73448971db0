"""Quantiles of the beta and of Student's distribution, for intervals of what was counted.

With nothing but Python, so that a window that judges a few figures needs no SciPy. The incomplete
beta function is the continued fraction of Lentz's method (Press et al., Numerical Recipes, §6.4).
"""

from __future__ import annotations

import math

_TINY = 1e-300
_PRECISION = 1e-15
_MOST_STEPS = 100_000
"""Terms of the fraction: about the root of the larger parameter is needed."""


def beta_quantile(a: float, b: float, p: float) -> float:
    """Where the beta distribution's cumulative probability is ``p``, to eight digits at least.

    Args:
        a: above 0, as ``b``.
        p: 0 to 1.
    """
    if not (a > 0 and b > 0 and 0 <= p <= 1):
        raise ValueError(f"no quantile of the beta distribution: a={a}, b={b}, p={p}")
    if p in (0.0, 1.0):
        return p
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(200):
        off = beta_cumulative(a, b, x) - p
        if off > 0:
            high = x
        else:
            low = x
        # Newton's step where it stays between what is known, else half way.
        slope = math.exp(_log_density(a, b, x)) if 0 < x < 1 else 0.0
        then = x - off / slope if slope > _TINY else math.nan
        if not low < then < high:
            then = (low + high) / 2
        if abs(then - x) <= 1e-14 * then or then in (low, high):
            return then
        x = then
    return x


def student_quantile(freedom: float, p: float) -> float:
    """Where Student's t distribution's cumulative probability is ``p``.

    Args:
        freedom: degrees, above 0.
        p: more than 0, less than 1.
    """
    if not (freedom > 0 and 0 < p < 1):
        raise ValueError(f"no quantile of Student's distribution: {freedom} degrees, p={p}")
    tail = min(p, 1 - p)
    # 1 - x of the beta variable is asked for where x itself would round to 1.
    rest = beta_quantile(0.5, freedom / 2, 1 - 2 * tail)
    t = math.sqrt(freedom * rest / (1 - rest))
    return -t if p < 0.5 else t


def beta_cumulative(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cumulative(b, a, 1 - x)
    front = math.exp(_log_density(a, b, x) + math.log(x) + math.log1p(-x)) / a
    return min(1.0, front * _fraction(a, b, x))


def _log_density(a: float, b: float, x: float) -> float:
    return (
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + (a - 1) * math.log(x)
        + (b - 1) * math.log1p(-x)
    )


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction; converges fast for x < (a + 1) / (a + b + 2)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
