"""Refits beside labelling find stage 1's optimum, and keep what they need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making_jobs import GROUND, SHAPES, make_job
from numpy.typing import NDArray

from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import read_manifest, write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.jobs import run_job
from labelmt.learning.live import acquisition
from labelmt.learning.live.acquisition import group_images, place_images
from labelmt.learning.live.feature_basis import fit_feature_basis
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.live.refit import refit, unseen_logits
from labelmt.learning.objective.laplacian import fit_laplacian
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads import fit_heads, head_logits

SPECS = (SHAPES, GROUND)
SMALL = TrainingSettings(backbone="small_cnn", device="cpu", views="one")


def problem(images: int, width: int = 24) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    rng = np.random.default_rng(5)
    spread = np.linspace(3.0, 0.1, width)
    features = (rng.normal(size=(images, width)) * spread).astype(np.float32)
    scores = features[:, :5] + rng.normal(size=(images, 5))
    states = np.zeros((images, 5), dtype=np.int8)
    states[:, :2] = scores[:, :2] > 0
    states[np.arange(images), 2 + scores[:, 2:].argmax(axis=1)] = 1
    return features, states


@pytest.mark.parametrize(("annotated", "smoothness"), [(15, 0.2), (80, 0.2), (80, 0.0)])
def test_a_refit_is_what_stage_1_fits(annotated: int, smoothness: float) -> None:
    features, states = problem(120)
    basis = fit_feature_basis(features, smoothness)
    x = basis.coordinates(features)
    solution = refit(SPECS, x[:annotated], states[:annotated], basis.variance, 1.0)
    smooth = fit_laplacian(features, smoothness)
    mapped = features if smooth is None else smooth.features(features)
    stage1 = fit_heads(SPECS, mapped[:annotated], states[:annotated], 1.0)
    assert solution.logits(x) == pytest.approx(head_logits(stage1, mapped), abs=0.03)
    heads = basis.heads(SPECS, solution.vectors, solution.biases)
    assert head_logits(heads, features) == pytest.approx(solution.logits(x), abs=1e-3)


def test_going_on_takes_fewer_steps_to_the_same_place() -> None:
    features, states = problem(120)
    basis = fit_feature_basis(features, 0.2)
    x, steps = basis.coordinates(features), [0, 0]

    def count(which: int) -> bool:
        steps[which] += 1
        return False

    before = refit(SPECS, x[:100], states[:100], basis.variance, 1.0)
    anew = refit(SPECS, x[:101], states[:101], basis.variance, 1.0, step=lambda _n, _loss: count(0))
    on = refit(
        SPECS, x[:101], states[:101], basis.variance, 1.0,
        start=before.by_label(SPECS), step=lambda _n, _loss: count(1),
    )  # fmt: skip
    assert on.logits(x) == pytest.approx(anew.logits(x), abs=0.1)
    assert steps[1] < steps[0]


def test_unseen_logits_come_from_heads_of_the_other_parts() -> None:
    features, states = problem(60)
    basis = fit_feature_basis(features, 0.2)
    x = basis.coordinates(features)
    parts = fold_rows(states, 5, seed=0)
    logits = unseen_logits(SPECS, x, states, basis.variance, 1.0, parts)
    rest = np.setdiff1d(np.arange(60), parts[0])
    others = refit(SPECS, x[rest], states[rest], basis.variance, 1.0)
    assert logits[parts[0]] == pytest.approx(others.logits(x[parts[0]]), abs=1e-4)


def events_of(folder: Path, memory: LiveMemory, job: int) -> list[messages.Event]:
    return list(run_job.run(messages.LearnLive(job, str(folder), (3,)), Control(), memory))


def test_live_jobs_predict_all_and_keep_what_they_need(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    memory = LiveMemory()
    first = events_of(folder, memory, -1)
    ready = [one for one in first if isinstance(one, messages.PredictionsReady)]
    assert ready[-1].complete
    values = np.load(ready[-1].path)
    assert values.shape == (36, 5)
    assert np.isfinite(values.astype(np.float32)).all()
    groups = next(one for one in first if isinstance(one, messages.GroupsReady))
    assert (np.load(groups.path) >= 0).all()
    last = first[-1]
    assert isinstance(last, messages.RunFinished)
    assert last.stage == "heads"
    assert [task.name for task in last.tasks] == ["shapes", "ground"]

    basis = memory.basis
    states = np.load(folder / "annotations.npy")
    states[0, 0] = 1 - states[0, 0]
    np.save(folder / "annotations.npy", states)
    second = events_of(folder, memory, -2)
    assert memory.basis is basis, "the images have not changed"
    again = [one for one in second if isinstance(one, messages.PredictionsReady)]
    assert Path(again[0].path).name > Path(ready[-1].path).name, "a file once named never changes"
    assert len(list(folder.glob("probabilities-*.npy"))) == 2
    assert not any(isinstance(one, messages.GroupsReady) for one in second)


def test_without_a_task_the_worker_gets_ready(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    manifest = read_manifest(folder)
    write_json(
        folder / "manifest.json",
        type(manifest)(36, (), manifest.feature_cache, str(folder), manifest.settings),
    )
    np.save(folder / "annotations.npy", np.zeros((36, 0), dtype=np.int8))
    memory = LiveMemory()
    events = events_of(folder, memory, -1)
    assert not any(isinstance(one, messages.PredictionsReady) for one in events)
    assert memory.basis is not None
    assert memory.basis_images == 36
    assert isinstance(events[-1], messages.RunFinished)
    assert events[-1].stage == ""


def test_a_cancelled_job_ends_and_leaves_its_features(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    control = Control()
    control.cancel()
    events = list(run_job.run(messages.LearnLive(-1, str(folder)), control, LiveMemory()))
    last = events[-1]
    assert isinstance(last, messages.RunFinished)
    assert last.cancelled
    assert last.stage == ""


def test_groups_are_by_likeness_the_largest_first() -> None:
    rng = np.random.default_rng(2)
    centres = rng.normal(size=(12, 24)) * 4
    truth = np.repeat(np.arange(12), [40, 30, 20, *[10] * 9])
    features = (centres[truth] + rng.normal(size=(180, 24)) * 0.2).astype(np.float16)
    found = group_images(features, np.arange(180), seed=0)
    for group in np.unique(found):
        assert len(np.unique(truth[found == group])) == 1
    assert (np.diff(np.bincount(found)) <= 0).all()


def test_images_are_placed_as_heads_see_them_a_sample_of_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    features = np.random.default_rng(0).normal(size=(60, 24)).astype(np.float16)
    basis = fit_feature_basis(features.astype(np.float32), 0.2)
    rows, places = place_images(features, np.arange(10, 60), basis, seed=0)
    assert rows.tolist() == list(range(10, 60))
    whole = basis.coordinates(features[rows].astype(np.float32))
    np.testing.assert_allclose(places, whole, atol=2e-2)
    monkeypatch.setattr(acquisition, "PLACED", 20)
    rows, few = place_images(features, np.arange(10, 60), basis, seed=0)
    assert len(rows) == 20
    assert (np.diff(rows) > 0).all()
    np.testing.assert_array_equal(few, places[rows - 10])
