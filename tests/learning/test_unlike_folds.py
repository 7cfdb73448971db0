"""Folds that hold out whole clusters, and what becomes the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from making_jobs import make_job
from numpy.typing import NDArray

from labelmt.cli.run_figures import figures_as_plain
from labelmt.domain.metric_records import TaskMetrics, headline
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.evaluation import unlike_folds as unlike
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import figures_of
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control
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
    (known,) = figures_of((KIND,), calibrations, states, fit(fold_rows(states, 5, 0)))
    (other,) = figures_of((KIND,), calibrations, states, fit(parts))
    assert known.accuracy is not None
    assert other.accuracy is not None
    assert known.accuracy > 0.98
    assert other.accuracy < known.accuracy - 0.1
    both = replace(known, intervals={"accuracy": (0.97, 1.0)}, unlike=other)
    assert headline(both).accuracy == other.accuracy


def test_many_images_of_a_label_are_clustered_by_some_of_them() -> None:
    rng = np.random.default_rng(0)
    place = rng.integers(0, 5, 3000)
    features = (np.eye(5)[place] * 9 + rng.normal(size=(3000, 5)) * 0.2).astype(np.float32)
    parts = unlike.unlike_folds(features, np.ones((3000, 1), dtype=np.int8))
    assert sorted(len(np.unique(place[part])) for part in parts) == [1] * 5


def test_a_figure_within_its_interval_stays_the_headline() -> None:
    task = TaskMetrics(1, "kind", TaskKind.MULTILABEL, 9, map=0.9, micro_f1=0.8)
    task = replace(task, intervals={"map": (0.85, 0.95)})
    other = replace(task, map=0.86, micro_f1=0.1)
    assert headline(replace(task, unlike=other)) == task
    assert headline(replace(task, unlike=replace(other, map=0.8))).map == 0.8


def test_where_no_two_images_are_alike_the_folds_are_random_ones() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 60)).astype(np.float32)
    states = np.eye(2, dtype=np.int8)[rng.integers(0, 2, 200)]
    clusters = unlike.look_clusters(features, states)
    assert len(np.unique(clusters)) > 190
    parts = unlike.parts_of(clusters, states)
    assert [len(part) for part in parts] == [40] * 5


def test_a_label_with_a_single_look_is_parted_all_the_same() -> None:
    rng = np.random.default_rng(0)
    kind = np.repeat([0, 1], 50)
    features = np.eye(2)[kind] * 9 + rng.normal(size=(100, 2)) * 0.1
    states = np.eye(2, dtype=np.int8)[kind]
    clusters = unlike.look_clusters(features.astype(np.float32), states)
    assert [len(np.unique(clusters[kind == one])) for one in (0, 1)] == [5, 5]


def _finished(place: Path, annotated: int) -> messages.RunFinished:
    settings = TrainingSettings(device="cpu", views="one")
    folder = make_job(place, settings, images=annotated, annotated=annotated)
    *_, last = run_job.run(messages.FitHeads(1, str(folder)), Control())
    assert isinstance(last, messages.RunFinished)
    return last


def test_a_run_tells_what_its_heads_reach_on_unlike_images(tmp_path: Path) -> None:
    finished = _finished(tmp_path, 60)
    told = figures_as_plain(finished)
    for task in finished.tasks:
        assert task.unlike is not None
        assert task.unlike.judged_by is not None
        assert task.unlike.judged_by.images == 60
        assert task.judged_by is not None
        assert task.judged_by.part == "cross-fitted"
        name = "accuracy" if task.kind is TaskKind.MULTICLASS else "map"
        low, high = task.unlike.intervals[name]
        assert low <= (task.unlike.score or -1) <= high
        assert set(task.intervals) >= {name, "ece"}
        for part in (told, told["validation"]):
            assert part["tasks"][task.name]["unlike"][name] == task.unlike.score
        first = told["tasks"][task.name]
        assert first[name] == headline(task).score
        assert first["intervals"][name][0] <= first[name] <= first["intervals"][name][1]
        assert told["validation"]["tasks"][task.name][name] == task.score


def test_too_few_images_tell_nothing(tmp_path: Path) -> None:
    finished = _finished(tmp_path, unlike.FEWEST - 1)
    assert [task.unlike for task in finished.tasks] == [None, None]
    assert figures_as_plain(finished)["tasks"]["shapes"]["unlike"] == {}
    none = np.zeros((0, 2), dtype=np.int8)
    assert unlike.unlike_folds(np.zeros((0, 3), dtype=np.float32), none) == []
