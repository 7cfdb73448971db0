"""Figures are judged by what somebody saw; implied absents count for them as in training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_jobs import SHAPES, make_job
from numpy.typing import NDArray

from labelmt.domain.held_out_predictions import read_held_out
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import (
    Manifest,
    ManifestImages,
    TaskSpec,
    read_manifest,
    write_json,
)
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData, load_job
from labelmt.learning.evaluation.calibration import all_probabilities
from labelmt.learning.evaluation.metrics import task_metrics
from labelmt.learning.jobs import run_job
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads import head_logits

ONE = TaskSpec(1, "things", TaskKind.MULTILABEL, (1,), ("tree",))
SMALL = TrainingSettings(backbone="small_cnn", device="cpu", epochs=2, views="one")


def written(
    folder: Path,
    spec: TaskSpec,
    states: NDArray[np.int8],
    judging: NDArray[np.int8],
    validation: NDArray[np.bool_] | None = None,
) -> JobData:
    """A job of features alone: its images are never read."""
    count = len(states)
    rows = tuple(range(count))
    names = tuple(str(row) for row in rows)
    write_json(folder / "images.json", ManifestImages(rows, names, names))
    manifest = Manifest(count, (spec,), "", str(folder), TrainingSettings(smoothness=0.0))
    write_json(folder / "manifest.json", manifest)
    np.save(folder / "annotations.npy", states)
    np.save(folder / "judging.npy", judging)
    np.save(
        folder / "validation.npy", np.arange(count) % 5 == 0 if validation is None else validation
    )
    return load_job(folder)


def test_four_hundred_wrong_suggestions_do_not_say_how_good_they_are(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(440, 16)).astype(np.float16)
    truth, wrong = features[:, 0] > 0, features[:, 1] > 0
    states = np.where(np.arange(440) < 40, truth, wrong)[:, None].astype(np.int8)
    judging = states.copy()
    judging[40:] = -1
    flattered = fit_on_features(
        written(tmp_path, ONE, states, states), features, range(440)
    ).record.tasks[0]
    result = fit_on_features(written(tmp_path, ONE, states, judging), features, range(440))
    told = result.record.tasks[0]
    assert flattered.map is not None
    assert told.map is not None
    assert flattered.map > 0.85, "the annotations agree with themselves"
    assert told.images == 40
    assert told.labels[0].positives == truth[:40].sum()
    judged = result.judged
    assert judged.rows.max() < 40
    by_hand = task_metrics(
        ONE,
        states[judged.rows],
        judged.probabilities,
        np.array(result.fitted[0].thresholds),
    )
    assert told.map == by_hand.map
    assert told.map < 0.75, "nearly chance"


def test_images_that_nobody_saw_do_not_validate(tmp_path: Path) -> None:
    states = np.tile(np.array([[1], [0]], dtype=np.int8), (20, 1))
    judging = states.copy()
    judging[20:] = -1
    data = written(tmp_path, ONE, states, judging)
    assert data.validation_rows.tolist() == [0, 5, 10, 15]
    assert not np.isin([20, 25, 30, 35], data.train_rows).any(), "drawn once, and kept unlearnt"
    assert data.judged(data.train_rows).max() < 20
    (tmp_path / "judging.npy").unlink()
    assert load_job(tmp_path).validation_rows.tolist() == list(range(0, 40, 5))


@pytest.mark.parametrize("named", [False, True])
def test_with_positives_alone_the_mean_probability_is_the_true_share(
    named: bool, tmp_path: Path
) -> None:
    """Two labels of which only presences were marked: 0.95 was told where 0.21 is true."""
    rng = np.random.default_rng(4)
    features = rng.normal(size=(1200, 16)).astype(np.float16)
    truth = features[:, :3] + 0.7 * rng.normal(size=(1200, 3)) > (0.9, 0.9, -0.5)
    states = np.where(truth, 1, -1).astype(np.int8)
    states[600:] = -1
    spec = TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2, 3), ("a", "b", "c"), True)
    data = written(tmp_path, spec, states, states)
    data = replace(data, manifest=replace(data.manifest, validation_named=named))
    result = fit_on_features(data, features, range(1200))
    fresh = head_logits(result.heads, features[600:].astype(np.float32))
    values = all_probabilities((spec,), result.fitted, fresh)
    looked_at = truth[:600].any(axis=1)
    share = truth[:600][looked_at].mean(axis=0)
    # What is learnt is of images of which anything is known: the share among those.
    assert values.mean(axis=0) == pytest.approx(share, abs=0.12)
    told = result.record.tasks[0]
    assert told.map is not None
    assert all(one.negatives > 0 for one in told.labels)


def test_a_live_refit_is_judged_by_what_was_seen(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL)
    judging = np.load(folder / "annotations.npy")
    judging[12:] = -1
    np.save(folder / "judging.npy", judging)
    events = list(run_job.run(messages.LearnLive(1, str(folder)), Control(), LiveMemory()))
    finished = events[-1]
    assert isinstance(finished, messages.RunFinished)
    assert {task.images for task in finished.tasks} == {12}
    judged = read_held_out(folder)
    assert judged is not None
    assert judged.rows.max() < 12


def test_a_fine_tuning_is_judged_by_what_was_seen(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SMALL, images=60, annotated=60)
    judging = np.load(folder / "annotations.npy")
    judging[:, : len(SHAPES.label_ids)][::2] = -1  # of every other image no shape was looked at
    np.save(folder / "judging.npy", judging)
    events = list(run_job.run(messages.FineTune(1, str(folder)), Control()))
    held = np.load(folder / "validation.npy")
    seen = int((held & (judging[:, 0] != -1)).sum())
    records = [e.record for e in events if isinstance(e, messages.EpochMetrics)]
    tuned = [one for one in records if one.stage == "finetune"]
    assert tuned
    assert {task.images for one in tuned for task in one.tasks if task.task_id == 1} == {seen}
    assert read_manifest(folder).tasks[0] == SHAPES
