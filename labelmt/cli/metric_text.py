"""Figures of a run, for people and for programs."""

from __future__ import annotations

from typing import Any

from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
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
    return phrase(
        "mAP {map:.3f} over {scored} of {labels} labels on {images:,} images",
        map=task.map,
        scored=task.labels_scored,
        labels=len(task.labels),
        images=task.images,
    )


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
