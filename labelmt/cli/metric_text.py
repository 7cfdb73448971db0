"""Figures of a run, in words."""

from __future__ import annotations

from labelmt.domain.metric_records import INTERVAL_LEVEL, TaskMetrics, headline
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
