"""Figures of a run as plain values, for JSON: of its tasks, of each label, and of the run itself.

What ``runs list``, ``runs show``, ``train``, ``evaluate`` and a report tell has one form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from labelmt.domain.metric_records import MEANS, LabelMetrics, TaskMetrics, headline
from labelmt.domain.protocol.json_records import to_plain
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import translated
from labelmt.project.runs.learning_curve import TaskCurve
from labelmt.project.runs.run_details import RunDetails


def run_as_plain(run: RunRecord) -> dict[str, Any]:
    """A run with the headline of each task, and what validation images and test part told."""
    return {
        "run": run.id,
        "name": run.name,
        "stage": run.stage,
        "backbone": run.backbone,
        "state": run.state,
        "serves": run.serves,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "notes": run.notes,
        "problem": run.problem,
        "tasks": {task.name: _figures(headline(task), task.unlike) for task in run.tasks},
        "validation": {task.name: _figures(task, task.unlike) for task in run.tasks},
        "test": {task.name: _figures(task) for task in run.test},
    }


def details_as_plain(details: RunDetails) -> dict[str, Any]:
    """The same with its settings, and the figures of each label at the thresholds in use."""
    return run_as_plain(details.run) | {
        "remarks": [translated(one) for one in (details.heads_kept,) if one is not None],
        "settings": details.settings,
        "labels": [
            label_as_plain(task, label, details.thresholds.get(label.label_id, label.threshold))
            for task in details.run.tasks
            for label in task.labels
        ],
        "test_labels": [
            label_as_plain(task, label, label.threshold)
            for task in details.run.test
            for label in task.labels
        ],
    }


def curves_as_plain(
    curves: Sequence[TaskCurve], names: Mapping[int, str], more: int
) -> list[dict[str, Any]]:
    """Learning curves with what so many more images would likely bring.

    Args:
        names: of tasks; curves of others are left out.
    """
    told = []
    for one in curves:
        if one.task_id not in names:
            continue
        ahead = one.ahead(more)
        told.append(
            {
                "task": names[one.task_id],
                "stage": one.stage,
                "points": [[point.images, point.score] for point in one.points],
                "ahead": None
                if ahead is None
                else {"images": ahead.images, "score": ahead.score, "low": ahead.low,
                      "high": ahead.high},
            }
        )  # fmt: skip
    return told


def as_plain(task: TaskMetrics) -> dict[str, Any]:
    """The figures of a task as issue and README promise them; None = too few to tell."""
    common: dict[str, Any] = {
        "kind": task.kind,
        "images": task.images,
        "labels_scored": task.labels_scored,
        "labels_known": len(task.labels),
    }
    if task.kind is TaskKind.MULTICLASS:
        return common | {"accuracy": task.accuracy, "ece": task.ece}
    figures = {"map": task.map, "micro_f1": task.micro_f1, "macro_f1": task.macro_f1}
    return common | figures | {"ece": task.ece}


def intervals_as_plain(task: TaskMetrics) -> dict[str, list[float]]:
    """METRIC to [low, high], of the means that can be told."""
    told = means_as_plain(task)
    return {name: list(one) for name, one in task.intervals.items() if name in told}


def means_as_plain(task: TaskMetrics) -> dict[str, float]:
    """Those of a task's means that can be told."""
    figures = as_plain(task)
    return {name: figures[name] for name in MEANS if figures.get(name) is not None}


def with_labels(task: TaskMetrics) -> dict[str, Any]:
    """The same, and the figures of each label."""
    return as_plain(task) | {
        "labels": [label_as_plain(task, one, one.threshold) for one in task.labels]
    }


def label_as_plain(task: TaskMetrics, label: LabelMetrics, threshold: float) -> dict[str, Any]:
    """The figures of a label; None = too few to tell."""
    return {
        "task": task.name,
        "label": label.name,
        "average_precision": label.average_precision,
        "precision": label.precision,
        "recall": label.recall,
        "f1": label.f1,
        "positives": label.positives,
        "negatives": label.negatives,
        "threshold": threshold,
    }


def _figures(task: TaskMetrics, unlike: TaskMetrics | None = None) -> dict[str, Any]:
    """The figures of a task, how far each may be off, and which images they are of."""
    return as_plain(task) | {
        "intervals": {name: list(one) for name, one in task.intervals.items()},
        "unlike": {} if unlike is None else means_as_plain(unlike),
        "unlike_intervals": {} if unlike is None else intervals_as_plain(unlike),
        "judged_by": None if task.judged_by is None else to_plain(task.judged_by),
    }
