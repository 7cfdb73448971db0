"""Folds that hold out whole clusters, and what becomes the headline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.evaluation import unlike_folds as unlike
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.training.heads import fold_logits

KIND = TaskSpec(1, "kind", TaskKind.MULTICLASS, (1, 2), ("a", "b"))


@given(
    st.integers(0, 10**6), st.integers(1, 90), st.integers(1, 4), st.integers(2, 6), st.booleans()
)
def test_parts_are_all_images_once_and_no_group_is_in_two(
    seed: int, count: int, labels: int, folds: int, several: bool
) -> None:
    rng = np.random.default_rng(seed)
    states = rng.integers(-1, 2, (count, labels)).astype(np.int8)
    features = rng.normal(size=(count, 4)).astype(np.float32)
    groups = rng.integers(0, max(count // 3, 1), count) if several else np.arange(count)
    parts = unlike.unlike_folds(features, states, groups, folds)
    assert sorted(np.concatenate(parts).tolist()) == list(range(count))
    assert 1 <= len(parts) <= folds
    assert all(len(part) for part in parts)
    for one, part in enumerate(parts):
        for other in parts[one + 1 :]:
            assert not set(groups[part]) & set(groups[other])


def _shops(seed: int) -> tuple[NDArray[np.float32], NDArray[np.int8], NDArray[np.int64]]:
    """Two kinds in five shops each, shops far apart, with a weak common mark of the kind."""
    rng = np.random.default_rng(seed)
    shop = np.repeat(np.arange(10), 30)
    kind = shop // 5
    features = rng.normal(size=(10, 24))[shop] * 3 + rng.normal(size=(300, 24)) * 0.3
    features[:, 0] = np.where(kind, 0.5, -0.5) + rng.normal(size=300) * 0.3
    states = np.stack([kind == 0, kind == 1], axis=1).astype(np.int8)
    return features.astype(np.float32), states, shop


def test_each_shop_is_held_out_whole_and_the_figure_is_lower() -> None:
    features, states, shop = _shops(0)
    parts = unlike.unlike_folds(features, states)
    assert len(parts) == 5
    for one in range(10):
        assert sum(bool((shop[part] == one).any()) for part in parts) == 1
    assert all(len(np.unique(states[part], axis=0)) == 2 for part in parts)

    def fit(given: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        return fold_logits((KIND,), features, states, 1.0, given)

    calibrations = (uncalibrated(KIND),)
    known = unlike.unlike_figures((KIND,), calibrations, states, fold_rows(states, 5, 0), fit)
    other = unlike.unlike_figures((KIND,), calibrations, states, parts, fit)
    assert known[1]["accuracy"] > 0.98
    assert other[1]["accuracy"] < known[1]["accuracy"] - 0.1
    assert (
        unlike.headline(known[1], {"accuracy": (0.97, 1.0)}, other[1])["accuracy"]
        == (other[1]["accuracy"])
    )


def test_many_images_of_a_label_are_clustered_by_some_of_them() -> None:
    rng = np.random.default_rng(0)
    place = rng.integers(0, 5, 3000)
    features = (np.eye(5)[place] * 9 + rng.normal(size=(3000, 5)) * 0.2).astype(np.float32)
    parts = unlike.unlike_folds(features, np.ones((3000, 1), dtype=np.int8))
    assert sorted(len(np.unique(place[part])) for part in parts) == [1] * 5


def test_a_figure_within_its_interval_stays_the_headline() -> None:
    figures, intervals = {"map": 0.9, "micro_f1": 0.8}, {"map": (0.85, 0.95)}
    assert unlike.headline(figures, intervals, {"map": 0.86, "micro_f1": 0.1}) == figures
    assert unlike.headline(figures, intervals, {"map": 0.8})["map"] == 0.8


def test_too_few_images_tell_nothing() -> None:
    states = np.ones((unlike.FEWEST - 1, 2), dtype=np.int8)
    parts = [np.arange(12), np.arange(12, 24)]
    assert not unlike.unlike_figures((KIND,), (uncalibrated(KIND),), states, parts, _never)
    assert unlike.unlike_folds(np.zeros((0, 3), dtype=np.float32), states[:0]) == []


def _never(_parts: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    raise AssertionError("nothing is to be fitted")
