"""Compares the run that has just been trained with the one that predicted before it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from labelmt.domain.held_out_predictions import UnreadableHeldOutPredictions, read_held_out
from labelmt.domain.run_records import LIVE, RunRecord
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.paired_scores import common_scores


@dataclass(frozen=True, slots=True)
class NewModel:
    """Attributes:
    run: predicts from now on. before: predicted until then.
    score, score_before: mean of the tasks' scores (mAP, or accuracy), 0 to 1, on the images that
        both were judged by; None where too few tell.
    """

    run: RunRecord
    before: RunRecord
    score: float | None = None
    score_before: float | None = None


def compare_new_model(project: Project, run_id: int, before_id: int) -> NewModel | None:
    """None where the new run does not predict, or learning as one labels predicted before.

    Reads what both were judged by: not on the GUI thread.
    """
    runs = {run.id: run for run in project.runs()}
    run, before = runs.get(run_id), runs.get(before_id)
    if run is None or before is None or not run.serves or before.stage == LIVE:
        return None
    with suppress(UnreadableHeldOutPredictions):
        old = read_held_out(run_folder(project.folder, before.id))
        new = read_held_out(run_folder(project.folder, run.id))
        if old is not None and new is not None:
            scores = common_scores(old, new, project.schema().tasks)
            if scores is not None:
                return NewModel(run, before, scores[1], scores[0])
    return NewModel(run, before)
