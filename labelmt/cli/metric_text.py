"""Figures of a run, for people and for programs."""

from __future__ import annotations

from typing import Any

from labelmt.domain.metric_records import INTERVAL_LEVEL, MEANS, LabelMetrics, TaskMetrics, headline
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import Text, counted, phrase, text, translated


def figure_text(task: TaskMetrics, unlearnt: int = 0) -> str:
    """The one figure of a task, in words, with its interval; beside it what it took the place of.

    See ``headline``.

    Args:
        unlearnt: labels of the task that the run did not learn.
    """
    first, usual = headline(task), task.random or task
    if task.unlike is None or first.score == usual.score:
        return score_text(first, unlearnt)
    told = {"unlike": score_text(first, unlearnt), "usual": score_text(usual, unlearnt)}
    if _same_images(first, usual):
        return phrase(
            "{unlike}, each judged by heads that learnt from none that looks like it; {usual}: the "
            "same images, each judged by heads that may have learnt from some that look like it",
            **told,
        )
    return phrase(
        "{unlike} that look unlike all that was learnt from; {usual} that look like them", **told
    )


def _same_images(one: TaskMetrics, other: TaskMetrics) -> bool:
    """Whether as many of as many judge both: folds of all annotated images, parted in two ways."""
    parts = {by.part for by in (one.judged_by, other.judged_by) if by is not None}
    return one.images == other.images and parts == {"cross-fitted"}


def intervals_told() -> Text:
    """What the brackets behind metrics are."""
    return text("In brackets: {level:.0%} intervals.", level=INTERVAL_LEVEL)


def score_text(task: TaskMetrics, unlearnt: int = 0) -> str:
    """Accuracy or mAP in words, with its interval where there is one."""
    if task.score is None:
        return phrase("too few to tell")
    name = "accuracy" if task.kind is TaskKind.MULTICLASS else "map"
    low_high = task.intervals.get(name)
    between = "" if low_high is None else f" ({low_high[0]:.3f}–{low_high[1]:.3f})"
    images = translated(counted("on {count:,} image", "on {count:,} images", task.images))
    if task.kind is TaskKind.MULTICLASS:
        return phrase(
            "accuracy {accuracy:.3f}{between} {images}",
            accuracy=task.accuracy,
            between=between,
            images=images,
        )
    return phrase(
        "mAP {map:.3f}{between} over {scored} of {labels} labels {images}",
        map=task.map,
        between=between,
        scored=task.labels_scored,
        labels=len(task.labels) + unlearnt,
        images=images,
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
