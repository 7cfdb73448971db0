"""Agreement between annotators: figures as kept libraries compute them, and what they mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.agreement import (
    agreement_of,
    category_counts,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percent_agreement,
    with_interval,
)

# fmt: off
MISSING_SOME = np.array([
    [-1, 2, -1, -1], [-1, -1, 1, 1], [2, 2, 2, -1], [2, 2, 2, 2], [-1, 1, 2, 1], [2, 0, -1, 1],
    [2, -1, 2, 2], [0, 0, -1, -1], [0, 0, 0, 0], [1, 0, 2, 0], [0, -1, 0, 0], [2, 2, 2, 2],
    [-1, 2, 2, 2], [0, 0, 0, 2], [2, 2, -1, 1], [2, -1, 2, 2], [0, -1, -1, 0], [-1, -1, 2, 0],
    [0, -1, 0, -1], [1, -1, 1, -1], [2, 2, 2, 2], [-1, 0, 0, 0], [-1, 1, -1, -1], [-1, 1, -1, -1],
    [2, 2, -1, 2], [0, 0, 0, 0], [0, 2, 2, 2], [1, -1, -1, -1], [1, 1, -1, 1], [-1, 1, 1, 2],
    [-1, 1, 1, -1], [-1, 1, 1, 1], [1, 0, 1, 1], [2, 0, 2, -1], [2, -1, 2, 2], [2, 1, -1, 2],
    [-1, 2, 2, 2], [1, 0, 1, 1], [1, 1, 1, 1], [2, 1, 2, -1],
], dtype=np.int8)
WHOLE = np.array([
    [2, 2, 2, 2], [1, 1, 1, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 2, 1], [2, 0, 2, 1],
    [2, 0, 2, 2], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0], [2, 2, 2, 2],
    [2, 2, 2, 2], [0, 0, 0, 2], [2, 2, 1, 1], [2, 1, 2, 2], [0, 0, 0, 0], [2, 2, 2, 0],
    [0, 0, 0, 2], [1, 1, 1, 1], [2, 2, 2, 2], [1, 0, 0, 0], [1, 1, 2, 0], [0, 1, 0, 1],
    [2, 2, 2, 2], [0, 0, 0, 0], [0, 2, 2, 2], [1, 1, 1, 1], [1, 1, 1, 1], [0, 1, 1, 2],
    [2, 1, 1, 0], [1, 1, 1, 1], [1, 0, 1, 1], [2, 0, 2, 1], [2, 2, 2, 2], [2, 1, 1, 2],
    [2, 2, 2, 2], [1, 0, 1, 1], [1, 1, 1, 1], [2, 1, 2, 2],
], dtype=np.int8)
# fmt: on


def test_alpha_is_that_of_krippendorff() -> None:
    """krippendorff 0.9.0: alpha(reliability_data=x.T with NaN, level_of_measurement="nominal")."""
    found = krippendorff_alpha(category_counts(MISSING_SOME, 3))
    assert found == pytest.approx(0.6127801034228024, abs=1e-12)


def test_fleiss_kappa_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0: fleiss_kappa(aggregate_raters(x)[0])."""
    found = fleiss_kappa(category_counts(WHOLE, 3))
    assert found == pytest.approx(0.5236393950220317, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30))
def test_cohen_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import cohen_kappa_score

    first, second = np.array(pairs, dtype=np.int8).T
    found = cohen_kappa(first, second, 3)
    if len(set(first.tolist()) | set(second.tolist())) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


def test_what_one_did_not_say_is_no_rating() -> None:
    first = np.array([0, 1, -1, 1], dtype=np.int8)
    second = np.array([0, 1, 1, -1], dtype=np.int8)
    assert cohen_kappa(first, second, 2) == 1.0
    counts = category_counts(np.stack([first, second], axis=1), 2)
    assert percent_agreement(counts) == krippendorff_alpha(counts) == 1.0


def test_one_category_alone_tells_nothing_beyond_chance() -> None:
    counts = np.array([[2, 0], [2, 0]])
    assert percent_agreement(counts) == 1.0
    assert np.isnan(fleiss_kappa(counts))
    assert np.isnan(krippendorff_alpha(counts))


def test_nobody_rated_what_another_did() -> None:
    ratings = np.array([[0, -1], [-1, 1]], dtype=np.int8)
    assert agreement_of(ratings, np.array([4, 5]), 2) is None
    assert np.isnan(percent_agreement(category_counts(ratings, 2)))


def test_an_interval_covers_what_is_so_and_draws_whole_images() -> None:
    """40 draws of 60 images: 95 % intervals of a share of 0.8 hold it nearly always."""
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(40):
        agree = random.random(60) < 0.8
        counts = np.where(agree[:, None], [[2, 0]], [[1, 1]])
        shown = counts

        def share(places: np.ndarray, shown: np.ndarray = shown) -> float:
            return percent_agreement(shown[places])

        found = with_interval(share, np.arange(60), samples=300)
        covered += found.low <= 0.8 <= found.high
    assert covered >= 34
    # Three pairs of each image that are always alike tell no more than one of them.
    once = with_interval(lambda p: percent_agreement(counts[p]), np.arange(60), samples=300)
    thrice = np.repeat(counts, 3, axis=0)
    of = np.repeat(np.arange(60), 3)
    grouped = with_interval(lambda p: percent_agreement(thrice[p]), of, samples=300)
    assert grouped.high - grouped.low == pytest.approx(once.high - once.low, rel=0.2)


def test_too_few_images_have_no_interval() -> None:
    found = agreement_of(np.array([[0, 0], [1, 0], [1, 1]], dtype=np.int8), np.arange(3), 2)
    assert found is not None
    assert (found.images, found.people, found.disputed) == (3, 2, 1)
    assert found.percent.value == pytest.approx(2 / 3)
    assert np.isnan(found.percent.low)


@pytest.mark.parametrize("rare", [0.5, 0.05])
def test_where_nobody_disagrees_the_figure_is_not_sure_of_itself(rare: float) -> None:
    said = (np.arange(128) < max(1, int(128 * rare))).astype(np.int8)
    found = agreement_of(np.stack([said, said], axis=1), np.arange(128), 2)
    assert found is not None
    assert found.disputed == 0
    assert found.percent.value == found.kappa.value == found.alpha.value == 1
    assert found.percent.low == pytest.approx(0.025 ** (1 / 128))  # exact: 97.2 %
    assert (found.percent.high, found.kappa.high, found.alpha.high) == (1, 1, 1)
    assert found.kappa.low < found.percent.low
    if rare < 0.1:
        assert found.kappa.low < 0.75, "six examples say little of agreement beyond chance"


def test_one_example_alone_says_nothing_beyond_chance() -> None:
    said = (np.arange(128) == 3).astype(np.int8)
    found = agreement_of(np.stack([said] * 3, axis=1), np.arange(128), 2)
    assert found is not None
    assert found.kappa.low < 0
    assert found.alpha.low < 0


def test_intervals_hold_the_truth_where_disagreement_is_rare() -> None:
    rng, held = np.random.default_rng(5), 0
    for _ in range(200):
        first = (rng.random(40) < 0.5).astype(np.int8)
        second = np.where(rng.random(40) < 0.02, 1 - first, first).astype(np.int8)
        found = agreement_of(np.stack([first, second], axis=1), np.arange(40), 2, samples=200)
        assert found is not None
        held += found.percent.low <= 0.98 <= found.percent.high
    assert held >= 180
