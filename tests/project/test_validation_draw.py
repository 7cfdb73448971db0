"""Validation images are drawn by groups, and a group stays on the side it is on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelmt.project.training.validation_split import joining, stratified


@given(st.integers(0, 10**6), st.floats(0.05, 0.5), st.integers(5, 80))
def test_no_group_is_on_both_sides_as_annotations_grow(seed: int, share: float, count: int) -> None:
    rng = np.random.default_rng(seed)
    states = rng.integers(-1, 2, (count, 3)).astype(np.int8)
    groups = rng.integers(0, max(count // 3, 1), count)
    annotated, validating, drawn = (np.zeros(count, dtype=bool) for _ in range(3))
    for _ in range(4):
        annotated = annotated | (rng.random(count) < 0.4)
        joins = joining(states, annotated, validating, drawn, share, seed, groups)
        assert not (joins & (drawn | ~annotated)).any(), "who is on a side stays there"
        validating, drawn = validating | joins, drawn | annotated
        if annotated.sum() < 5:
            assert not joins.any()
            drawn &= False
            continue
        training = drawn & ~validating
        assert not set(groups[validating]) & set(groups[training])


def test_a_group_that_was_on_both_sides_already_grows_in_training() -> None:
    states = np.zeros((12, 1), dtype=np.int8)
    groups = np.array([0, 0, 0, *range(1, 10)])
    validating = np.isin(np.arange(12), (0, 3))
    drawn = np.isin(np.arange(12), (0, 1, 3, 4))
    for seed in range(8):
        joins = joining(states, np.ones(12, dtype=bool), validating, drawn, 0.5, seed, groups)
        assert not joins[2]
        assert joins.sum() == 4


def test_each_label_keeps_its_share_in_a_drawn_part() -> None:
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(200), 5)
    states = (rng.random((200, 4)) < [0.5, 0.3, 0.2, 0.1]).astype(np.int8)[groups]
    chosen = stratified(states, 200, 0, groups)
    assert chosen.sum() == 200
    assert abs(states[chosen].mean(axis=0) - states.mean(axis=0)).max() < 0.02
    assert not set(groups[chosen]) & set(groups[~chosen])
