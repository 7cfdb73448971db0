"""Stage 1 finds the one optimum, whatever the labels look like."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.evaluation.calibration import all_probabilities, calibrate, uncalibrated
from labelmt.learning.evaluation.metrics import calibration_error, task_metrics
from labelmt.learning.training.heads import fit_heads, fold_logits, head_logits

ANY = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2), ("a", "b"))
ONE = TaskSpec(2, "scene", TaskKind.MULTICLASS, (3, 4, 5), ("x", "y", "z"))
PLAIN = (uncalibrated(ANY), uncalibrated(ONE))


def problem(images: int, width: int = 30) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(images, width)).astype(np.float32)
    noise = rng.normal(size=(images, 5)) * 0.7
    scores = features[:, :5] + noise
    states = np.zeros((images, 5), dtype=np.int8)
    states[:, :2] = scores[:, :2] > 0
    states[np.arange(images), 2 + scores[:, 2:].argmax(axis=1)] = 1
    return features, states


@pytest.mark.parametrize("images", [20, 200])  # fewer images than features, and more
def test_heads_are_the_logistic_regression_of_scikit_learn(images: int) -> None:
    features, states = problem(images)
    heads = fit_heads((ANY, ONE), features, states, l2=1.0)
    ours = all_probabilities((ANY, ONE), PLAIN, head_logits(heads, features))
    for column in range(2):
        theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=2000)
        theirs.fit(features, states[:, column])
        assert np.abs(ours[:, column] - theirs.predict_proba(features)[:, 1]).max() < 2e-3
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=2000)
    theirs.fit(features, states[:, 2:].argmax(axis=1))
    assert np.abs(ours[:, 2:] - theirs.predict_proba(features)).max() < 2e-3


def test_labels_that_say_little_break_nothing() -> None:
    features, states = problem(40)
    states[:, 0] = 1  # always there
    states[:, 1] = -1  # nobody has said
    states[:, 2:] = -1
    states[:3, 2] = 1
    heads = fit_heads((ANY, ONE), features, states, l2=1.0)
    logits = head_logits(heads, features)
    assert np.isfinite(logits).all()
    assert (logits[:, 0] > 2).all()
    values = all_probabilities((ANY, ONE), PLAIN, logits)
    assert values[:, 2:].sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_an_image_is_scored_by_folds_that_never_saw_it() -> None:
    features, states = problem(60)
    parts = fold_rows(states, 5, seed=0)
    assert sorted(np.concatenate(parts).tolist()) == list(range(60))
    logits = fold_logits((ANY, ONE), features, states, 1.0, parts)
    rest = np.setdiff1d(np.arange(60), parts[0])
    heads = fit_heads((ANY, ONE), features[rest], states[rest], l2=1.0)
    assert logits[parts[0]] == pytest.approx(head_logits(heads, features[parts[0]]), abs=1e-5)
    again = fold_logits((ANY, ONE), features, states, 1.0, parts)
    assert (logits == again).all()


def test_calibration_finds_the_scale_that_was_lost() -> None:
    rng = np.random.default_rng(0)
    truth_logits = rng.normal(size=(4000, 2)) * 2
    states = (rng.random((4000, 2)) < 1 / (1 + np.exp(-truth_logits))).astype(np.int8)
    fitted = calibrate(ANY, states, truth_logits * 3)
    assert fitted.scale == pytest.approx(1 / 3, rel=0.1)
    assert fitted.shift == pytest.approx(0.0, abs=0.1)
    assert all(0.05 <= level <= 0.95 for level in fitted.thresholds)


def test_calibration_error_by_hand() -> None:
    values = np.array([0.9, 0.9, 0.9, 0.1])
    truth = np.array([True, True, False, False])
    assert calibration_error(values, truth) == pytest.approx((abs(2.7 - 2) + 0.1) / 4)
    assert calibration_error(values[:0], truth[:0]) == 0.0


def test_figures_count_known_pairs_only_and_say_when_there_are_too_few() -> None:
    rng = np.random.default_rng(0)
    states = np.full((40, 2), -1, dtype=np.int8)
    states[:20, 0] = [1] * 10 + [0] * 10
    states[:20, 1] = [1] * 4 + [0] * 16
    values = rng.random((40, 2))
    values[:20, 0] = np.linspace(1, 0, 20)
    found = task_metrics(ANY, states, values, np.array([0.5, 0.5]))
    first, second = found.labels
    assert (first.positives, first.negatives) == (10, 10)
    assert first.average_precision == pytest.approx(1.0)
    assert first.f1 == 1.0
    assert second.average_precision is None
    assert found.map == pytest.approx(1.0)
    assert found.images == 20
    nothing = task_metrics(ONE, np.full((5, 3), -1, dtype=np.int8), rng.random((5, 3)), np.ones(3))
    assert nothing.score is None
