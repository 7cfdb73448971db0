"""Agreement between annotators: percent agreement, Cohen's and Fleiss' kappa, Krippendorff's alpha.

Of nominal ratings with missing values: an (items, raters) array of category codes, -1 where a rater
said nothing of an item. Intervals are percentile bootstraps over images, which are what was drawn;
pairs of one image are not independent (Efron, Annals of Statistics 7, 1979). Where nobody disagrees
a bootstrap never sees what it has not seen, and the exact bound of a share takes its place (Clopper
and Pearson, Biometrika 26, 1934).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MISSING = -1
SAMPLES = 1000
"""Bootstrap samples of an interval."""
FEWEST = 5
"""Items that two people rated, under which a figure would look surer than it is."""

Ratings = NDArray[np.int8]
"""(items, raters) category codes from 0; ``MISSING`` where nothing was said."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; NaN where it is not defined or too little is known."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def category_counts(ratings: Ratings, categories: int) -> NDArray[np.int64]:
    """(items, categories) how many raters chose each."""
    counts = np.zeros((len(ratings), categories), dtype=np.int64)
    for category in range(categories):
        counts[:, category] = (ratings == category).sum(axis=1)
    return counts


def percent_agreement(counts: NDArray[np.int64]) -> float:
    """The share of pairs of raters that agree, of all pairs that rated the same item.

    Args:
        counts: see ``category_counts``.
    """
    raters = counts.sum(axis=1)
    pairs = (raters * (raters - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def cohen_kappa(first: NDArray[np.int8], second: NDArray[np.int8], categories: int) -> float:
    """Agreement of two raters beyond chance; over items that both rated.

    Cohen, Educational and Psychological Measurement 20 (1960). NaN where chance alone would agree
    always, as when both used one category.
    """
    both = (first != MISSING) & (second != MISSING)
    table = np.zeros((categories, categories))
    np.add.at(table, (first[both], second[both]), 1)
    total = table.sum()
    if not total:
        return float("nan")
    observed = np.trace(table) / total
    expected = float(table.sum(axis=1) @ table.sum(axis=0)) / total**2
    return _beyond(float(observed), expected)


def fleiss_kappa(counts: NDArray[np.int64]) -> float:
    """Agreement of any number of raters beyond chance; over items that as many of them rated.

    Fleiss, Psychological Bulletin 76 (1971). It asks for the same number of ratings an item: of
    items with different numbers, those with the commonest number of at least two count.
    """
    raters = counts.sum(axis=1)
    numbers, often = np.unique(raters[raters >= 2], return_counts=True)
    if not len(numbers):
        return float("nan")
    n = int(numbers[len(often) - 1 - np.argmax(often[::-1])])  # of equals, the most raters
    rated = counts[raters == n]
    agreed = ((rated * (rated - 1)).sum(axis=1) / (n * (n - 1))).mean()
    shares = rated.sum(axis=0) / rated.sum()
    return _beyond(float(agreed), float((shares**2).sum()))


def krippendorff_alpha(counts: NDArray[np.int64]) -> float:
    """1 less observed over expected disagreement: nominal, any raters, missing values.

    Krippendorff, Content Analysis (2004), 11.3. Items with one rating do not count. NaN where only
    one category was ever used: nothing tells agreement from habit.
    """
    raters = counts.sum(axis=1)
    counts = counts[raters >= 2]
    raters = raters[raters >= 2]
    total = raters.sum()
    if total < 2:
        return float("nan")
    disagreed = ((raters**2 - (counts**2).sum(axis=1)) / (raters - 1)).sum() / total
    of_category = counts.sum(axis=0)
    expected = (total**2 - (of_category**2).sum()) / (total * (total - 1))
    return float(1 - disagreed / expected) if expected else float("nan")


def _beyond(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected) if expected < 1 - 1e-12 else float("nan")


def with_interval(
    statistic: Callable[[NDArray[np.int64]], float],
    images: NDArray[np.int64],
    *,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Figure:
    """A statistic of chosen items and its interval, drawing images with replacement.

    Args:
        statistic: of the places of items, which may repeat.
        images: (items,) the image of each item; the items of one image stay together.
    """
    value = statistic(np.arange(len(images)))
    drawn = np.unique(images)
    if np.isnan(value) or len(drawn) < FEWEST:
        return Figure(value)
    order = np.argsort(images, kind="stable")
    starts = np.searchsorted(images[order], drawn)
    stops = np.append(starts[1:], len(images))
    random = np.random.default_rng(seed)
    found = np.empty(samples)
    for sample in range(samples):
        chosen = random.integers(0, len(drawn), len(drawn))
        if len(drawn) == len(images):  # an item an image
            places = order[chosen]
        else:
            places = np.concatenate([order[starts[one] : stops[one]] for one in chosen])
        found[sample] = statistic(places)
    found = found[~np.isnan(found)]
    if len(found) < samples / 2:  # mostly not defined: an interval of the rest would be narrow
        return Figure(value)
    low, high = np.quantile(found, (0.025, 0.975))
    return Figure(value, float(low), float(high))


def _unanimous(value: float, images: int, chance: float) -> Figure:
    """A figure where nobody disagreed on any image.

    So many images could have hidden some disagreement, which of a rare category takes a figure
    beyond chance down far.

    Args:
        chance: share of agreement that is expected by chance.
    """
    if np.isnan(value) or images < FEWEST:
        return Figure(value)
    agreed = 0.025 ** (1 / images)
    return Figure(value, max(-1.0, 1 - (1 - agreed) / (1 - chance)), 1.0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement about one label, or one task.

    Attributes:
        images: of which two people or more said something. people: who did so.
        disputed: images on which they disagree.
        kappa: Cohen's of two people, Fleiss' of more.
    """

    images: int
    people: int
    disputed: int
    percent: Figure
    kappa: Figure
    alpha: Figure


def agreement_of(
    ratings: Ratings, images: NDArray[np.int64], categories: int, *, samples: int = SAMPLES
) -> Agreement | None:
    """All figures of one set of ratings; None where nobody rated what another did.

    Args:
        ratings: (items, raters) codes. images: (items,) the image of each.
    """
    several = (ratings != MISSING).sum(axis=1) >= 2
    ratings, images = ratings[several], images[several]
    if not len(ratings):
        return None
    ratings = ratings[:, (ratings != MISSING).any(axis=0)]
    counts = category_counts(ratings, categories)
    people = ratings.shape[1]
    split = (counts > 0).sum(axis=1) > 1

    def kappa(places: NDArray[np.int64]) -> float:
        if people == 2:
            return cohen_kappa(ratings[places, 0], ratings[places, 1], categories)
        return fleiss_kappa(counts[places])

    def of(statistic: Callable[[NDArray[np.int64]], float], chance: float) -> Figure:
        if split.any():
            return with_interval(statistic, images, samples=samples)
        return _unanimous(statistic(np.arange(len(images))), len(np.unique(images)), chance)

    by_chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())

    return Agreement(
        len(np.unique(images)),
        people,
        len(np.unique(images[split])),
        of(lambda places: percent_agreement(counts[places]), 0.0),
        of(kappa, by_chance),
        of(lambda places: krippendorff_alpha(counts[places]), by_chance),
    )
