"""Consensus of annotators: majority, Dawid–Skene, and how reliable each is."""

from __future__ import annotations

import numpy as np
import pytest
from test_agreement import MISSING_SOME

from labelmt.domain.consensus import Consensus, dawid_skene, decided, majority, reliability
from labelmt.domain.people import Statement, words_of
from labelmt.domain.schema import Label, Schema, Task, TaskKind


def test_it_finds_what_crowd_kit_finds() -> None:
    """crowd-kit 1.4.2: DawidSkene(n_iter=200, tol=1e-10).fit(...).probas_, some of its rows."""
    found = dawid_skene(MISSING_SOME, 3, smoothing=0.0).posterior
    # crowd-kit numbers categories as they come: 2, 1, 0.
    expected = {
        0: (0.0, 0.0, 1.0), 1: (0.0, 1.0, 0.0), 4: (0.0, 0.000754, 0.999246),
        7: (0.980298, 0.0, 0.019702), 22: (0.0, 0.6603, 0.3397), 27: (0.109901, 0.890099, 0.0),
        33: (0.0, 0.0, 1.0), 39: (0.0, 0.0, 1.0),
    }  # fmt: skip
    for item, row in expected.items():
        assert found[item] == pytest.approx(row, abs=2e-3), item


def simulated(seed: int, accuracy: list[float], items: int = 400) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = (random.random(items) < 0.3).astype(np.int8)
    right = random.random((items, len(accuracy))) < np.array(accuracy)
    ratings = np.where(right, truth[:, None], 1 - truth[:, None]).astype(np.int8)
    ratings[random.random(ratings.shape) < 0.3] = -1
    return truth, ratings


def test_one_good_annotator_outweighs_three_who_guess() -> None:
    truth, ratings = simulated(3, [0.97, 0.95, 0.62, 0.6, 0.58])
    several = (ratings >= 0).sum(axis=1) >= 2
    best = decided(ratings, 2, Consensus.DAWID_SKENE)
    most = decided(ratings, 2, Consensus.MAJORITY)
    of_best = (best == truth)[several].mean()
    of_most = (most == truth)[several & (most >= 0)].mean()
    assert of_best > 0.93
    assert of_best > of_most + 0.05
    confusion = dawid_skene(ratings, 2).confusion
    right = (confusion[:, 0, 0] + confusion[:, 1, 1]) / 2
    assert right == pytest.approx([0.97, 0.95, 0.62, 0.6, 0.58], abs=0.09)


def test_of_two_nobody_is_believed_more_and_a_tie_is_the_latests() -> None:
    ratings = np.array([[0, 1], [1, 1], [0, -1]] * 20, dtype=np.int8)
    assert decided(ratings, 2, Consensus.DAWID_SKENE)[:3].tolist() == [-1, 1, -1]
    assert majority(ratings, 2)[:3].tolist() == [-1, 1, 0]
    assert (decided(ratings, 2, Consensus.LATEST) == -1).all()


def test_reliability_is_told_by_what_the_others_say() -> None:
    schema = Schema(
        (Task(1, "things", TaskKind.MULTILABEL, (Label(1, 1, "tree", "#888888", "1", 0),), 0),)
    )
    said = [
        Statement(row, 1, who, state, "human", "2026", "one", None, who == "ann")
        for row in range(40)
        for who, state in (("ann", 1), ("ben", 1), ("cid", int(row % 4 > 0)))
    ]
    found = reliability(words_of(said, schema), schema)
    assert found["cid"].value == pytest.approx(0.75)
    assert found["cid"].low < 0.75 < found["cid"].high < 0.95
    assert found["ann"].value == 1.0  # where the other two differ, nobody is told wrong
