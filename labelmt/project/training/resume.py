"""Resumes a fine-tuning that was interrupted, from the end of its last epoch."""

from __future__ import annotations

from labelmt.domain.changes import Changes
from labelmt.domain.errors import NotFound
from labelmt.domain.run_records import RunRecord
from labelmt.project.project import Project
from labelmt.project.run_files import job_problems
from labelmt.project.run_folders import run_folder
from labelmt.project.training.prepare_run import PreparedRun
from labelmt.storage import run_repository
from labelmt.storage.database import files_told

RESUME_FILE = "resume.safetensors"
"""The worker leaves it in the run's folder after each epoch, until the run has come to its end."""


def resumable_run(project: Project) -> RunRecord | None:
    """The newest run that failed, or was interrupted, after an epoch of fine-tuning."""
    failed = [run for run in project.runs() if run.state == "failed"]
    for run in reversed(failed):
        if (run_folder(project.folder, run.id) / RESUME_FILE).is_file():
            return run
    return None


def reopen_run(project: Project) -> PreparedRun:
    """Note the newest resumable run as running again; it learns from what it learnt from before.

    Raises:
        NotFound: there is none, or what it learnt from is damaged.
    """
    run = resumable_run(project)
    if run is None:
        raise NotFound(
            "No interrupted fine-tuning can be continued.",
            subject=project.name,
            kept="Every annotation and every finished run is kept.",
            next_step="Train anew.",
        )
    folder = run_folder(project.folder, run.id)
    for file, what in job_problems(folder):
        raise NotFound(
            "The fine-tuning that was cut off cannot be continued.",
            subject=str(file),
            kept="Every annotation and every finished run is kept.",
            next_step="Train anew.",
            details=str(what),
        )

    def action() -> Changes:
        with project.database.write() as connection:
            run_repository.change_run(
                connection, run.id, state="running", problem="", finished_at=""
            )
            with files_told(folder):
                project.owned_runs.take(run.id)
        return Changes(title=run.name, runs=True)

    project.mutate(action)
    return PreparedRun(run, folder)
