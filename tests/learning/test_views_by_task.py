"""Each task sees the views of an image that serve it; each view is computed once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job
from numpy.typing import NDArray
from torch import nn

from labelmt.domain.predictions import OUT_OF_FOLD
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData, load_job
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews, seen_as
from labelmt.learning.jobs import run_job
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.models.backbone import FeaturesByViews
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Network, build_network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run
from labelmt.learning.training.heads import fit_heads, fold_logits, head_logits
from labelmt.learning.training.heads_by_views import (
    fit_seen,
    fit_smoothness,
    fold_logits_seen,
    logits_seen,
    seen_by,
)

MIXED = TaskViews.of_tasks([FOUR_VIEWS, ONE_VIEW])
SETTINGS = TrainingSettings(backbone="small_cnn", device="cpu")

BOTH = TaskViews(FOUR_VIEWS, (ONE_VIEW, FOUR_VIEWS))
Floats = NDArray[np.float32]


def a_network(settings: TrainingSettings) -> Network:
    torch.manual_seed(1)
    network = build_network((SHAPES, GROUND), build_backbone("small_cnn", seed=0), settings).eval()
    for one in (*network.heads.linears(), *(trunk.up for trunk in network.trunks())):
        nn.init.normal_(one.weight)
    return network


def slopes(images: int) -> torch.Tensor:
    """Images that look unlike from every side."""
    ramp = torch.linspace(-2, 2, 96)
    made = ramp[None, None, None, :] * torch.rand(images, 3, 1, 1) + ramp[:, None] ** 3
    return made + 0.1 * torch.randn(images, 3, 96, 96)


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        TrainingSettings(backbone="small_cnn", trunk=8),
        TrainingSettings(backbone="small_cnn", trunk=8, sharing="separate"),
    ],
)
def test_a_network_gives_each_task_its_views(settings: TrainingSettings) -> None:
    network = a_network(settings)
    images = slopes(3)
    with torch.inference_mode():
        mixed = network(images, MIXED)
        four, one = network(images, TaskViews(FOUR_VIEWS)), network(images)
    assert torch.allclose(mixed[0], four[0], atol=1e-5)
    assert torch.allclose(mixed[1], one[1], atol=1e-5)
    assert not torch.allclose(four[1], one[1], atol=1e-3)


def test_a_shared_backbone_computes_each_view_once() -> None:
    network, counted = a_network(SETTINGS), [0]

    def count(_module: nn.Module, given: tuple[torch.Tensor, ...], _made: torch.Tensor) -> None:
        counted[0] += len(given[0])

    network.backbone.stages[0].register_forward_hook(count)
    network(torch.randn(2, 3, 96, 96), MIXED)
    assert counted[0] == 2 * len(FOUR_VIEWS)


def test_features_of_several_sets_lie_beside_each_other() -> None:
    backbone = build_backbone("small_cnn", seed=0).eval()
    images = slopes(2)
    with torch.inference_mode():
        both = FeaturesByViews(backbone)(images, MIXED)
        one, four = backbone(images), backbone(images, FOUR_VIEWS)
    assert MIXED.sets == (ONE_VIEW, FOUR_VIEWS)
    assert torch.allclose(both, torch.cat([one, four], dim=1), atol=1e-5)


def test_tasks_that_agree_are_told_once() -> None:
    assert TaskViews.of_tasks([FOUR_VIEWS, FOUR_VIEWS]) == TaskViews(FOUR_VIEWS)
    assert TaskViews.of_tasks([ONE_VIEW]) == TaskViews()
    shown = torch.arange(4.0)[:, None]
    assert MIXED.picked(shown, ONE_VIEW).tolist() == [[0.0]]
    assert seen_as(torch.zeros(1, 3, 4, 4), MIXED.views).shape[0] == 4


def test_heads_are_those_of_each_task_on_what_it_sees() -> None:
    rng = np.random.default_rng(0)
    one, four = rng.normal(size=(2, 80, 12)).astype(np.float32)
    states = np.zeros((80, 5), dtype=np.int8)
    states[:, :2] = four[:, :2] > 0
    states[np.arange(80), 2 + rng.integers(3, size=80)] = 1
    specs, parts = (SHAPES, GROUND), [np.arange(40), np.arange(40, 80)]
    seen = seen_by(specs, [one, four], MIXED)
    heads = fit_seen(seen, states, 1.0)
    alone = head_logits(fit_heads((SHAPES,), four, states[:, :2].copy(), 1.0), four)
    other = head_logits(fit_heads((GROUND,), one, states[:, 2:].copy(), 1.0), one)
    both = np.concatenate([alone, other], axis=1)
    assert logits_seen(heads, seen) == pytest.approx(both, abs=1e-3)
    smooth = fit_smoothness(seen, 0.2)
    mapped = smooth.features(seen)
    smooth_heads = fit_seen(mapped, states, 1.0)
    there, here = logits_seen(smooth_heads, mapped), smooth.heads(smooth_heads, seen)
    assert logits_seen(here, seen) == pytest.approx(there, abs=1e-3)
    folded = fold_logits_seen(seen, states, 1.0, parts)
    assert folded[:, :2] == pytest.approx(
        fold_logits((SHAPES,), four, states[:, :2].copy(), 1.0, parts), abs=1e-3
    )


def known_features(folder: Path) -> JobData:
    """Features of both sets, made up: with four views shapes are seen better, grounds worse."""
    data = load_job(folder)
    context = JobContext.begin(
        1, data, Control(), torch.device("cpu"), build_backbone("efficientnet_lite0"), BOTH
    )
    rng = np.random.default_rng(0)
    truth = data.states.astype(np.float32) * 2 - 1
    one, four = rng.normal(size=(2, len(truth), context.backbone.width)).astype(np.float32) / 20
    one[:, :5] += truth * [0.3, 0.3, 3, 3, 3]
    four[:, :5] += truth * [3, 3, 0.3, 0.3, 0.3]
    rows, stamps = data.images.rows, data.images.stamps
    prints = [bytes([row]) * 16 for row in rows]
    with context.open_cache() as cache:
        cache.put(rows, stamps, prints, np.concatenate([one, four], axis=1))
    return data


@pytest.fixture
def chosen(tmp_path: Path) -> tuple[Path, JobData]:
    """A run that chose the views of each task."""
    folder = make_job(tmp_path, TrainingSettings(device="cpu"), images=60, annotated=60)
    data = known_features(folder)
    list(run_job.run(messages.FitHeads(1, str(folder)), Control()))
    return folder, data


def accuracy(values: Floats, data: JobData) -> float:
    return float(((values > 0.5) == (data.states == 1)).mean())


def test_a_run_chooses_for_each_task_and_live_learning_follows(
    chosen: tuple[Path, JobData],
) -> None:
    folder, data = chosen
    config, _, _ = load_run(folder)
    assert config.seen == MIXED
    probabilities = np.load(folder / "probabilities.npy").astype(np.float32)
    assert accuracy(probabilities, data) > 0.95
    out_of_fold = np.load(folder / OUT_OF_FOLD).astype(np.float32)
    assert accuracy(out_of_fold, data) > 0.95, "the check sees what the heads see"

    memory = LiveMemory()
    for job in (-1, -2):
        events = list(run_job.run(messages.LearnLive(job, str(folder)), Control(), memory))
        (told,) = [one for one in events if isinstance(one, messages.RunFinished)]
        assert told.stage == "heads"
        assert memory.views == MIXED
        assert {views for views, _ in memory.bases} == {ONE_VIEW, FOUR_VIEWS}
        assert memory.chosen_images == 60, "whether likeness serves, too"
        assert all((task.score or 0) > 0.95 for task in told.tasks)
        (shown, *_) = [one for one in events[::-1] if isinstance(one, messages.PredictionsReady)]
        assert accuracy(np.load(shown.path).astype(np.float32), data) > 0.95


def test_a_choice_of_before_there_was_one_a_task_is_of_all_tasks(
    chosen: tuple[Path, JobData],
) -> None:
    folder, _ = chosen
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for later in ("task_views", "files", "seal"):
        del config[later]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert load_run(folder)[0].seen == TaskViews(FOUR_VIEWS)
    (note,) = folder.parents[2].glob("features/*-4views/tasks.json")
    note.unlink()
    memory = LiveMemory()
    list(run_job.run(messages.LearnLive(-1, str(folder)), Control(), memory))
    assert memory.views == TaskViews(FOUR_VIEWS)
    note.write_text('{"tasks": []}', encoding="utf-8")
    list(run_job.run(messages.LearnLive(-2, str(folder)), Control(), memory))
    assert memory.views == TaskViews()
    note.write_text("[[", encoding="utf-8")
    list(run_job.run(messages.LearnLive(-3, str(folder)), Control(), memory))
    assert memory.views == TaskViews()
