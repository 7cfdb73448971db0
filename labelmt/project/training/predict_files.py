"""Predicts any images with the run that serves a project, in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import NotFound
from labelmt.domain.protocol import messages
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import with_chosen_thresholds
from labelmt.project.training.prepare_prediction import prepare_prediction

RunJob = Callable[[messages.JobCommand, Callable[[messages.Event], None]], object]
"""Runs a job to its end and passes on its events; raises LabelMTError where it fails."""


@dataclass(frozen=True, eq=False, slots=True)
class Predicted:
    """What the served run makes of images.

    Attributes:
        probabilities: label id to (images,) probabilities, NaN where an image could not be read.
        thresholds: label id to threshold, the one that a person chose where there is one.
        failed: images that could not be read, with the reason.
        incomplete: images that were predicted though a part is missing, and what.
        alike: (images,) equal for near-duplicates, -1 where unknown; None where that was not asked
            for, or is not known of any.
        moving: how many images' known labels moved the probabilities of their others.
    """

    probabilities: dict[int, NDArray[np.float32]]
    thresholds: dict[int, float]
    failed: list[tuple[Path, str]]
    alike: NDArray[np.int64] | None = None
    moving: int = 0
    incomplete: Sequence[tuple[Path, str]] = ()


def predict_files(
    project: Project,
    paths: Sequence[Path],
    run: RunJob,
    *,
    groups: bool = False,
    known_labels: bool = False,
    run_id: int | None = None,
) -> Predicted:
    """Predict any images with the served run, or with this one.

    Args:
        paths: absolute.
        groups: also find near-duplicates.
        known_labels: let what is known of the project's images count as in the window.

    Raises:
        NotFound: no run serves, or the worker predicted nothing. LabelMTError: the job failed.
    """
    alike = None
    found: list[messages.GroupsReady] = []
    ready: list[messages.PredictionsReady] = []
    failed: list[tuple[Path, str]] = []
    incomplete: list[tuple[Path, str]] = []

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.PredictionsReady):
            ready.append(event)
        elif isinstance(event, messages.GroupsReady):
            found.append(event)
        elif isinstance(event, messages.ImagesFailed):
            pairs = zip(event.rows, event.problems, strict=True)
            failed.extend((paths[row], problem) for row, problem in pairs)
        elif isinstance(event, messages.ImagesIncomplete):
            missing = zip(event.rows, event.notes, strict=True)
            incomplete.extend((paths[row], what) for row, what in missing)

    with temporary_folder() as folder:
        prepared = prepare_prediction(
            project, list(paths), folder, known_labels=known_labels, run_id=run_id
        )
        run(messages.Predict(job=1, manifest=str(prepared.folder), groups=groups), note)
        if not ready:
            raise NotFound("The worker predicted nothing.", subject=str(project.folder))
        last = ready[-1]
        array = np.load(last.path, allow_pickle=False).astype(np.float32)
        if found:
            alike = np.load(found[-1].path, allow_pickle=False).astype(np.int64)
    columns = {label_id: array[:, column] for column, label_id in enumerate(last.label_ids)}
    fitted = dict(zip(last.label_ids, last.thresholds, strict=True))
    thresholds = with_chosen_thresholds(project, fitted)
    return Predicted(columns, thresholds, failed, alike, prepared.moving, incomplete)
