"""Flipped annotations stand out against heads that never saw their images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from making_jobs import make_job

from labelmt.domain.predictions import OUT_OF_FOLD
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control


def test_a_flipped_annotation_is_contradicted(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings(device="cpu"), images=66, annotated=60)
    states = np.load(folder / "annotations.npy")
    truth = states.copy()
    flipped = [(4, 2), (20, 3), (41, 4)]
    for row, column in flipped:  # the ground's colour: another one is said to be present
        states[row, 2:] = 0
        states[row, 2 + (truth[row, 2:].argmax() + 1) % 3] = 1
        assert column >= 2
    np.save(folder / "annotations.npy", states)
    events = list(run_job.run(messages.FitHeads(7, str(folder)), Control()))
    (checked,) = [one for one in events if isinstance(one, messages.AnnotationsChecked)]
    assert isinstance(events[-1], messages.RunFinished)
    assert Path(checked.path) == folder / OUT_OF_FOLD
    values = np.load(checked.path)
    assert values.shape == (66, 5)
    assert np.isnan(values[60:]).all()
    assert not np.isnan(values[:60]).any()
    given = np.where(states[:60, 2:] == 1, values[:60, 2:].astype(np.float32), 0).sum(axis=1)
    assert set(np.argsort(given)[:3]) == {row for row, _ in flipped}
