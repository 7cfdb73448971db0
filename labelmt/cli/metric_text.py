"""Figures of a run, for people and for programs."""

from __future__ import annotations

from typing import Any

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.schema import TaskKind


def figure_text(task: TaskMetrics) -> str:
    """The one figure of a task, in words."""
    if task.score is None:
        return "too few to tell"
    if task.kind is TaskKind.MULTICLASS:
        return f"accuracy {task.accuracy:.3f} on {task.images:,} images"
    return f"mAP {task.map:.3f} on {task.images:,} images"


def as_plain(task: TaskMetrics) -> dict[str, Any]:
    """The figures of a task as issue and README promise them; None = too few to tell."""
    common: dict[str, Any] = {"kind": task.kind, "images": task.images}
    if task.kind is TaskKind.MULTICLASS:
        return common | {"accuracy": task.accuracy, "ece": task.ece}
    figures = {"map": task.map, "micro_f1": task.micro_f1, "macro_f1": task.macro_f1}
    return common | figures | {"ece": task.ece}
