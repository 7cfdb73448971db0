"""Ward's tree is SciPy's, and k-means is no worse than scikit-learn's: the window has neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage
from sklearn.cluster import MiniBatchKMeans

from labelmt.project.similarity import k_means
from labelmt.project.similarity.k_means import nearest_centres
from labelmt.project.similarity.ward_tree import leaves_in_order, ward_tree

Points = NDArray[np.float32]


@pytest.mark.parametrize("count", [2, 3, 17, 300])
def test_wards_tree_is_scipys(count: int) -> None:
    points = np.random.default_rng(count).normal(size=(count, 8)).astype(np.float32)
    merges, sizes = ward_tree(points)
    known = linkage(points, "ward")
    assert np.array_equal(merges, known[:, :2])
    assert np.array_equal(sizes, known[:, 3])
    assert np.array_equal(leaves_in_order(merges), leaves_list(known))


@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 99))
def test_equal_points_and_ties_give_a_tree_all_the_same(count: int, places: int, seed: int) -> None:
    points = np.random.default_rng(seed).integers(0, places, (count, 2)).astype(np.float32)
    merges, sizes = ward_tree(points)
    assert sorted(leaves_in_order(merges).tolist()) == list(range(count))
    # Each cluster is merged once, and but for the last one after it was made.
    assert sorted(merges.ravel().tolist()) == list(range(2 * count - 2))
    assert (merges < count + np.arange(count - 1)[:, None]).all()
    if count > 1:
        assert sizes[-1] == count


def within(points: Points, kinds: NDArray[np.int64]) -> float:
    """Sum of squared distances to the mean of each point's own."""
    return sum(
        float(((points[kinds == one] - points[kinds == one].mean(axis=0)) ** 2).sum())
        for one in np.unique(kinds)
    )


def test_k_means_is_no_worse_than_scikit_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    kind = chance.integers(0, 30, 6000)
    drawn = chance.normal(size=(30, 16))[kind] + chance.normal(size=(6000, 16)) * 0.4
    points = drawn.astype(np.float32)
    theirs = MiniBatchKMeans(30, batch_size=4096, n_init=1, max_iter=20, random_state=0)
    bound = within(points, theirs.fit_predict(points)) * 1.03
    found = nearest_centres(points, 30)
    assert within(points, found) < bound
    assert np.array_equal(found, nearest_centres(points, 30))
    monkeypatch.setattr(k_means, "SAMPLE", 2000)  # as of more points than that
    assert within(points, nearest_centres(points, 30)) < bound * 1.05


def test_fewer_places_than_centres() -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    kinds = nearest_centres(points, 8)
    assert len({tuple(kinds[start : start + 5].tolist()) for start in (0, 5, 10)}) == 3
    assert len(set(kinds.tolist())) == 3
