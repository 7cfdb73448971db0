"""Exports a model from a script, in a worker process, and waits for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from labelmt.domain.errors import WorkerUnavailable
from labelmt.domain.protocol import messages
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.project.project import Project
from labelmt.project.training.export_model import (
    ExportedModel,
    ModelExportChoices,
    order_model,
    plan_model_export,
    publish_model,
)
from labelmt.project.training.run_in_worker import WorkerJob


def export_model(project: Project, out: Path, choices: ModelExportChoices) -> ExportedModel:
    """As ``LabelledProject.export_model``."""
    plan = plan_model_export(project, out, choices)
    with (
        temporary_folder() as folder,
        closing(WorkerJob(order_model(plan, folder)).events()) as events,
    ):
        for event in events:
            if isinstance(event, messages.ModelExported):
                return publish_model(plan, event)
    raise WorkerUnavailable("The worker ended without a model.", kept="Nothing was written.")
