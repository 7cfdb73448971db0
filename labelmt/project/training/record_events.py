"""Records the worker's events in the project: metrics, predictions, failures."""

from __future__ import annotations

from collections.abc import Sequence

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.images import ImageOutcome
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.messages import (
    AnnotationsChecked,
    Event,
    ImagesFailed,
    ImagesIncomplete,
    PredictionsReady,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.domain.run_records import LearningPoint
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.serving_run import CHOSEN, serve_file
from labelmt.project.who_and_when import now
from labelmt.storage import image_repository, meta_repository, run_repository
from labelmt.storage.database import Transaction

WEIGHTS = "weights.safetensors"


def record_event(project: Project, run_id: int, event: Event) -> Changes:
    """Keep what an event says of a run; events that say nothing lasting change nothing.

    The first predictions of a run make it the one that serves. Figures of a run that was
    cancelled count like those of one that finished: its best weights were kept. A run that
    failed before it kept any weights gives the service back to the last one that did.

    Raises:
        NotFound: there is no such run.
    """
    if isinstance(event, PredictionsReady):
        return project.mutate(lambda: _serve_trained(project, run_id, event))
    if isinstance(event, AnnotationsChecked):  # what is mapped lies beside the predictions
        return project.mutate(lambda: Changes(predictions=True))
    if isinstance(event, ImagesFailed):
        return project.mutate(lambda: mark_unreadable(project, event))
    if isinstance(event, ImagesIncomplete):
        return project.mutate(lambda: mark_incomplete(project, event))
    if isinstance(event, RunFinished):
        return project.mutate(lambda: _finish(project, run_id, event))
    if isinstance(event, RunFailed):
        return project.mutate(lambda: _fail(project, run_id, event.what))
    if isinstance(event, WorkerEnded):
        asked = event.reason == "shutdown"
        problem = "Training was stopped." if asked else "The worker process ended."
        return project.mutate(lambda: _fail(project, run_id, problem))
    return Changes()


def _serve_trained(project: Project, run_id: int, event: PredictionsReady) -> Changes:
    with project.database.write() as connection:  # who trains wants to see what came of it
        meta_repository.write_meta(connection, CHOSEN, "")
    return serve_file(project, run_id, event)


def mark_unreadable(project: Project, event: ImagesFailed) -> Changes:
    """Note images that the worker could not read; for ``Project.mutate``."""
    pairs = zip(event.rows, event.problems, strict=True)
    with project.database.write() as connection:
        rows = image_repository.set_status(
            connection, [ImageOutcome.of_decoding(row, 0, 0, problem) for row, problem in pairs]
        )
    return Changes(images=rows)


def mark_incomplete(project: Project, event: ImagesIncomplete) -> Changes:
    """Note images of which the worker missed a part; for ``Project.mutate``."""
    with project.database.write() as connection:
        notes = dict(zip(event.rows, event.notes, strict=True))
        rows = image_repository.note_missing_parts(connection, notes)
    return Changes(images=rows)


def note_points(
    project: Project, connection: Transaction, run_id: int, stage: str, tasks: Sequence[TaskMetrics]
) -> None:
    """Keep how good a run is with as many images as somebody has seen and annotated by now."""
    schema, states = project.schema(), project.judging_matrix()
    for task in tasks:
        columns = [
            schema.columns[label.label_id]
            for label in task.labels
            if label.label_id in schema.columns
        ]
        if task.score is None or not columns:
            continue
        images = int((states[:, columns] != State.UNKNOWN).any(axis=1).sum())
        point = LearningPoint(now(), run_id, stage, task.task_id, images, task.score)
        run_repository.note_point(connection, point)


def _finish(project: Project, run_id: int, event: RunFinished) -> Changes:
    state = "cancelled" if event.cancelled else "finished"
    with project.database.write() as connection:
        ended = run_repository.end_run(
            connection, run_id, state, now(), tasks=event.tasks, test=event.test
        )
        if ended and event.stage:
            note_points(project, connection, run_id, event.stage, event.tasks)
    project.owned_runs.release(run_id)
    return Changes(runs=ended)


def _fail(project: Project, run_id: int, problem: str) -> Changes:
    with project.database.write() as connection:
        ended = run_repository.end_run(connection, run_id, "failed", now(), problem=problem)
        given_back = ended and _give_back(project, connection, run_id)
    project.owned_runs.release(run_id)
    return Changes(runs=ended, predictions=given_back)


def _give_back(project: Project, connection: Transaction, run_id: int) -> bool:
    """Let the last good run serve again, where this one serves and left no weights."""
    served = run_repository.read_served(connection)
    if served is None or served[0] != run_id:
        return False
    if (run_folder(project.folder, run_id) / WEIGHTS).is_file():
        return False
    good = run_repository.newest_ended(connection)
    if good is None:
        return False  # better these predictions than none
    run_repository.serve(connection, good)
    return True
