"""Near neighbours are those that comparing all points in full finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelmt.domain import near_neighbours as near_neighbours_module
from labelmt.domain.near_neighbours import near_neighbours


def nearest_of_each(points: NDArray[np.float32], near: float, most: int) -> list[list[float]]:
    """Half squared distances of each point's nearest, all pairs compared in full."""
    exact = points.astype(np.float64)
    distances = ((exact[:, None] - exact) ** 2).sum(axis=2) / 2
    np.fill_diagonal(distances, np.inf)
    return [[one for one in sorted(row)[:most] if one <= near] for row in distances.tolist()]


def crowds(count: int, seed: int) -> NDArray[np.float32]:
    """Points of some crowds, in more directions than the sieve has axes."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(1, count // 6), 96))
    of = rng.integers(len(centres), size=count)
    return (centres[of] + rng.normal(size=(count, 96)) * rng.uniform(0, 0.3)).astype(np.float32)


SMALL = {"ALL_AT_ONCE": 3, "BLOCK": 16, "PART": 24, "_PAIRS": 7}
"""Small blocks, and a sieve from the first points on."""


@settings(deadline=None)
@given(
    count=st.integers(0, 120),
    seed=st.integers(0, 999),
    reach=st.floats(0.01, 30.0),
    most=st.sampled_from([1, 5, 200]),
)
def test_none_is_missed_and_none_is_made_up(count: int, seed: int, reach: float, most: int) -> None:
    points = crowds(count, seed)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SMALL.items():
            patch.setattr(near_neighbours_module, name, value)
        one, other, distances = near_neighbours(points, reach, most)
    assert len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(one)
    assert (one != other).all()
    exact = ((points[one].astype(np.float64) - points[other]) ** 2).sum(axis=1) / 2
    np.testing.assert_allclose(distances, exact, atol=1e-3)
    # Within rounding of the bound either answer is right; of equally near ones either is one.
    sure = nearest_of_each(points, reach - 1e-3, most)
    perhaps = nearest_of_each(points, reach + 1e-3, most)
    for place in range(count):
        found = sorted(exact[one == place].tolist())
        assert len(sure[place]) <= len(found) <= len(perhaps[place])
        np.testing.assert_allclose(found, perhaps[place][: len(found)], atol=1e-3)


def test_landmarks_miss_little_and_make_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    points = crowds(6000, 0)
    one, other, _ = near_neighbours(points, 8.0, 5)
    exact = [*zip(one.tolist(), other.tolist(), strict=True)]
    monkeypatch.setattr(near_neighbours_module, "EXACT", 5000)
    monkeypatch.setattr(near_neighbours_module, "AROUND", 60)
    one, other, _ = near_neighbours(points, 8.0, 5)
    pairs = {*zip(one.tolist(), other.tolist(), strict=True)}
    assert len(pairs) == len(one)
    assert max(np.bincount(one)) <= 5
    found = [pair in pairs for pair in exact]
    assert len(exact) > 10_000
    assert np.mean(found) > 0.99
    between = ((points[one].astype(np.float64) - points[other]) ** 2).sum(axis=1) / 2
    assert between.max() < 8.001
