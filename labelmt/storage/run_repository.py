"""Reads and writes runs and the files of their predictions."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from labelmt.domain.derived_files import UnusableFile, as_object, as_record
from labelmt.domain.errors import NotFound
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.run_records import LearningPoint, RunRecord
from labelmt.storage.database import inserted_id
from labelmt.storage.tables import learning_point, run

POINT_STEP = 0.04
"""Points of a learning curve are so much further apart, as a share of the images."""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """Where a run's probabilities are, and its fitted thresholds.

    ``path`` is relative to the project's folder.
    """

    path: str
    label_ids: tuple[int, ...]
    thresholds: tuple[float, ...]


NO_FILE = ServedFile("", (), ())
"""Of a run whose record of its predictions is damaged."""


def read_runs(connection: Connection) -> tuple[RunRecord, ...]:
    """All runs, oldest first."""
    return tuple(_record(row) for row in connection.execute(select(run).order_by(run.c.id)))


def _record(row: Row[Any]) -> RunRecord:
    tasks, test = (_metrics(told) for told in (row.tasks, row.test_tasks))
    return RunRecord(
        id=row.id,
        name=row.name,
        stage=row.stage,
        backbone=row.backbone,
        state=row.state,
        created_at=row.created_at,
        finished_at=row.finished_at,
        tasks=tasks,
        serves=row.serves,
        problem=row.problem,
        notes=row.notes,
        test=test,
    )


def _metrics(told: str) -> tuple[TaskMetrics, ...]:
    """Figures as they are stored; none where they are damaged: they are derived."""
    try:
        return tuple(as_record(one, TaskMetrics, "metrics") for one in json.loads(told))
    except (UnusableFile, ValueError, TypeError, RecursionError):
        return ()


def _served(text: str) -> ServedFile:
    """As it is stored; without a path where that is damaged: a training records another."""
    try:
        file = as_record(as_object(text, "predictions"), ServedFile, "predictions")
    except UnusableFile:
        return NO_FILE
    return file if len(file.label_ids) == len(file.thresholds) else NO_FILE


def insert_run(connection: Connection, stage: str, backbone: str, at: str) -> RunRecord:
    """A run that begins now."""
    values = {"stage": stage, "backbone": backbone, "created_at": at}
    result = connection.execute(insert(run).values(name="", state="running", **values))
    run_id = inserted_id(result)
    change_run(connection, run_id, name=f"Run {run_id}")
    row = connection.execute(select(run).where(run.c.id == run_id)).one()
    return _record(row)


def change_run(connection: Connection, run_id: int, **values: Any) -> None:
    """Set columns of a run."""
    connection.execute(update(run).where(run.c.id == run_id).values(**values))


def end_run(
    connection: Connection,
    run_id: int,
    state: str,
    at: str,
    *,
    problem: str = "",
    tasks: tuple[TaskMetrics, ...] = (),
    test: tuple[TaskMetrics, ...] = (),
) -> bool:
    """End a run; False when it had ended already.

    A run that was taken for lost may still come to its end.
    """
    open_states = ("running",) if state == "failed" else ("running", "failed")
    statement = (
        update(run)
        .where(run.c.id == run_id, run.c.state.in_(open_states))
        .values(
            state=state, finished_at=at, problem=problem, tasks=dumps(tasks), test_tasks=dumps(test)
        )
    )
    return connection.execute(statement).rowcount == 1


def note_figures(
    connection: Connection, run_id: int, at: str, tasks: tuple[TaskMetrics, ...]
) -> None:
    """Newer figures of a run that has ended, and when they were found."""
    change_run(connection, run_id, finished_at=at, tasks=dumps(tasks))


def serve(connection: Connection, run_id: int) -> None:
    """Let this run serve predictions, and no other. Raises NotFound."""
    found = connection.execute(update(run).where(run.c.id == run_id).values(serves=True))
    if not found.rowcount:
        raise no_such_run(run_id)
    connection.execute(update(run).where(run.c.id != run_id, run.c.serves).values(serves=False))


def no_such_run(run_id: int) -> NotFound:
    """What to tell of a number that no run has."""
    return NotFound(
        "There is no such run.",
        subject=str(run_id),
        next_step="“labelmt runs list” tells the numbers of those that are there.",
    )


def set_served_file(connection: Connection, run_id: int, file: ServedFile) -> None:
    """Record where the run's newest probabilities are."""
    change_run(connection, run_id, predictions=dumps(file))


def state_of_all(connection: Connection) -> str:
    """Changes with every run that is added, ends, serves, predicts anew or is deleted."""
    columns = run.c.id, run.c.state, run.c.serves, run.c.predictions, run.c.finished_at
    return repr(connection.execute(select(*columns).order_by(run.c.id)).all())


def newest_ended(connection: Connection) -> int | None:
    """The newest run that came to its end and has predictions."""
    statement = select(run.c.id).where(
        run.c.state.in_(("finished", "cancelled")), run.c.predictions != ""
    )
    return connection.execute(statement.order_by(run.c.id.desc()).limit(1)).scalar()


def read_served(connection: Connection) -> tuple[int, ServedFile] | None:
    """The serving run and its probabilities."""
    row = connection.execute(select(run.c.id, run.c.predictions).where(run.c.serves)).first()
    if row is None or not row.predictions:
        return None
    return row.id, _served(row.predictions)


def read_file(connection: Connection, run_id: int) -> ServedFile | None:
    """A run's probabilities; None before it has any."""
    text = connection.execute(select(run.c.predictions).where(run.c.id == run_id)).scalar()
    return _served(text) if text else None


def newest_file(connection: Connection, stage: str) -> tuple[int, ServedFile] | None:
    """The newest run of a stage that has predictions, and these."""
    statement = select(run.c.id, run.c.predictions).where(
        run.c.stage == stage, run.c.predictions != ""
    )
    row = connection.execute(statement.order_by(run.c.id.desc()).limit(1)).first()
    return None if row is None else (row.id, _served(row.predictions))


def stage_of(connection: Connection, run_id: int) -> str:
    """The stage of a run; empty where there is none."""
    return connection.execute(select(run.c.stage).where(run.c.id == run_id)).scalar() or ""


def delete_run(connection: Connection, run_id: int) -> None:
    """Forget a run; its files are somebody else's to delete."""
    connection.execute(delete(run).where(run.c.id == run_id))


def read_points(connection: Connection) -> tuple[LearningPoint, ...]:
    """How good runs were with how many annotated images, oldest first."""
    columns = learning_point.c
    rows = connection.execute(select(learning_point).order_by(columns.at, columns.id))
    return tuple(
        LearningPoint(row.at, row.run_id, row.stage, row.task_id, row.images, row.score)
        for row in rows
    )


def note_point(connection: Connection, point: LearningPoint) -> None:
    """Keep a point. One of the same stage with as many images gives way to it."""
    columns = learning_point.c
    connection.execute(
        delete(learning_point).where(
            columns.task_id == point.task_id,
            columns.stage == point.stage,
            columns.images.between(math.ceil(point.images * (1 - POINT_STEP)), point.images),
        )
    )
    connection.execute(
        insert(learning_point).values(
            at=point.at, run_id=point.run_id, stage=point.stage, task_id=point.task_id,
            images=point.images, score=point.score,
        )
    )  # fmt: skip


def running_runs(connection: Connection) -> tuple[int, ...]:
    """Runs that are said to be running."""
    return tuple(connection.execute(select(run.c.id).where(run.c.state == "running")).scalars())
