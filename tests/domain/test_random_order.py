"""The annotated beginning of the random order is an even draw from all images."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.random_order import in_random_order, random_keys, random_part


@given(st.sets(st.integers(0, 2**40), max_size=50))
def test_a_row_has_one_place_whatever_else_there_is(rows: set[int]) -> None:
    all_rows = np.array(sorted(rows), dtype=np.int64)
    order = in_random_order(all_rows)
    assert sorted(order.tolist()) == all_rows.tolist()
    fewer = all_rows[::2]
    assert in_random_order(fewer).tolist() == [row for row in order.tolist() if row in set(fewer)]


def test_the_order_never_changes_and_is_even() -> None:
    assert in_random_order(np.arange(8)).tolist() == EIGHT
    keys = random_keys(np.arange(200_000))
    assert len(np.unique(keys)) == len(keys)
    counts = np.histogram(keys.astype(np.float64) / 2**64, bins=50, range=(0, 1))[0]
    assert abs(counts - 4000).max() < 5 * np.sqrt(4000)
    first = in_random_order(np.arange(200_000))[:2000]
    assert abs(first.mean() - 100_000) < 5 * 200_000 / np.sqrt(12 * 2000)


FLAGS = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans())


@given(st.lists(FLAGS, max_size=30))
def test_the_part_ends_with_the_last_asked_for_before_the_first_unknown(
    told: list[tuple[bool, bool, bool, bool]],
) -> None:
    table = np.array(told, dtype=bool).reshape(-1, 4)
    known, among, asked = table[:, :2], table[:, 2], table[:, 3]
    part = random_part(known, among, asked)
    order = in_random_order(np.flatnonzero(among)).tolist()
    for column in range(2):
        whole = all(known[row, column] for row in order)
        begun: list[int] = []
        for row in order:
            if not known[row, column]:
                break
            begun.append(row)
        while begun and not whole and not asked[begun[-1]]:
            begun.pop()
        assert np.flatnonzero(part[:, column]).tolist() == sorted(begun)
    assert (random_part(known[:, 0], among, asked) == part[:, 0]).all()


def test_a_persons_choice_does_not_sway_the_part() -> None:
    """Of 400 images half are easy; a person annotates 300 of the easy ones first, then is asked."""
    rng, shares = np.random.default_rng(3), []
    for _ in range(400):
        rows = rng.choice(100_000, 400, replace=False)
        easy, known = np.zeros(100_000, dtype=bool), np.zeros(100_000, dtype=bool)
        among, asked = known.copy(), known.copy()
        among[rows], easy[rows[:200]] = True, True
        known[rows[:150]] = True
        open_ = in_random_order(np.flatnonzero(among & ~known))[:25]
        known[open_] = asked[open_] = True
        part = random_part(known, among, asked)
        shares.append(float(easy[part].mean()))
    assert abs(np.mean(shares) - 0.5) < 0.02


EIGHT = [3, 4, 7, 0, 2, 6, 5, 1]
