"""What the worker's events change in the project."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.images import ImageStatus
from labelmt.domain.messages import (
    Event,
    ImagesFailed,
    PredictionsReady,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.project.history import now
from labelmt.project.project import Project
from labelmt.storage import image_repository, run_repository
from labelmt.storage.run_repository import ServedFile


def record_event(project: Project, run_id: int, event: Event) -> Changes:
    """Keep what an event says of a run; events that say nothing lasting change nothing.

    The first predictions of a run make it the one that serves. Figures of a run that was
    cancelled count like those of one that finished: its best weights were kept.
    """
    if isinstance(event, PredictionsReady):
        return project.mutate(lambda: _serve_file(project, run_id, event))
    if isinstance(event, ImagesFailed):
        return project.mutate(lambda: _mark_unreadable(project, event))
    if isinstance(event, RunFinished):
        state = "cancelled" if event.cancelled else "finished"
        return project.mutate(lambda: _end(project, run_id, state, event=event))
    if isinstance(event, RunFailed):
        return project.mutate(lambda: _end(project, run_id, "failed", problem=event.what))
    if isinstance(event, WorkerEnded):
        problem = "The program was closed." if event.reason == "shutdown" else "The worker ended."
        return project.mutate(lambda: _end(project, run_id, "failed", problem=problem))
    return Changes()


def serve_run(project: Project, run_id: int) -> Changes:
    """Let an earlier run serve predictions again."""

    def action() -> Changes:
        with project.database.write() as connection:
            run_repository.serve(connection, run_id)
        return Changes(title="Serve another run", runs=True, predictions=True)

    return project.mutate(action)


def _serve_file(project: Project, run_id: int, event: PredictionsReady) -> Changes:
    path = Path(event.path).resolve().relative_to(project.folder.resolve())
    file = ServedFile(path.as_posix(), event.label_ids, event.thresholds)
    with project.database.write() as connection:
        before = run_repository.read_served(connection)
        run_repository.set_served_file(connection, run_id, file)
        run_repository.serve(connection, run_id)
    return Changes(runs=before is None or before[0] != run_id, predictions=True)


def _mark_unreadable(project: Project, event: ImagesFailed) -> Changes:
    pairs = zip(event.rows, event.problems, strict=True)
    with project.database.write() as connection:
        image_repository.set_status(
            connection, [(row, ImageStatus.UNREADABLE, 0, 0, problem) for row, problem in pairs]
        )
    return Changes(images=event.rows)


def _end(
    project: Project,
    run_id: int,
    state: str,
    *,
    event: RunFinished | None = None,
    problem: str = "",
) -> Changes:
    tasks = event.tasks if event else ()
    with project.database.write() as connection:
        ended = run_repository.end_run(
            connection, run_id, state, now(), problem=problem, tasks=tasks
        )
    return Changes(runs=ended)
