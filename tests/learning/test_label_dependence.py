"""Known labels move what is expected of an image's others, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_jobs import GROUND, SHAPES, make_job
from scipy.special import expit

from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import load_job
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.label_dependence import FEWEST, PENALTY, fit_label_dependence

SPECS = (SHAPES, GROUND)  # two labels of any number, three exclusive ones


def drawn(seed: int, images: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """States in which red ground means a disc, and logits that know little of it."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 3, images)
    disc = np.where(ground == 0, 1, rng.integers(0, 2, images))
    box = rng.integers(0, 2, images)
    states = np.column_stack([disc, box, *(ground == one for one in range(3))]).astype(np.int8)
    return states, rng.normal(0, 0.5, states.shape).astype(np.float32)


def test_what_is_known_of_one_task_moves_the_other() -> None:
    fitted = fit_label_dependence(SPECS, *drawn(0))
    assert fitted is not None
    unknown = np.full((3, 5), -1, dtype=np.int8)
    unknown[0, 2:] = 1, 0, 0  # red
    unknown[1, 2:] = 0, 1, 0
    logits = np.zeros((3, 5), dtype=np.float32)
    moved = fitted.moved(unknown, logits)
    assert moved[0, 0] > 1.0 > 0 > moved[1, 0]
    assert abs(moved[0, 1]) < 0.5, "a box says nothing of the ground"
    assert (moved[2] == 0).all(), "where nothing is known nothing moves"
    assert (moved[:2, 2:] == 0).all(), "a label does not move those of its own exclusive task"


def test_the_weights_are_the_optimum_of_the_penalised_loss() -> None:
    states, logits = drawn(1)
    fitted = fit_label_dependence(SPECS, states, logits)
    assert fitted is not None
    moved = fitted.moved(states, logits).astype(np.float64)
    said = np.where(states == 1, 1.0, -1.0) - fitted.means
    error = expit(moved[:, 0]) - (states[:, 0] == 1)
    gradient = error @ said + 2 * PENALTY * fitted.weights[0]
    assert np.abs(np.delete(gradient, 0)).max() < 0.05
    assert fitted.weights[0, 0] == 0


def test_too_few_images_say_nothing() -> None:
    states, logits = drawn(2, FEWEST - 1)
    assert fit_label_dependence(SPECS, states, logits) is None
    alone = SHAPES.__class__(1, "one", SHAPES.kind, (1,), ("disc",))
    assert fit_label_dependence((alone,), states[:, :1], logits[:, :1]) is None


def test_a_run_expects_what_is_known_to_go_along(tmp_path: Path) -> None:
    """Beside the same run without it: just images known in part are expected otherwise."""
    found = []
    for on in (True, False):
        settings = TrainingSettings(
            backbone="small_cnn", device="cpu", head_l2=300.0, known_answers=on
        )
        folder = make_job(tmp_path / str(on), settings, images=64, annotated=60)
        states = np.load(folder / "annotations.npy")
        states[:60, 0] = states[:60, 2]  # a disc wherever the ground is red
        states[60:, 2:] = (1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1)  # known of the last four
        np.save(folder / "annotations.npy", states)
        ready = [
            event
            for event in run_job.run(messages.FitHeads(1, str(folder)), Control())
            if isinstance(event, messages.PredictionsReady)
        ]
        found.append(np.load(ready[-1].path).astype(np.float32))
    moved, plain = found
    assert (moved[:60] == plain[:60]).all()
    assert (moved[60:, 2:] == plain[60:, 2:]).all()
    assert (moved[[60, 62], 0] > plain[[60, 62], 0]).all()
    assert (moved[[61, 63], 0] < plain[[61, 63], 0]).all()


def test_a_prediction_takes_what_it_is_told_as_the_run_did(tmp_path: Path) -> None:
    settings = TrainingSettings(backbone="small_cnn", device="cpu", head_l2=300.0)
    folder = make_job(tmp_path / "run", settings, images=64, annotated=60)
    states = np.load(folder / "annotations.npy")
    states[60:, 2:] = (1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1)
    np.save(folder / "annotations.npy", states)
    shown = predicted(messages.FitHeads(1, str(folder)))
    found = []
    for told in (True, False):
        again = make_job(tmp_path / str(told), settings, images=64, annotated=60, source_run=folder)
        np.save(again / "annotations.npy", states if told else np.full_like(states, -1))
        found.append(predicted(messages.Predict(1, str(again))))
    as_shown, plain = found
    assert as_shown == pytest.approx(shown, abs=2e-3), "rounded features, and those of files"
    assert (np.abs(as_shown - plain)[60:, :2] > 0.01).any(axis=1).all()
    assert (as_shown[:60] == plain[:60]).all()


def test_a_label_the_run_does_not_know_says_nothing_of_its_others(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings())
    narrow = replace(GROUND, label_ids=(4, 3), label_names=("green", "red"))
    known = run_job._known_to((narrow,), load_job(folder))
    states = np.load(folder / "annotations.npy")
    blue = states[:, 4] == 1
    assert (known[blue] == -1).all()
    assert (known[~blue] == states[~blue][:, [3, 2]]).all()


def predicted(command: messages.JobCommand) -> np.ndarray:
    events = run_job.run(command, Control())
    ready = [event for event in events if isinstance(event, messages.PredictionsReady)]
    return np.asarray(np.load(ready[-1].path), dtype=np.float32)
