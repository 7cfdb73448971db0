"""Which run's predictions the project shows: the run that serves, and where its file is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import NotFound
from labelmt.domain.protocol.messages import PredictionsReady
from labelmt.domain.run_records import RunRecord
from labelmt.project.project import Project
from labelmt.storage import meta_repository, run_repository
from labelmt.storage.database import Transaction
from labelmt.storage.run_repository import ServedFile

CHOSEN = "serving_chosen"
"""In a project's meta: the run that a person chose to predict, until one is trained."""


def serving_of(runs: Iterable[RunRecord]) -> RunRecord | None:
    """The run that serves among these; None where none does."""
    return next((run for run in runs if run.serves), None)


def serve_run(project: Project, run_id: int) -> Changes:
    """Let a run serve predictions because a person chose it. Raises NotFound."""

    def action() -> Changes:
        with project.database.write() as connection:
            run_repository.serve(connection, run_id)
            meta_repository.write_meta(connection, CHOSEN, str(run_id))
        return Changes(title="Serve another run", runs=True, predictions=True)

    return project.mutate(action)


def serve_file(project: Project, run_id: int, event: PredictionsReady) -> Changes:
    """Have this run and its newest probabilities serve; for ``Project.mutate``."""
    path = _inside(project, event)
    with project.database.write() as connection:
        before = run_repository.read_served(connection)
        run_repository.serve(connection, run_id)
        _note_file(connection, run_id, path, event)
    return Changes(runs=before is None or before[0] != run_id, predictions=True)


def keep_file(project: Project, run_id: int, event: PredictionsReady) -> Changes:
    """Note where a run's newest probabilities are, whoever serves; for ``Project.mutate``."""
    path = _inside(project, event)
    with project.database.write() as connection:
        _note_file(connection, run_id, path, event)
    return Changes(predictions=True)


def _inside(project: Project, event: PredictionsReady) -> str:
    """Where the probabilities are, from the project's folder on. Raises NotFound."""
    try:
        return Path(event.path).resolve().relative_to(project.folder.resolve()).as_posix()
    except ValueError:
        raise NotFound(
            "Predictions were written outside the project and cannot be kept with it.",
            subject=event.path,
        ) from None


def _note_file(connection: Transaction, run_id: int, path: str, event: PredictionsReady) -> None:
    file = ServedFile(path, event.label_ids, event.thresholds)
    run_repository.set_served_file(connection, run_id, file)
