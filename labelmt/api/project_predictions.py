"""Predicts files with the run that serves a project, in a worker process, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labelmt.api.table import Table
from labelmt.project.predictions.prediction_rows import prediction_rows
from labelmt.project.project import Project
from labelmt.project.training.predict_files import predict_files
from labelmt.project.training.run_in_worker import run_in_silence


def predicted_table(project: Project, files: Sequence[Path]) -> Table:
    """As ``LabelledProject.predict``."""
    made = predict_files(project, [file.resolve() for file in files], run_in_silence)
    names = [str(file) for file in files]
    rows = list(prediction_rows(project.schema(), names, made.probabilities, made.thresholds))
    return Table(
        {
            "image": [row.path for row in rows],
            "task": [row.task for row in rows],
            "label": [row.label for row in rows],
            "probability": [row.probability for row in rows],
            "predicted": [row.predicted for row in rows],
        }
    )
