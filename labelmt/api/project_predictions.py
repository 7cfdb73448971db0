"""Predicts files with the run that serves a project, in a worker process, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from labelmt.api.table import Table
from labelmt.domain.errors import NotFound
from labelmt.domain.protocol import messages
from labelmt.domain.schema import TaskKind
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.project.predictions.probabilities import (
    most_probable,
    raised_by_implying,
    with_implied,
)
from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import with_chosen_thresholds
from labelmt.project.training.prepare_prediction import prepare_prediction
from labelmt.project.training.run_in_worker import WorkerJob


def predict_files(project: Project, files: Sequence[Path]) -> Table:
    """As ``LabelledProject.predict``."""
    ready: messages.PredictionsReady | None = None
    paths = [file.resolve() for file in files]
    with temporary_folder() as folder:
        prepared = prepare_prediction(project, paths, folder)
        command = messages.Predict(job=1, manifest=str(prepared.folder))
        with closing(WorkerJob(command).events()) as events:
            for event in events:
                if isinstance(event, messages.PredictionsReady):
                    ready = event
        if ready is None:
            raise NotFound("The worker predicted nothing.", subject=str(project.folder))
        values = np.load(ready.path, allow_pickle=False).astype(np.float32)
    place = {label: column for column, label in enumerate(ready.label_ids)}
    thresholds = with_chosen_thresholds(
        project, dict(zip(ready.label_ids, ready.thresholds, strict=True))
    )
    columns: dict[str, list[object]] = {
        name: [] for name in ("image", "task", "label", "probability", "predicted")
    }
    for task in project.schema().tasks:
        labels = tuple(label for label in task.labels if label.id in place)
        if not labels:
            continue
        block = values[:, [place[label.id] for label in labels]]
        if task.kind is TaskKind.MULTICLASS:
            yes = most_probable(block)[:, None] == np.arange(len(labels))
        else:
            known = replace(task, labels=labels)
            block = raised_by_implying(block, known)
            yes = block >= np.array([thresholds[label.id] for label in labels])
            with_implied(yes, known)
        for row in np.flatnonzero(~np.isnan(block).any(axis=1)).tolist():
            for column, label in enumerate(labels):
                columns["image"].append(str(files[row]))
                columns["task"].append(task.name)
                columns["label"].append(label.name)
                columns["probability"].append(float(block[row, column]))
                columns["predicted"].append(bool(yes[row, column]))
    return Table(columns)
