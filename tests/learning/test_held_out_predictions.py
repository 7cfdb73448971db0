"""What a run was judged by gives the figures it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making_jobs import make_job
from sklearn.metrics import average_precision_score

from labelmt.domain.held_out_predictions import read_held_out
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control


@pytest.mark.parametrize("command", [messages.FitHeads, messages.FineTune])
def test_the_figures_are_those_of_what_was_judged(
    command: type[messages.FitHeads] | type[messages.FineTune], tmp_path: Path
) -> None:
    settings = TrainingSettings(backbone="small_cnn", device="cpu", epochs=2)
    folder = make_job(tmp_path, settings, images=60, annotated=60)
    finished = [
        event
        for event in run_job.run(command(1, str(folder)), Control())
        if isinstance(event, messages.RunFinished)
    ]
    judged = read_held_out(Path(json.loads((folder / "manifest.json").read_text())["run_folder"]))
    assert judged is not None
    told = {label.label_id: label for task in finished[0].tasks for label in task.labels}
    compared = 0
    for column, label_id in enumerate(judged.label_ids):
        states, values = judged.states[:, column], judged.probabilities[:, column]
        label = told[label_id]
        assert (states == 1).sum() == label.positives
        assert (states == 0).sum() == label.negatives
        if label.average_precision is not None:
            known = states >= 0
            found = average_precision_score(states[known] == 1, values[known])
            assert found == pytest.approx(label.average_precision, abs=1e-4)
            compared += 1
    assert compared >= 3
