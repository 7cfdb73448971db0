"""Jobs as generators of events, on drawn images and without a process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from making_jobs import make_job

from labelmt.domain.errors import NoNetwork, NotFound
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.jobs import run_job
from labelmt.learning.models.backbone_registry import REGISTRY, build_backbone
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run

BUILT_IN = TrainingSettings(device="cpu")
SMALL = TrainingSettings(backbone="small_cnn", device="cpu", epochs=2)


def events_of(
    command: messages.JobCommand, stop: Callable[[messages.Event], bool] = lambda _event: False
) -> list[messages.Event]:
    """All events of a job, cancelled after the one for which ``stop`` holds."""
    control, events = Control(), []
    for event in run_job.run(command, control):
        events.append(event)
        if stop(event):
            control.cancel()
    return events


def last_predictions(events: list[messages.Event]) -> messages.PredictionsReady:
    return [event for event in events if isinstance(event, messages.PredictionsReady)][-1]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[messages.Event]]:
    """Heads on the built-in backbone, once for several tests."""
    folder = make_job(tmp_path_factory.mktemp("fitted"), BUILT_IN)
    return folder, events_of(messages.FitHeads(7, str(folder)))


def test_heads_learn_and_predict_every_image(fitted: tuple[Path, list[messages.Event]]) -> None:
    folder, events = fitted
    assert isinstance(events[0], messages.RunStarted)
    end = events[-1]
    assert isinstance(end, messages.RunFinished)
    assert (end.stage, end.cancelled) == ("heads", False)
    ready = last_predictions(events)
    assert ready.complete
    assert Path(ready.path) == folder / "probabilities.npy"
    values = np.load(ready.path)
    assert values.shape == (36, 5)
    assert values.dtype == np.float16
    assert not np.isnan(values).any()
    assert values[:, 2:].sum(axis=1) == pytest.approx(1.0, abs=5e-3)
    truth = np.arange(36) % 3
    assert (values[:, 2:].argmax(axis=1) == truth).mean() > 0.9
    assert all(getattr(event, "job", 7) == 7 for event in events)
    config = json.loads((folder / "config.json").read_text())
    assert config["settings"]["backbone"] == "efficientnet_lite0"
    assert config["versions"]["torch"]
    assert len(config["data"]) == 32
    # One fit on the annotated images at once, one that knows how all images vary.
    assert len((folder / "metrics.jsonl").read_text().splitlines()) == 2


def test_the_same_seed_gives_the_same_result_from_the_cache(
    fitted: tuple[Path, list[messages.Event]], tmp_path: Path
) -> None:
    folder, events = fitted
    before = np.load(last_predictions(events).path)
    again = events_of(messages.FitHeads(8, str(folder)))
    features = [e for e in again if isinstance(e, messages.Progress) and e.phase == "features"]
    assert {e.done for e in features} <= {0, 30, 6}  # one jump: nothing is computed again
    assert (np.load(last_predictions(again).path) == before).all()


def test_a_run_predicts_as_it_did(
    fitted: tuple[Path, list[messages.Event]], tmp_path: Path
) -> None:
    folder, _ = fitted
    other = make_job(tmp_path, BUILT_IN, annotated=0, source_run=folder)
    predicted = events_of(messages.Predict(1, str(other)))
    ours, before = np.load(last_predictions(predicted).path), np.load(folder / "probabilities.npy")
    assert np.abs(ours.astype(np.float32) - before.astype(np.float32)).max() < 4e-3


def test_images_that_cannot_be_read_are_told_and_left_out(tmp_path: Path) -> None:
    folder = make_job(tmp_path, BUILT_IN)
    (tmp_path / "pictures" / "001.png").write_bytes(b"no image")
    (tmp_path / "pictures" / "033.png").unlink()
    events = events_of(messages.FitHeads(1, str(folder)))
    failed = [event for event in events if isinstance(event, messages.ImagesFailed)]
    assert sorted(row for event in failed for row in event.rows) == [1, 33]
    assert all(problem for event in failed for problem in event.problems)
    values = np.load(last_predictions(events).path)
    assert np.flatnonzero(np.isnan(values).any(axis=1)).tolist() == [1, 33]


def test_fine_tuning_keeps_the_better_of_the_two(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    events = events_of(messages.FineTune(1, str(folder), first_rows=(35,)))
    records = [event.record for event in events if isinstance(event, messages.EpochMetrics)]
    assert [(one.stage, one.epoch) for one in records] == [
        ("heads", 1),
        ("heads", 2),
        ("finetune", 1),
        ("finetune", 2),
    ]
    end = events[-1]
    assert isinstance(end, messages.RunFinished)
    better = any(one.best for one in records if one.stage == "finetune")
    assert end.stage == ("finetune" if better else "heads")
    config, network, calibrations = load_run(folder)
    assert config.tuned == better
    lines = [json.loads(one) for one in (folder / "metrics.jsonl").read_text().splitlines()]
    before, first = (one for one in lines if one["stage"] == "finetune" and one["epoch"] < 2)
    assert before["epoch"] == 0, "the heads, on the images that judge the fine-tuning"
    for one, other in zip(before["tasks"], first["tasks"], strict=True):
        assert one["images"] == other["images"]
    assert len(calibrations) == 2
    assert not network.training
    ready = last_predictions(events)
    assert ready.complete
    assert Path(ready.path).exists()
    assert not np.isnan(np.load(ready.path)).any()


@pytest.mark.parametrize("phase", ["features", "heads", "finetune"])
def test_a_cancel_ends_soon_and_keeps_what_there_is(phase: str, tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    events = events_of(
        messages.FineTune(1, str(folder)),
        lambda event: (
            isinstance(event, messages.EpochMetrics) and event.record.stage == phase
            if phase == "finetune"
            else isinstance(event, messages.Progress) and event.phase == phase
        ),
    )
    end = events[-1]
    assert isinstance(end, messages.RunFinished)
    assert end.cancelled
    if phase == "features":
        assert end.stage == ""
        with pytest.raises(NotFound):
            load_run(folder)
    else:
        assert end.stage in ("heads", "finetune")
        load_run(folder)


def test_damaged_weights_are_told(
    fitted: tuple[Path, list[messages.Event]], tmp_path: Path
) -> None:
    folder, _ = fitted
    for name in ("config.json", "calibration.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "weights.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0garbage!")
    with pytest.raises(NotFound, match="cannot be read"):
        load_run(tmp_path)


def test_without_a_network_the_built_in_backbone_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    with pytest.raises(NoNetwork) as caught:
        build_backbone("resnet50")
    assert "efficientnet_lite0" in caught.value.next_step
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", REGISTRY)
def test_every_backbone_gives_features_of_its_width(name: str) -> None:
    import torch

    backbone = build_backbone(name, pretrained=False)
    with torch.inference_mode():
        features = backbone(torch.rand(2, 3, 96, 96, generator=torch.Generator().manual_seed(0)))
    assert features.shape == (2, backbone.width)
    assert features.norm(dim=1).tolist() == pytest.approx([10.0, 10.0], rel=1e-3)


@pytest.mark.slow
def test_first_heads_come_before_all_features_of_many_annotated_images(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL, images=430, annotated=420)
    seen: list[tuple[int, int]] = []
    early: list[int] = []
    for event in run_job.run(messages.FitHeads(7, str(folder), first_rows=(425, 426)), Control()):
        if isinstance(event, messages.Progress) and event.phase == "features":
            seen.append((event.done, event.total))
        elif isinstance(event, messages.PredictionsReady):
            early.append(int((~np.isnan(np.load(event.path)[:, 0])).sum()))
            if len(early) == 1:
                assert not np.isnan(np.load(event.path)[[425, 426]]).any()
                assert not event.complete
                assert seen[-1] == (202, 202)
    assert early[0] == 202
    assert early[-1] == 430
