"""Present names of a run's tasks and labels: what was renamed since is told under its new name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from labelmt.domain.metric_records import EpochRecord, TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema

Names = dict[int, str]


def with_present_names(run: RunRecord, schema: Schema) -> RunRecord:
    """The run with the names of now; what is gone keeps the name it had."""
    return replace(run, tasks=_renamed(run.tasks, schema), test=_renamed(run.test, schema))


def epochs_with_present_names(
    epochs: Iterable[EpochRecord], schema: Schema
) -> tuple[EpochRecord, ...]:
    """The same for the figures of each epoch."""
    return tuple(replace(one, tasks=_renamed(one.tasks, schema)) for one in epochs)


def renamed_since(run: RunRecord, schema: Schema) -> tuple[tuple[str, str], ...]:
    """What tasks and labels of a run were called then, and are called now; tasks first."""
    tasks, labels = _names(schema)
    pairs = [(one.name, tasks.get(one.task_id, one.name)) for one in run.tasks]
    for task in run.tasks:
        pairs += [(one.name, labels.get(one.label_id, one.name)) for one in task.labels]
    return tuple((was, now) for was, now in pairs if was != now)


def _renamed(told: tuple[TaskMetrics, ...], schema: Schema) -> tuple[TaskMetrics, ...]:
    tasks, labels = _names(schema)
    return tuple(_task(one, tasks, labels) for one in told)


def _task(told: TaskMetrics, tasks: Names, labels: Names) -> TaskMetrics:
    """With the figures inside it, of other images, alike."""
    return replace(
        told,
        name=tasks.get(told.task_id, told.name),
        labels=tuple(replace(one, name=labels.get(one.label_id, one.name)) for one in told.labels),
        unlike=None if told.unlike is None else _task(told.unlike, tasks, labels),
        random=None if told.random is None else _task(told.random, tasks, labels),
    )


def _names(schema: Schema) -> tuple[Names, Names]:
    tasks = {task.id: task.name for task in schema.tasks}
    return tasks, {label.id: label.name for label in schema.labels}
