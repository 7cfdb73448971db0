"""Predictions of any images with the run that serves a project, as rows of a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.cli.console import say
from labelmt.cli.follow_job import run_job
from labelmt.cli.look_at_folders import look_first, tell_skipped
from labelmt.domain.errors import NotFound
from labelmt.domain.protocol import messages
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.skipped_files import Skipped
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.domain.text import text
from labelmt.formats.base import PredictionRow
from labelmt.imaging.scan import scan
from labelmt.project.intake.followed_links import follows_links
from labelmt.project.predictions.probabilities import (
    most_probable,
    raised_by_implying,
    with_implied,
)
from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import with_chosen_thresholds
from labelmt.project.training.prepare_prediction import prepare_prediction


@dataclass(slots=True)
class ChosenImages:
    """Images to predict.

    Attributes:
        names: as they are written into the table. paths: absolute, of the same images.
        skipped: what was left out beside them, by why.
    """

    names: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    skipped: Counter[Skipped] = field(default_factory=Counter)


def images_of(project: Project, given: list[Path]) -> ChosenImages:
    """Images and those in folders; of the whole project, looked at anew, where none is given.

    Raises NotFound.
    """
    made = ChosenImages()
    if not given:
        made.skipped = look_first(project).skipped
        table = project.images()
        made.names = list(table.paths)
        made.paths = [table.path(row) for row in range(len(table))]
        return made
    follow = follows_links(project)
    for one in given:
        if one.is_dir():
            for batch in scan(one, lambda: False, follow_out=follow):
                made.names.extend(str(one / found.path) for found in batch.found)
                made.paths.extend((one / found.path).resolve() for found in batch.found)
                found_paths = {found.path for found in batch.found}
                lost = [problem for problem in batch.problems if problem[0] not in found_paths]
                for path, reason in lost:
                    say(text("not read: {path}: {reason}", path=one / path, reason=reason))
                made.skipped.update(batch.skipped)
                made.skipped[Skipped.UNREADABLE] += len(lost)
        elif one.is_file():
            made.names.append(str(one))
            made.paths.append(one.resolve())
        else:
            raise NotFound("There is no such image or folder.", subject=str(one))
    tell_skipped(made.skipped)
    return made


@dataclass(frozen=True, eq=False, slots=True)
class Predicted:
    """What the served run makes of images.

    Attributes:
        probabilities: label id to (images,) probabilities, NaN where an image could not be read.
        thresholds: label id to threshold, the one that a person chose where there is one.
        failed: images that could not be read, with the reason.
        alike: (images,) equal for near-duplicates, -1 where unknown; None where that was not asked
            for, or is not known of any.
        moving: how many images' known labels moved the probabilities of their others.
    """

    probabilities: dict[int, NDArray[np.float32]]
    thresholds: dict[int, float]
    failed: list[tuple[Path, str]]
    alike: NDArray[np.int64] | None = None
    moving: int = 0


def predict_paths(
    project: Project, paths: list[Path], *, groups: bool = False, known_labels: bool = False
) -> Predicted:
    """Predict any images with the served run.

    Args:
        groups: also find near-duplicates.
        known_labels: let what is known of the project's images count as in the window.
    """
    alike = None
    found: list[messages.GroupsReady] = []
    ready: list[messages.PredictionsReady] = []
    failed: list[tuple[Path, str]] = []

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.PredictionsReady):
            ready.append(event)
        elif isinstance(event, messages.GroupsReady):
            found.append(event)
        elif isinstance(event, messages.ImagesFailed):
            pairs = zip(event.rows, event.problems, strict=True)
            failed.extend((paths[row], problem) for row, problem in pairs)

    with temporary_folder() as folder:
        prepared = prepare_prediction(project, paths, folder, known_labels=known_labels)
        run_job(messages.Predict(job=1, manifest=str(prepared.folder), groups=groups), note)
        if not ready:
            raise NotFound("The worker predicted nothing.", subject=str(project.folder))
        last = ready[-1]
        array = np.load(last.path, allow_pickle=False).astype(np.float32)
        if found:
            alike = np.load(found[-1].path, allow_pickle=False).astype(np.int64)
    columns = {label_id: array[:, column] for column, label_id in enumerate(last.label_ids)}
    fitted = dict(zip(last.label_ids, last.thresholds, strict=True))
    thresholds = with_chosen_thresholds(project, fitted)
    return Predicted(columns, thresholds, failed, alike, prepared.moving)


def prediction_rows(
    schema: Schema,
    names: list[str],
    probabilities: dict[int, NDArray[np.float32]],
    thresholds: dict[int, float],
) -> list[PredictionRow]:
    """A row for each image and label, images by name; those that could not be read are left out.

    With a label those count as predicted that it implies, and they are at least as probable.
    """
    rows: list[PredictionRow] = []
    for task in schema.tasks:
        labels = [label for label in task.labels if label.id in probabilities]
        if not labels:
            continue
        block = np.stack([probabilities[label.id] for label in labels], axis=1)
        if task.kind is TaskKind.MULTICLASS:
            predicted = most_probable(block)[:, None] == np.arange(len(labels))
        else:
            block = raised_by_implying(block, replace(task, labels=tuple(labels)))
            predicted = block >= np.array([thresholds[label.id] for label in labels])
            with_implied(predicted, replace(task, labels=tuple(labels)))
        for row in np.flatnonzero(~np.isnan(block).any(axis=1)):
            rows.extend(
                PredictionRow(
                    names[row], task.name, label.name, float(block[row, i]), bool(predicted[row, i])
                )
                for i, label in enumerate(labels)
            )
    rows.sort(key=lambda one: one.path)
    return rows
