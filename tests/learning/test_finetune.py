"""Stage 2: resuming bit for bit, budgets, private backbones, and every balancing strategy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job
from safetensors.torch import load_file
from sklearn.metrics import average_precision_score
from torch.nn import functional

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.augmentation import random_views
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import FOUR_VIEWS, TaskViews
from labelmt.learning.jobs import run_job
from labelmt.learning.jobs.compare_sharing import report_of, weighted_precision
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Network, build_network
from labelmt.learning.training import resume_file
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run
from labelmt.learning.training.optimizer import shared_parameters
from labelmt.learning.training.time_budget import plan_tuning
from labelmt.learning.training.trainer import COMPILED_FROM, pixel_logits
from labelmt.learning.training.weight_interpolation import between

SMALL = TrainingSettings(
    backbone="small_cnn", device="cpu", epochs=4, batch_size=8, views="one", dropout=0.3
)


def finetune(folder: Path, *, stop_after: int | None = None) -> list[messages.Event]:
    """Run the job; ``stop_after`` epochs it is dropped, as by a kill."""
    events = []
    for event in run_job.run(messages.FineTune(1, str(folder)), Control()):
        events.append(event)
        if (
            isinstance(event, messages.PredictionsReady | messages.EpochMetrics)
            and stop_after is not None
            and (folder / resume_file.NAME).exists()
        ):
            found = resume_file.load_resume_point(folder, data_of(folder))
            if found is not None and found[0].epoch >= stop_after:
                break
    return events


def data_of(folder: Path) -> str:
    from labelmt.learning.data.job_data import load_job

    return load_job(folder).fingerprint()


@pytest.mark.parametrize(
    "balancing",
    [
        "uncertainty",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("equal", "random", "famo")),
    ],
)
def test_a_killed_fine_tuning_goes_on_to_the_same_bits(balancing: str, tmp_path: Path) -> None:
    settings = replace(SMALL, balancing=balancing)
    whole, cut = make_job(tmp_path / "a", settings), make_job(tmp_path / "b", settings)
    finetune(whole)
    finetune(cut, stop_after=2)
    assert (cut / resume_file.NAME).exists()
    events = finetune(cut)
    notes = [e.message for e in events if isinstance(e, messages.Progress) and e.message]
    assert "Going on after epoch 2." in notes
    assert isinstance(events[-1], messages.RunFinished)
    first, second = (load_file(folder / "weights.safetensors") for folder in (whole, cut))
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.equal(tensor, second[name]), name
    ours, theirs = (np.load(folder / "probabilities.npy") for folder in (whole, cut))
    assert (ours == theirs).all()
    assert not (cut / resume_file.NAME).exists()


@pytest.mark.parametrize("abandoned", [True, False])
def test_who_loses_the_parent_can_be_gone_on_with_who_is_cancelled_not(
    abandoned: bool, tmp_path: Path
) -> None:
    folder, control = make_job(tmp_path, SMALL), Control()
    stopped = False
    for event in run_job.run(messages.FineTune(1, str(folder)), control):
        if (
            not stopped
            and isinstance(event, messages.StepMetrics)
            and (folder / resume_file.NAME).exists()
        ):
            stopped = True
            (control.abandon if abandoned else control.cancel)()
    assert stopped
    assert (folder / resume_file.NAME).exists() is abandoned


def test_what_is_left_behind_is_no_use_for_other_data(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    finetune(folder, stop_after=1)
    assert resume_file.load_resume_point(folder, data_of(folder)) is not None
    assert resume_file.load_resume_point(folder, "0" * 32) is None
    (folder / resume_file.NAME).write_bytes(b"damaged")
    assert resume_file.load_resume_point(folder, data_of(folder)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"balancing": "dwa"},
        {"balancing": "pcgrad", "trunk": 16},
        {"sharing": "separate", "trunk": 8},
        {"shared_anchor": "zero", "multilabel_loss": "asymmetric", "label_smoothing": 0.1},
    ],
)
def test_every_setting_trains_and_serves(changes: dict[str, object], tmp_path: Path) -> None:
    settings = replace(SMALL, epochs=2, **changes)  # type: ignore[arg-type]
    folder = make_job(tmp_path, settings)
    events = finetune(folder)
    records = [e.record for e in events if isinstance(e, messages.EpochMetrics)]
    assert [r.epoch for r in records if r.stage == "finetune"][:2] == [1, 2]
    assert isinstance(events[-1], messages.RunFinished)
    config, network, _ = load_run(folder)
    assert config.settings == settings
    assert not np.isnan(np.load(folder / "probabilities.npy")).any()
    if config.tuned:
        assert len(network.backbones()) == (2 if settings.sharing == "separate" else 1)


def test_private_backbones_share_nothing() -> None:
    backbone = build_backbone("small_cnn", seed=0)
    settings = replace(SMALL, sharing="separate", trunk=8)
    network = build_network((SHAPES, GROUND), backbone, settings)
    assert shared_parameters(network) == []
    with torch.no_grad():
        for head in network.heads.linears():
            head.weight.normal_()
    logits = network.train()(torch.rand(4, 3, 96, 96))
    logits[0].sum().backward()
    assert all(p.grad is not None for p in network.backbones()[0].stages.parameters())
    assert all(p.grad is None for p in network.backbones()[1].parameters())


def test_a_trunk_begins_as_nothing() -> None:
    backbone = build_backbone("small_cnn", seed=0)
    images = torch.rand(2, 3, 96, 96)
    bare = build_network((SHAPES, GROUND), backbone, SMALL).eval()
    trunk = build_network((SHAPES, GROUND), backbone, replace(SMALL, trunk=8)).eval()
    for network in (bare, trunk):
        for head in network.heads.linears():
            torch.nn.init.constant_(head.weight, 0.1)
    for one, other in zip(bare(images), trunk(images), strict=True):
        assert torch.equal(one, other)
    assert len(shared_parameters(trunk)) == len(shared_parameters(bare)) + 4


def test_between_two_networks() -> None:
    def network(value: float) -> Network:
        made = build_network((SHAPES,), build_backbone("small_cnn", seed=0), SMALL)
        for head in made.heads.linears():
            torch.nn.init.constant_(head.weight, value)
        return made

    half = between(network(1.0), network(3.0), 0.25)
    assert torch.allclose(half.heads.linears()[0].weight, torch.tensor(1.5))
    assert not half.training


def test_a_budget_is_split_into_layers_and_passes() -> None:
    backbone = build_backbone("efficientnet_lite0", pretrained=False)
    cpu = torch.device("cpu")

    def plan(budget: int, images: int) -> tuple[int, int, int, str]:
        settings = TrainingSettings(budget=budget, epochs=20, batch_size=2)
        made = plan_tuning(backbone, settings, 96, cpu, pretrained=True, train=images, validation=4)
        return made.frozen_stages, made.epochs, made.size, str(made.message)

    everything, epochs, size, told = plan(100_000, 10)
    assert (everything, epochs, size) == (0, 20, 96)
    assert "the last 9 of 9 layer groups learn from images of 96 pixels in 20 passes" in told
    least, few, small, told = plan(1, 100_000)
    assert (least, few, small) == (6, 1, 64)
    assert "the last 3 of 9 layer groups learn from images of 64 pixels in 1 passes" in told
    frozen, epochs, size, told = plan(0, 100_000)
    assert (frozen, epochs, size) == (6, 20, 96)
    assert told == "On the CPU the last 3 of 9 layer groups learn."


@pytest.mark.slow
def test_smaller_images_are_learnt_from_and_those_of_full_size_judged(tmp_path: Path) -> None:
    settings = TrainingSettings(device="cpu", epochs=6, batch_size=8, views="one", budget=1)
    folder = make_job(tmp_path, settings, images=32, annotated=32)
    events = finetune(folder)
    notes = [e.message for e in events if isinstance(e, messages.Progress) and e.message]
    assert any("from images of 224 pixels" in note for note in notes), notes
    records = [e.record for e in events if isinstance(e, messages.EpochMetrics)]
    assert records[-1].stage == "finetune"
    assert isinstance(events[-1], messages.RunFinished)


def test_many_images_are_judged_as_few_are() -> None:
    """Under OpenVINO, and by eager PyTorch; with views, and a backbone for each task."""
    settings = replace(SMALL, sharing="separate")
    backbone = build_backbone("small_cnn", seed=0)
    network = build_network((SHAPES, GROUND), backbone, settings)
    for head in network.heads.linears():
        torch.nn.init.normal_(head.weight)
    preprocessing = preprocessing_of(entry_of("small_cnn"))
    count, side = COMPILED_FROM // len(FOUR_VIEWS), preprocessing.size
    pixels = np.random.default_rng(0).integers(0, 256, (count, side, side, 3)).astype(np.uint8)
    cpu = torch.device("cpu")
    many = pixel_logits(network, preprocessing, pixels, cpu, views=TaskViews(FOUR_VIEWS))
    few = pixel_logits(network, preprocessing, pixels[:-1], cpu, views=TaskViews(FOUR_VIEWS))
    assert np.abs(many[:-1] - few).max() < 1e-3
    assert many.std(axis=0).min() > 1e-2


def test_turned_views_are_the_turned_image() -> None:
    chance = torch.Generator().manual_seed(1)
    image = torch.zeros(1, 3, 9, 9)
    image[:, :, 0, 0] = 1.0
    seen = random_views(image.repeat(64, 1, 1, 1), flip=False, generator=chance, turn=True)
    corners = [float(seen[:, 0, y, x].max()) for y in (0, -1) for x in (0, -1)]
    assert min(corners) > 0.2  # the bright corner has been in each


def test_smaller_views_show_the_same() -> None:
    image = torch.rand(1, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    image = functional.interpolate(image, (72, 72), mode="bilinear")
    whole, small = (
        random_views(image, flip=True, generator=torch.Generator().manual_seed(5), size=size)
        for size in (None, 56)
    )
    assert small.shape == (1, 3, 56, 56)
    shrunk = functional.interpolate(whole, (56, 56), mode="bilinear", antialias=True)
    assert (shrunk - small).abs().mean() < 0.01


def test_average_precision_of_resampled_images_by_hand() -> None:
    truth, scores = np.array([True, False, True]), np.array([0.9, 0.8, 0.1], dtype=np.float32)
    draws = np.array([[1.0, 1.0, 1.0], [2.0, 0.0, 1.0], [0.0, 2.0, 1.0]])
    expected = [(1 + 2 / 3) / 2, 1.0, 1 / 3]
    assert weighted_precision(truth, scores, draws).tolist() == pytest.approx(expected)


def test_a_comparison_with_itself_is_nothing_and_a_better_network_is_seen() -> None:
    rng = np.random.default_rng(0)
    states = np.zeros((80, 5), dtype=np.int8)
    states[:, :2] = rng.random((80, 2)) < 0.5
    states[np.arange(80), 2 + rng.integers(0, 3, 80)] = 1
    good = (states * 4 + rng.normal(size=states.shape)).astype(np.float32)
    bad = (states * 0.5 + rng.normal(size=states.shape)).astype(np.float32)
    same = report_of((SHAPES, GROUND), states, good, good, seed=0)
    assert (same.delta, same.low, same.high) == (0.0, 0.0, 0.0)
    better = report_of((SHAPES, GROUND), states, good, bad, seed=0)
    assert better.delta is not None
    assert better.low is not None
    assert better.high is not None
    assert 0 < better.low < better.delta < better.high
    shapes, ground = better.tasks
    assert shapes.change is not None
    assert ground.change is not None
    assert better.delta == pytest.approx((shapes.change + ground.change) / 2)


def test_sharing_is_compared_as_a_job(tmp_path: Path) -> None:
    folder = make_job(tmp_path, replace(SMALL, epochs=1), images=80, annotated=80)
    events = list(run_job.run(messages.CompareSharing(3, str(folder)), Control()))
    (told,) = [event for event in events if isinstance(event, messages.SharingCompared)]
    assert [task.name for task in told.report.tasks] == ["shapes", "ground"]
    assert told.report.images == 20
    assert told.report.delta is not None
    assert messages.decode(messages.encode(told)) == told
    end = events[-1]
    assert isinstance(end, messages.RunFinished)
    assert end.stage == "heads"
    assert (folder / "sharing.json").is_file()


def test_average_precision_does_not_hang_on_the_order_of_equal_scores() -> None:
    rng = np.random.default_rng(4)
    truth, scores = rng.random(30) < 0.4, np.round(rng.random(30), 1).astype(np.float32)
    draws = np.ones((1, 30))
    expected = average_precision_score(truth, scores)
    for _ in range(5):
        order = rng.permutation(30)
        assert weighted_precision(truth[order], scores[order], draws)[0] == pytest.approx(expected)
