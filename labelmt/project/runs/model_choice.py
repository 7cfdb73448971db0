"""Chooses between the trained run and live learning for predictions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.derived_files import UnusableFile, read_json
from labelmt.domain.held_out_predictions import (
    HeldOutPredictions,
    UnreadableHeldOutPredictions,
    read_held_out,
)
from labelmt.domain.predictions import Predictions
from labelmt.domain.protocol.messages import PredictionsReady
from labelmt.domain.run_records import LIVE, RunRecord
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.paired_scores import common_scores
from labelmt.project.runs.serving_run import CHOSEN, keep_file, serve_file, serving_of
from labelmt.storage import meta_repository


@dataclass(frozen=True, slots=True)
class Serving:
    """Who predicts after a refit, where another run did before.

    Attributes:
        run: that other run. stays: whether it goes on predicting.
        chosen: whether it does because a person chose it.
        score, live_score: of both, on the images that both were judged by; None where too few
            tell.
    """

    run: RunRecord
    stays: bool
    chosen: bool = False
    score: float | None = None
    live_score: float | None = None


def serve_live(project: Project, live_id: int, event: PredictionsReady) -> Serving | None:
    """Keep a refit's predictions, and let them serve unless another run does so better.

    A run that was fine-tuned goes on predicting until the refitted heads are as good on the
    images that both were judged by, as another project's model does, and one that a person chose
    goes on until another is chosen or trained. What it does not know of images and labels is still
    taken from the refit.

    Returns:
        who predicts where another run did before; None where nothing else did.

    Raises:
        NotFound: there is no such run, or its predictions lie outside the project.
    """
    verdict = _verdict(project, live_id)
    if verdict is None or not verdict.stays:
        if verdict is None or event.complete:
            project.mutate(lambda: serve_file(project, live_id, event))
            return verdict
        verdict = None  # not with half of the images
    project.mutate(lambda: keep_file(project, live_id, event))
    return verdict


def judged_by(project: Project) -> dict[int, HeldOutPredictions]:
    """What the runs that predict were judged by; those that left nothing are left out.

    Another project's model has learnt nothing here: all that a person annotated judges it.
    """
    found: dict[int, HeldOutPredictions] = {}
    predictions = project.predictions()
    while predictions is not None:
        with suppress(UnreadableHeldOutPredictions):
            judged = _judged(project, predictions)
            if judged is not None:
                found[predictions.run_id] = judged
        predictions = predictions.rest
    return found


def _judged(project: Project, predictions: Predictions) -> HeldOutPredictions | None:
    """What one run's predictions were judged by. Raises UnreadableHeldOutPredictions."""
    if predictions.elsewhere:
        return _judged_here(project, predictions)
    return read_held_out(run_folder(project.folder, predictions.run_id))


def _judged_here(project: Project, predictions: Predictions) -> HeldOutPredictions:
    """What annotations of this project say of another project's model."""
    columns = project.schema().columns
    known = [at for at, one in enumerate(predictions.label_ids) if one in columns]
    ids = tuple(predictions.label_ids[at] for at in known)
    judging = project.judging_matrix()[: len(predictions.probabilities)]
    states = judging[:, [columns[one] for one in ids]]
    rows = np.flatnonzero((states != State.UNKNOWN).any(axis=1))
    values = predictions.probabilities[rows][:, known].astype(np.float32)
    states = np.where(np.isnan(values), np.int8(State.UNKNOWN), states[rows])
    return HeldOutPredictions(ids, rows, states, np.nan_to_num(values))


def _verdict(project: Project, live_id: int) -> Serving | None:
    runs = project.runs()
    serving = serving_of(runs)
    predictions = project.predictions()
    if serving is None or serving.id == live_id or predictions is None:
        return None
    with project.reading() as view:
        chosen = meta_repository.read_meta(view, CHOSEN) == str(serving.id)
    if chosen:
        return Serving(serving, stays=True, chosen=True)
    if serving.stage == LIVE or not (predictions.elsewhere or _tuned(project, serving.id)):
        return Serving(serving, stays=False)  # heads as well, of fewer annotations
    scores = None
    with suppress(UnreadableHeldOutPredictions):
        before = _judged(project, predictions)
        after = read_held_out(run_folder(project.folder, live_id))
        if before is not None and after is not None:
            scores = common_scores(before, after, project.schema().tasks)
    if scores is None:
        return Serving(serving, stays=True)
    return Serving(serving, scores[0] > scores[1], score=scores[0], live_score=scores[1])


def _tuned(project: Project, run_id: int) -> bool:
    """Whether a run's own backbone predicts, and not just heads on the pretrained one."""
    with suppress(UnusableFile):
        return read_json(run_folder(project.folder, run_id) / "config.json").get("tuned") is True
    return False
