"""What is fitted on some images is not told from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.evaluation.cross_fitting import cross_fitted
from labelmt.learning.evaluation.held_out_metrics import calibrate_all, figures_of
from labelmt.learning.jobs.choice_by_halves import ChoiceByHalves

ONE = TaskSpec(1, "things", TaskKind.MULTILABEL, (1,), ("tree",))
Logits = NDArray[np.float32]


def drawn(rng: np.random.Generator, images: int, positives: int) -> tuple[NDArray[np.int8], Logits]:
    states = (np.arange(images) < positives).astype(np.int8)[:, None]
    logits = (1.3 * states + rng.normal(size=states.shape) - 1).astype(np.float32)
    return states, logits


def test_ten_positives_of_forty_tell_an_f1_that_holds() -> None:
    """Thresholds told on the images they were chosen on: 0.66 where 0.54 is true."""
    rng = np.random.default_rng(0)
    fresh, fresh_logits = drawn(rng, 40_000, 10_000)
    flattering, told, true = [], [], []
    for number in range(150):
        states, logits = drawn(rng, 40, 10)
        fitted = calibrate_all([ONE], states, logits)
        parts = fold_rows(states, 5, number)
        apart = cross_fitted([ONE], states, [logits] * len(parts), parts)
        same = figures_of([ONE], fitted, states, logits)[0]
        honest = figures_of([ONE], fitted, states, logits, apart)[0]
        there = figures_of([ONE], fitted, fresh, fresh_logits)[0]
        assert same.map == honest.map, "ranks need no calibration"
        flattering.append(same.micro_f1 or 0.0)
        told.append(honest.micro_f1 or 0.0)
        true.append(there.micro_f1 or 0.0)
    means = [float(np.mean(one)) for one in (flattering, told, true)]
    noise = float(np.std(told)) / np.sqrt(len(told))
    assert means[0] > means[2] + 0.06
    assert means[1] == pytest.approx(means[2], abs=3 * noise + 0.015)


def test_the_best_of_many_equal_networks_is_told_as_one_of_them() -> None:
    """Thirty networks that know nothing: the best on these images is no better than chance."""
    rng = np.random.default_rng(1)
    states = (np.arange(80) % 2).astype(np.int8)[:, None]
    best, told = [], []
    for number in range(30):
        parts = fold_rows(states, 5, number)
        choice = ChoiceByHalves([ONE], states, parts)
        scores, tried = [], []
        for _ in range(30):
            logits = rng.normal(size=states.shape).astype(np.float32)
            choice.offer(logits)
            tried.append(logits)
            fitted = calibrate_all([ONE], states, logits)
            scores.append(figures_of([ONE], fitted, states, logits)[0].map or 0.0)
        served = tried[int(np.argmax(scores))]
        apart, mixed = choice.told(served)
        fitted = calibrate_all([ONE], states, served)
        best.append(max(scores))
        told.append(figures_of([ONE], fitted, states, mixed, apart)[0].map or 0.0)
    assert np.mean(best) > 0.6
    assert np.mean(told) == pytest.approx(0.52, abs=0.04)


def test_what_all_halves_choose_is_told_as_it_is() -> None:
    rng = np.random.default_rng(2)
    states, logits = drawn(rng, 60, 20)
    choice = ChoiceByHalves([ONE], states, fold_rows(states, 5, 0))
    choice.offer(rng.normal(size=states.shape).astype(np.float32))
    choice.offer(logits)
    apart, given = choice.told(logits)
    assert given is logits
    assert apart is not None
    assert not apart.ranks


def test_choices_are_kept_beside_a_resume_point(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    states, logits = drawn(rng, 60, 20)
    parts = fold_rows(states, 5, 0)
    first, second = (ChoiceByHalves([ONE], states, parts) for _ in range(2))
    first.offer(logits)
    first.save(tmp_path)
    second.load(tmp_path)
    second.offer(-logits)
    assert second.told(logits)[1] is logits, "the better one was chosen before"
    (tmp_path / "choices.npy").write_bytes(b"no array")
    third = ChoiceByHalves([ONE], states, parts)
    third.load(tmp_path)
    third.offer(-logits)
    assert third.told(-logits)[0] is not None
