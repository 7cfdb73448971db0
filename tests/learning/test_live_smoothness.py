"""Live learning keeps which tasks likeness (μ) serves, and begins anew where that changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job
from numpy.typing import NDArray

from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.jobs import run_job
from labelmt.learning.live.feature_basis import fit_feature_basis
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.live.refit_by_views import unseen_logits_seen
from labelmt.learning.objective.losses import PLAIN
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads import Step
from labelmt.learning.training.heads_by_views import SeenFeatures, as_seen, fold_logits_seen

SPECS = (SHAPES, GROUND)


def test_heads_of_a_task_that_changes_start_anew() -> None:
    memory = LiveMemory()
    memory.start = {label: (torch.zeros(3), torch.zeros(())) for label in (1, 2, 3, 4, 5)}
    assert memory.choose_smoothness(SPECS, frozenset({GROUND.id}), 40)
    assert set(memory.start) == {1, 2}
    assert not memory.choose_smoothness(SPECS, frozenset({GROUND.id}), 60)
    assert (set(memory.start), memory.chosen_images) == ({1, 2}, 60)
    memory.turn_to(("another",))
    assert (memory.unsmoothed, memory.chosen_images) == (frozenset(), 0)


def test_each_part_has_a_basis_and_coordinates_of_its_own() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(60, 8)).astype(np.float16)
    seen = as_seen(SPECS, features).unsmoothed({GROUND.id})
    memory, rows = LiveMemory(), np.arange(60)
    stamps = dict.fromkeys(range(60), "0")
    smooth, plain = memory.learn_bases(seen, rows.tolist(), 5.0, 0)
    found = memory.coordinates(seen, rows, stamps)
    x = features.astype(np.float32)
    for part, basis in zip(found.parts, (smooth, plain), strict=True):
        assert part.features == pytest.approx(basis.coordinates(x), abs=1e-4)
    lengths = [np.linalg.norm(part.features[3] - part.features[4]) for part in found.parts]
    assert lengths[1] == pytest.approx(np.linalg.norm(x[3] - x[4]), rel=1e-3)
    assert lengths[0] != pytest.approx(lengths[1], rel=1e-3)
    assert memory.basis is smooth
    assert memory.learn_bases(seen, rows.tolist(), 5.0, 0) == (smooth, plain)
    assert memory.coordinates(seen, rows[:0], stamps).parts[1].features.shape == (0, plain.axes)


@pytest.mark.parametrize("asked", [1, 4, 30])
def test_folds_end_as_soon_as_they_are_to(asked: int) -> None:
    """A new annotation waits for a step of one fit, not for ten fits."""
    rng = np.random.default_rng(1)
    features = rng.normal(size=(60, 8)).astype(np.float32)
    states = np.zeros((60, 5), dtype=np.int8)
    states[:, 0] = features[:, 0] > 0
    states[np.arange(60), 2 + features[:, 2:5].argmax(axis=1)] = 1
    seen = as_seen(SPECS, features)
    parts = [np.arange(60)[one::5] for one in range(5)]
    basis = fit_feature_basis(features, 0.0)
    x = as_seen(SPECS, basis.coordinates(features))
    fits: list[Callable[[Step], object]] = [
        lambda step: fold_logits_seen(seen, states, 1.0, parts, PLAIN, step),
        lambda step: unseen_logits_seen(x, states, (basis,), 1.0, parts, PLAIN, step),
    ]
    for fit in fits:
        left = asked
        after = 0

        def step(_iteration: int, _loss: float) -> bool:
            nonlocal left, after
            after += left <= 0
            left -= 1
            return left <= 0

        fit(step)
        assert left <= 0, "it was asked at each step of the fits"
        assert after <= 1, "at once"


def test_a_choice_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    """Cancelled amid its folds: the job ends, and nothing is kept of what they had by then."""
    settings = TrainingSettings(backbone="small_cnn", device="cpu", views="one", smoothness=0.2)
    folder = make_job(tmp_path, settings, images=72, annotated=60)
    control = Control()

    class Cancelling(LiveMemory):
        """By a new annotation, when the second fit, which is a fold's, is about to begin."""

        fits = 0

        def coordinates(
            self, seen: SeenFeatures, rows: NDArray[np.int64], stamps: dict[int, str]
        ) -> SeenFeatures:
            self.fits += 1
            if self.fits == 2:
                control.cancel()
            return super().coordinates(seen, rows, stamps)

    memory = Cancelling()
    told = list(run_job.run(messages.LearnLive(-1, str(folder), ()), control, memory))
    assert memory.fits == 2
    assert memory.chosen_images == 0
    assert isinstance(told[-1], messages.RunFinished)
    assert told[-1].cancelled
    list(run_job.run(messages.LearnLive(-2, str(folder), ()), Control(), memory))
    assert memory.chosen_images == 60
