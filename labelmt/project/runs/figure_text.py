"""Metrics of a run in words: with intervals, over how many labels, and which images judged them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelmt.domain.metric_records import JudgedBy, TaskMetrics, headline
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import counted, phrase, translated


@dataclass(frozen=True, slots=True)
class ToldFirst:
    """The metrics of a task that stand for a run, of those it has the least flattering.

    Attributes:
        unlike: whether the score is that on photographs unlike those it learnt from.
    """

    metrics: TaskMetrics
    unlike: bool


def told_first(task: TaskMetrics, test: Sequence[TaskMetrics] = ()) -> ToldFirst:
    """Of the test part where there is one, else the headline of the held-out images."""
    tested = next((one for one in test if one.task_id == task.task_id), None)
    if tested is not None and tested.score is not None:
        return ToldFirst(headline(tested), unlike=False)
    chosen = headline(task)
    unlike = task.unlike is not None and chosen.judged_by is task.unlike.judged_by
    return ToldFirst(chosen, unlike and chosen.score == getattr(task.unlike, "score", None))


def run_scores(run: RunRecord) -> tuple[ToldFirst, ...]:
    """What is told first of each task of a run."""
    return tuple(told_first(task, run.test) for task in run.tasks)


def of_which_images(by: JudgedBy | None) -> str:
    """What a metric holds for: "of your photographs", "of the images you chose", or empty."""
    if by is None:
        return ""
    return {
        "random": phrase("of your photographs"),
        "chosen": phrase("of the images you chose"),
    }.get(by.sample, "")


def told_of(told: ToldFirst) -> str:
    """What holds for which images, or empty where that is not known."""
    if told.unlike:
        return phrase("on unlike photographs")
    return of_which_images(told.metrics.judged_by)


def basis_word(told: ToldFirst) -> str:
    """What judged a metric, for a narrow cell: "unlike", "test part", "images chosen", or empty."""
    by = told.metrics.judged_by
    if told.unlike:
        return phrase("unlike")
    if by is None:
        return ""
    if by.part == "test":
        return phrase("test part")
    return {"random": phrase("drawn by chance"), "chosen": phrase("images chosen")}.get(
        by.sample, ""
    )


def basis_words(told: ToldFirst) -> str:
    """The same in whole sentences, beside the metric with all that belongs to it."""
    by = told.metrics.judged_by
    parts = [score_words(told)]
    if told.unlike:
        parts.append(phrase("Each image judged by heads that learnt from none that looks like it."))
    if by is not None:
        parts.append(judged_words(by))
    parts.append(phrase("Compare it only with figures that are judged in the same way."))
    return "\n".join(parts)


def judged_words(by: JudgedBy) -> str:
    """Which images told, and how, such as "cross-fitted on 240 images you chose"."""
    chance = by.sample == "random"
    images = (
        translated(
            counted(
                "{count:,} image drawn by chance", "{count:,} images drawn by chance", by.images
            )
        )
        if chance
        else translated(
            counted("{count:,} image you chose", "{count:,} images you chose", by.images)
        )
    )
    if by.part == "test":
        told = phrase("{images}, which it never learnt from", images=images)
    elif by.part == "cross-fitted":
        told = phrase("cross-fitted on {images}", images=images)
    else:
        told = phrase("held out: {images}", images=images)
    if by.groups < by.images:
        told = translated(
            counted(
                "{told}, in {count:,} group", "{told}, in {count:,} groups", by.groups, told=told
            )
        )
    return told


def metric_words(value: float | None, interval: Sequence[float] | None) -> str:
    """A metric with its interval, such as "0.912 (0.88 to 0.94)"."""
    if value is None:
        return phrase("too few to tell")
    if interval is None:
        return f"{value:.3f}"
    low, high = interval
    return phrase("{value:.3f} ({low:.2f} to {high:.2f})", value=value, low=low, high=high)


def score_name(kind: TaskKind) -> str:
    """What the one metric of such a task is called."""
    return phrase("mAP") if kind is TaskKind.MULTILABEL else phrase("accuracy")


def score_interval(task: TaskMetrics) -> Sequence[float] | None:
    """Of the one metric of a task."""
    return task.intervals.get("map" if task.kind is TaskKind.MULTILABEL else "accuracy")


def support_words(task: TaskMetrics) -> str:
    """How much a mean is of: "over 12 of 13 labels", or the images of one label each."""
    if task.kind is TaskKind.MULTILABEL:
        return phrase(
            "over {scored} of {labels} labels", scored=task.labels_scored, labels=len(task.labels)
        )
    return translated(counted("on {count:,} image", "on {count:,} images", task.images))


def score_words(told: ToldFirst) -> str:
    """The one metric of a task with all that belongs to it, in a line."""
    task = told.metrics
    if task.score is None:
        return phrase("too few to tell")
    value = metric_words(task.score, score_interval(task))
    parts = [f"{score_name(task.kind)} {value} {support_words(task)}"]
    parts.append(told_of(told))
    return ", ".join(part for part in parts if part)
