"""Intervals hold the truth as often as they say, and never call a perfect sample certain."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.average_precision import RankedLabel, average_precision
from labelmt.learning.evaluation.intervals import task_intervals
from labelmt.learning.evaluation.metrics import task_metrics
from labelmt.learning.evaluation.prevalence import positive_weights, shrunken_prevalences
from labelmt.learning.evaluation.proportion_interval import proportion_interval

HALF = np.full(3, 0.5)


@pytest.mark.parametrize("decimals", [1, 2, 7])
def test_average_precision_is_that_of_scikit_learn(decimals: int) -> None:
    rng = np.random.default_rng(decimals)
    for _ in range(50):
        size = int(rng.integers(2, 60))
        truth, scores = rng.random(size) < 0.4, rng.random(size).round(decimals)
        truth[rng.integers(size)] = True
        assert average_precision(truth, scores) == pytest.approx(
            average_precision_score(truth, scores)
        )
        groups = rng.integers(0, 5, size)
        weights = rng.random((5, 3), dtype=np.float32)
        mass, total = RankedLabel(truth, scores, groups).weighted(weights)
        for one in range(3):
            theirs = average_precision_score(truth, scores, sample_weight=weights[groups, one])
            assert mass[one] / total[one] == pytest.approx(theirs, rel=1e-5)


def grouped(n: int, share: float, alike: float, rng: np.random.Generator) -> tuple[
    NDArray[np.bool_], NDArray[np.int64]
]:  # fmt: skip
    """n images, 1 to 5 a group; ``share`` are right, and those of a group tend to agree."""
    groups = np.repeat(np.arange(n), rng.integers(1, 6, n))[:n]
    rate = np.full(n, share)
    if alike:
        rate = rng.beta(share * (1 / alike - 1), (1 - share) * (1 / alike - 1), n)
    return rng.random(n) < rate[groups], groups


def coverage(n: int, share: float, alike: float, sets: int) -> float:
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(sets):
        low, high = proportion_interval(*grouped(n, share, alike, rng)) or (0.0, 1.0)
        held += low <= share <= high
    return held / sets


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_an_interval_of_accuracy_holds_the_truth(alike: float) -> None:
    assert 0.83 <= coverage(50, 0.8, alike, 300) <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("n", [20, 50, 200])
@pytest.mark.parametrize("share", [0.6, 0.8, 0.95])
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.8])
def test_accuracy_in_a_thousand_sets(n: int, share: float, alike: float) -> None:
    assert 0.85 <= coverage(n, share, alike, 1000) <= 0.97


def task_of(
    n: int, apart: float, alike: float, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    """Three labels, 1 to 5 images a group: states, probabilities that are calibrated, groups."""
    groups = np.repeat(np.arange(n), rng.integers(1, 6, n))[:n]

    def noise() -> NDArray[np.float64]:
        shared, own = rng.normal(size=(n, 3))[groups], rng.normal(size=(n, 3))
        return np.asarray(np.sqrt(alike) * shared + np.sqrt(1 - alike) * own)

    share = np.array([0.2, 0.35, 0.5])
    truth = noise() < np.array([-0.8416, -0.3853, 0.0])  # the quantiles of share
    odds = apart**2 * (truth - 0.5) + apart * noise() + np.log(share / (1 - share))
    return truth.astype(np.int8), 1 / (1 + np.exp(-odds)), groups


def means_held(n: int, apart: float, alike: float, sets: int) -> dict[str, float]:
    """How often each interval held what a hundred thousand images told."""
    rng = np.random.default_rng(1)
    states, values, _ = task_of(100_000, apart, alike, rng)
    truth, chosen = states == 1, values >= 0.5
    precision = np.array([average_precision(truth[:, one], values[:, one]) for one in range(3)])
    both = (truth & chosen).sum(axis=0)
    f1 = 2 * both / (truth.sum(axis=0) + chosen.sum(axis=0))
    micro = 2 * both.sum() / (truth.sum() + chosen.sum())
    share = both / chosen.sum(axis=0)
    held: dict[str, list[bool]] = {}
    for _ in range(sets):
        states, values, groups = task_of(n, apart, alike, rng)
        told = task_intervals(TaskKind.MULTILABEL, states, values, HALF, groups)
        scored = list(told.average_precision)
        if not scored:
            continue
        true = {"map": precision[scored].mean(), "macro_f1": f1[scored].mean(), "micro_f1": micro}
        for name, value in true.items():
            low, high = told.means[name]
            held.setdefault(name, []).append(bool(low <= value <= high))
        for column, (low, high) in told.precision.items():
            held.setdefault("precision", []).append(bool(low <= share[column] <= high))
    return {name: float(np.mean(answers)) for name, answers in held.items()}


def test_intervals_of_means_hold_the_truth() -> None:
    held = means_held(100, 2.5, 0.3, 60)
    assert held.keys() == {"map", "macro_f1", "micro_f1", "precision"}
    assert all(share >= 0.8 for share in held.values()), held


@pytest.mark.slow
@pytest.mark.parametrize("n", [20, 50, 200])
@pytest.mark.parametrize("apart", [1.5, 3.5])
@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_means_in_a_thousand_sets(n: int, apart: float, alike: float) -> None:
    held = means_held(n, apart, alike, 1000)
    # Of twenty images only labels predicted on five groups tell: their intervals are on the safe
    # side, 0.975 measured.
    assert 0.85 <= held.pop("precision") <= (0.98 if n == 20 else 0.97)
    # Average precision from five positives among twenty poorly ranked images is told too high.
    least = 0.78 if n == 20 else 0.82
    assert all(share >= least for share in held.values()), held


def test_nothing_wrong_in_the_sample_is_not_certainty() -> None:
    states = np.zeros((60, 3), dtype=np.int8)
    states[:20, 0] = states[20:40, 1] = states[40:, 2] = 1
    for kind in TaskKind:
        told = task_intervals(kind, states, states * 0.98 + 0.01, HALF)
        low, high = told.means["map"]
        assert high == 1.0
        assert 0.9 < low < 0.995
        assert told.average_precision[0][0] < low, "one label alone tells less"
        assert told.precision[0][0] < 0.95
    assert told.means["accuracy"] == pytest.approx((0.957, 1.0), abs=0.001)  # Wilson by hand


def test_images_of_one_group_tell_less_than_as_many_apart() -> None:
    rng = np.random.default_rng(0)
    states, values, _ = task_of(60, 2.0, 0.0, rng)
    often = np.repeat(states, 5, axis=0), np.repeat(values, 5, axis=0)
    groups = np.repeat(np.arange(60), 5)
    apart = task_intervals(TaskKind.MULTILABEL, *often, HALF)
    together = task_intervals(TaskKind.MULTILABEL, *often, HALF, groups)
    assert (apart.groups, together.groups) == (300, 60)
    for name in ("map", "micro_f1", "macro_f1"):
        narrow, wide = (float(np.diff(one.means[name])[0]) for one in (apart, together))
        assert wide > 1.7 * narrow, name
    narrow, wide = (float(np.diff(one.recall[2])[0]) for one in (apart, together))
    assert wide > 1.7 * narrow


def test_a_rare_label_is_in_every_replicate_and_too_rare_a_one_in_none() -> None:
    rng = np.random.default_rng(0)
    states = (rng.random((500, 3)) < 0.5).astype(np.int8)
    states[:, 1] = np.arange(500) < 5
    states[:, 2] = np.arange(500) < 4
    told = task_intervals(TaskKind.MULTILABEL, states, rng.random((500, 3)), HALF)
    assert told.labels_scored == 2
    assert told.average_precision.keys() == told.f1.keys() == {0, 1}
    low, high = told.average_precision[1]
    assert 0 < low < high < 0.6
    assert told.replicates == 1000


def test_too_few_groups_tell_no_interval() -> None:
    rng = np.random.default_rng(0)
    states, values, _ = task_of(40, 2.0, 0.0, rng)
    told = task_intervals(TaskKind.MULTILABEL, states, values, HALF, np.arange(40) % 4)
    assert (told.groups, told.means, told.precision) == (4, {}, {})


def test_an_image_of_a_class_the_model_does_not_know_is_a_mistake() -> None:
    spec = TaskSpec(1, "scene", TaskKind.MULTICLASS, (1, 2), ("beach", "city"))
    states = np.zeros((40, 2), dtype=np.int8)
    states[:15, 0] = states[15:30, 1] = 1  # 30 … 39 show something else
    values = np.where(states == 1, 0.9, 0.1)
    values[30:] = (0.8, 0.2)
    foreign = np.arange(40)[:, None] >= 30
    known = task_metrics(spec, np.where(foreign, np.int8(-1), states), values, HALF[:2])
    every = task_metrics(spec, states, values, HALF[:2])
    assert (known.images, known.accuracy) == (30, 1.0)
    assert (every.images, every.accuracy) == (40, 0.75)
    assert every.ece == pytest.approx((30 * 0.1 + 10 * 0.8) / 40)
    told = task_intervals(spec.kind, states, values, HALF[:2])
    assert told.means["accuracy"][0] < 0.75 < told.means["accuracy"][1] < 0.9
    low, high = told.means["ece"]
    assert low < 0.275 <= high


def test_a_multiclass_label_is_predicted_where_it_is_the_most_probable() -> None:
    spec = TaskSpec(1, "scene", TaskKind.MULTICLASS, (1, 2, 3), ("a", "b", "c"))
    rng = np.random.default_rng(0)
    values = rng.dirichlet((1, 1, 1), 60)
    truth = values.argmax(axis=1)
    truth[:12] = (truth[:12] + 1) % 3
    states = np.eye(3, dtype=np.int8)[truth]
    best = np.eye(3, dtype=bool)[values.argmax(axis=1)]
    for level in (0.05, 0.5, 0.95):  # whatever the thresholds are
        thresholds = np.full(3, level)
        told = task_metrics(spec, states, values, thresholds)
        found = task_intervals(spec.kind, states, values, thresholds)
        for column, label in enumerate(told.labels):
            right = int((best[:, column] & (truth == column)).sum())
            assert label.precision == right / best[:, column].sum()
            assert label.recall == right / (truth == column).sum()
            low, high = found.recall[column]
            assert low <= (label.recall or 0) <= high


def test_what_present_labels_imply_is_predicted_too() -> None:
    spec = TaskSpec(1, "animals", TaskKind.MULTILABEL, (1, 2), ("animal", "dog"))
    states = np.repeat(np.array([[1, 1], [0, 0]], dtype=np.int8), 10, axis=0)
    values = np.where(states == 1, [0.2, 0.9], [0.1, 0.1])

    def implied(predicted: NDArray[np.bool_]) -> None:
        predicted[:, 0] |= predicted[:, 1]

    alone = task_metrics(spec, states, values, HALF[:2])
    told = task_metrics(spec, states, values, HALF[:2], implied=implied)
    assert [one.labels[0].recall for one in (alone, told)] == [0, 1]
    assert told.micro_f1 == told.macro_f1 == 1
    found = task_intervals(spec.kind, states, values, HALF[:2], implied=implied)
    assert found.recall[0][1] == 1


def rare_labels(seed: int) -> tuple[float, tuple[float, float], float]:
    """Of 60 equally rare classes, those with five examples among 150: mAP told, interval, true."""
    rng = np.random.default_rng(seed)
    classes, apart = 60, 2.5

    def draw(n: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        there = np.arange(classes) == rng.integers(classes, size=n)[:, None]
        return there, 1 / (1 + np.exp(-(rng.normal(size=there.shape) + apart * there)))

    there, values = draw(150)
    told = task_intervals(TaskKind.MULTILABEL, there.astype(np.int8), values, np.full(classes, 0.5))
    scored = np.flatnonzero(there.sum(axis=0) >= 5)
    many, theirs = draw(20_000)

    def mean(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
        return float(np.mean([average_precision(truth[:, at], scores[:, at]) for at in scored]))

    return mean(there, values), told.means["map"], mean(many, theirs)


def test_labels_that_are_frequent_by_chance_do_not_flatter() -> None:
    drawn = [rare_labels(seed) for seed in range(40)]
    held = np.mean([low <= true <= high for _told, (low, high), true in drawn])
    assert np.mean([told - true for told, _interval, true in drawn]) > 0.05
    assert held >= 0.75  # 0.35 at the prevalences of the sample
    assert all(low <= told <= high for told, (low, high), _true in drawn)


def test_shrunken_prevalences_of_labels_that_differ_stay_where_they_are() -> None:
    positives, known = np.array([40, 400, 900]), np.full(3, 1000)
    np.testing.assert_allclose(
        shrunken_prevalences(positives, known), positives / known, atol=0.005
    )
    few, ten = np.array([5, 0, 1, 0, 2, 1]), np.full(6, 100)
    told = shrunken_prevalences(few, ten)
    assert told[0] < 0.05
    assert (np.diff(told[np.argsort(few)]) >= 0).all()
    assert positive_weights(few, ten)[0] < 0.8
    assert positive_weights(few, ten)[1] == 1.0
