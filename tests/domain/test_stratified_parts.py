"""Parts of images: no group in two of them, and every label in each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from labelmt.domain.stratified_parts import stratified_parts

COUNT = st.integers(1, 60)


@st.composite
def images(draw: st.DrawFn) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """States, unknown ones among them, and groups."""
    count, labels = draw(COUNT), draw(st.integers(1, 6))
    states = draw(arrays(np.int8, (count, labels), elements=st.integers(-1, 1)))
    groups = draw(arrays(np.int64, count, elements=st.integers(-5, 25)))
    return states, groups


@given(images(), st.lists(st.floats(0.05, 1), min_size=1, max_size=6), st.integers(0, 9))
def test_no_group_is_ever_in_two_parts(
    drawn: tuple[NDArray[np.int8], NDArray[np.int64]], shares: list[float], seed: int
) -> None:
    states, groups = drawn
    part = stratified_parts(states, shares, seed, groups)
    assert part.shape == (len(states),)
    assert set(part.tolist()) <= set(range(len(shares)))
    for group in np.unique(groups):
        assert len(np.unique(part[groups == group])) == 1
    assert (part == stratified_parts(states, shares, seed, groups)).all()


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_single_images_are_dealt_out_evenly_label_by_label(seed: int, folds: int) -> None:
    rng = np.random.default_rng(seed)
    states = (rng.random((240, 5)) < [0.5, 0.3, 0.2, 0.1, 0.05]).astype(np.int8)
    part = stratified_parts(states, [1] * folds, seed)
    assert abs(np.bincount(part, minlength=folds) - 240 / folds).max() <= 3
    for column in states.T:
        counts = np.bincount(part[column == 1], minlength=folds)
        assert abs(counts - column.sum() / folds).max() <= 3


@given(st.integers(0, 10**6))
def test_shares_of_labels_stay_balanced_with_bursts(seed: int) -> None:
    """200 bursts of one to nine frames: a label's share in each fold is close to that of all."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(200), rng.integers(1, 10, 200))
    states = (rng.random((200, 4)) < [0.5, 0.3, 0.2, 0.1]).astype(np.int8)[groups]
    part = stratified_parts(states, [1] * 5, seed, groups)
    sizes = np.bincount(part, minlength=5)
    assert abs(sizes / len(groups) - 0.2).max() < 0.03
    bursts = np.array([states[groups == group][0] for group in range(200)])
    of_burst = np.array([part[groups == group][0] for group in range(200)])
    for column in bursts.T:
        counts = np.bincount(of_burst[column == 1], minlength=5)
        assert abs(counts - column.sum() / 5).max() <= 3


def test_parts_of_unequal_size() -> None:
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 300, 1000)
    states = (rng.random((1000, 3)) < 0.3).astype(np.int8)
    part = stratified_parts(states, [0.8, 0.2], 0, groups)
    assert abs((part == 1).mean() - 0.2) < 0.01
    assert (abs(states[part == 1].mean(axis=0) - states.mean(axis=0)) < 0.04).all()


def test_a_label_of_as_many_images_as_there_are_folds_is_in_each() -> None:
    states = np.zeros((100, 2), dtype=np.int8)
    states[:5, 0] = 1
    states[:, 1] = 1
    states[95:, 1] = 0  # its absences are as rare
    part = stratified_parts(states, [1] * 5, 3)
    assert sorted(part[:5].tolist()) == sorted(part[95:].tolist()) == [0, 1, 2, 3, 4]


def test_no_images_no_parts() -> None:
    assert len(stratified_parts(np.zeros((0, 3), dtype=np.int8), [1, 1], 0)) == 0
