"""Figures of a run, for people and for programs."""

from __future__ import annotations

from typing import Any

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import phrase


def figure_text(task: TaskMetrics) -> str:
    """The one figure of a task, in words."""
    if task.score is None:
        return phrase("too few to tell")
    if task.kind is TaskKind.MULTICLASS:
        return phrase(
            "accuracy {accuracy:.3f} on {images:,} images",
            accuracy=task.accuracy,
            images=task.images,
        )
    return phrase("mAP {map:.3f} on {images:,} images", map=task.map, images=task.images)


def as_plain(task: TaskMetrics) -> dict[str, Any]:
    """The figures of a task as issue and README promise them; None = too few to tell."""
    common: dict[str, Any] = {"kind": task.kind, "images": task.images}
    if task.kind is TaskKind.MULTICLASS:
        return common | {"accuracy": task.accuracy, "ece": task.ece}
    figures = {"map": task.map, "micro_f1": task.micro_f1, "macro_f1": task.macro_f1}
    return common | figures | {"ece": task.ece}
