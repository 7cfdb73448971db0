"""Expected precision of suggestions that nobody has looked at, with its interval.

Images that learning had not seen, and that a person did, tell how often suggestions are right. What
is offered may be another mixture of probabilities: once all above 0.9 has been accepted, what is
above 0.7 is below 0.9, and judged by all above 0.7 it was told 93 % right where 72 % were. So
judged suggestions count as often as offered ones of about their probability do, and those more
probable than any that is offered do not count at all (post-stratification: Holt and Smith, JRSS A
1979). The interval is that of the share among just the pairs that are offered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.quantiles import beta_quantile

Floats = NDArray[np.floating]

TOO_FEW = 20
"""Held-out suggestions below which their precision says nothing."""
FEWEST_EFFECTIVE = 8
"""Of as many equally weighted suggestions: where a handful stands for most, nothing is told."""
STRATA, FEWEST_IN_STRATUM = 5, 5
SURE = 0.95
"""How likely the true precision lies in the interval told."""


@dataclass(frozen=True, slots=True)
class ExpectedPrecision:
    """Share of suggestions that are right, judged on held-out images, with its interval.

    Attributes:
        judged: how many suggestions judge.
        by_chance: whether the images that judge were drawn from all, or else chosen.
    """

    share: float
    low: float
    high: float
    judged: int
    by_chance: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class JudgedSuggestions:
    """Suggestions on held-out images, and what a person said of them: (n,) each.

    Attributes:
        by_chance: whether the pair is of the random part.
    """

    rows: NDArray[np.int64]
    probabilities: Floats
    right: NDArray[np.bool_]
    by_chance: NDArray[np.bool_]

    def part(self, which: NDArray[np.bool_]) -> JudgedSuggestions:
        return JudgedSuggestions(
            self.rows[which],
            self.probabilities[which],
            self.right[which],
            self.by_chance[which],
        )


def precision_of_offered(judged: JudgedSuggestions, offered: Floats) -> ExpectedPrecision | None:
    """What share of the offered suggestions is right; None where too few judge.

    Judged by what was drawn by chance, where it is enough, else by all.

    Args:
        offered: (m,) their probabilities.
    """
    if not len(offered):
        return None
    beside = judged.part(judged.probabilities <= float(offered.max()))
    drawn = beside.part(beside.by_chance)
    found = _told(drawn, offered, by_chance=True)
    return _told(beside, offered, by_chance=False) if found is None else found


def share_right(right: int, judged: int, fewest: int = TOO_FEW) -> ExpectedPrecision | None:
    """Of pairs drawn evenly from very many.

    Args:
        fewest: how many there must be for it to say anything.
    """
    if judged < max(1, fewest):
        return None
    share = right / judged
    return ExpectedPrecision(share, *_interval(share, judged), judged)


def _told(
    judged: JudgedSuggestions, offered: Floats, *, by_chance: bool
) -> ExpectedPrecision | None:
    count = len(judged.rows)
    if count < TOO_FEW:
        return None
    weights = _weights(judged.probabilities, offered)
    total = float(weights.sum())
    share = min(1.0, float(weights[judged.right].sum()) / total)
    effective = _effective(judged, weights, share)
    if effective < FEWEST_EFFECTIVE:
        return None
    # The share among these few is spread by chance as well as what is known of it.
    low, high = _interval(share, 1 / (1 / effective + 1 / len(offered)))
    return ExpectedPrecision(share, low, high, count, by_chance)


def _weights(judged: Floats, offered: Floats) -> Floats:
    """(n,) such that in each stratum of probability judged ones weigh what offered ones do."""
    edges = np.unique(np.quantile(offered, np.linspace(0, 1, STRATA + 1)[1:-1]))
    while True:
        of_judged = np.searchsorted(edges, judged, side="right")
        counts = np.bincount(of_judged, minlength=len(edges) + 1)
        few = np.flatnonzero(counts < FEWEST_IN_STRATUM)
        if not len(few) or not len(edges):
            break
        edges = np.delete(edges, min(int(few[0]), len(edges) - 1))
    of_offered = np.searchsorted(edges, offered, side="right")
    wanted = np.bincount(of_offered, minlength=len(edges) + 1)
    return np.asarray((wanted / np.maximum(counts, 1))[of_judged], dtype=np.float64)


def _effective(judged: JudgedSuggestions, weights: Floats, share: float) -> float:
    """How many equal and independent suggestions tell as much: those of an image are not."""
    images = np.unique(judged.rows, return_inverse=True)[1]
    squared = float(weights.sum()) ** 2
    alike = squared / float((np.bincount(images, weights) ** 2).sum())
    apart = squared / float((weights**2).sum())
    if not 0 < share < 1:
        return alike
    errors = np.bincount(images, weights * (judged.right - share))
    spread = float((errors**2).sum())
    linear = squared * share * (1 - share) / spread if spread else apart
    return float(np.clip(linear, alike, apart))


def _interval(share: float, count: float) -> tuple[float, float]:
    """Of Jeffreys' prior (Brown, Cai and DasGupta, Statistical Science 2001)."""
    tail, right = (1 - SURE) / 2, share * count
    wrong = count - right
    low = 0.0 if share <= 0 else float(beta_quantile(right + 0.5, wrong + 0.5, tail))
    high = 1.0 if share >= 1 else float(beta_quantile(right + 0.5, wrong + 0.5, 1 - tail))
    return low, high
