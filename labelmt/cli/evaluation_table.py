"""What ``evaluate`` tells: figures with their intervals, labels, and what is taken for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.markup import escape
from rich.table import Table

from labelmt.cli.console import say, stderr
from labelmt.cli.truth_table import TaskScore
from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import JudgedBy, LabelMetrics, TaskMetrics
from labelmt.domain.protocol.json_records import to_plain
from labelmt.domain.schema import Task, TaskKind
from labelmt.domain.text import counted, translated
from labelmt.project.predictions.probabilities import with_implied
from labelmt.project.runs.confusion import confusion
from labelmt.project.runs.plain_figures import with_labels

if TYPE_CHECKING:
    from labelmt.learning.evaluation.intervals import TaskIntervals

MEANS = {
    "accuracy": "accuracy",
    "map": "mAP",
    "micro_f1": "micro F1",
    "macro_f1": "macro F1",
    "ece": "calibration error",
}
MISTAKES_SHOWN = 10
TOO_FEW_TEXT = "too few to tell"


@dataclass(frozen=True, eq=False)
class TaskReport:
    """One task, judged.

    Attributes:
        confusion: (labels, labels) images, see ``project.runs.confusion``.
        taken_for: (labels,) of a multiclass task: what images of a class that the run does not
            know were taken for.
        unpredicted: see ``TaskScore``.
    """

    metrics: TaskMetrics
    judged_by: JudgedBy
    intervals: TaskIntervals
    confusion: NDArray[np.int64]
    taken_for: NDArray[np.int64]
    unpredicted: dict[str, tuple[int, int]]


def judge(score: TaskScore, task: Task, groups: NDArray[np.int64]) -> TaskReport | None:
    """Figures of one task; None where the table knows nothing of the images.

    Args:
        groups: (n,) equal for images that belong together.
    """
    # Here, for commands that start at once: scipy takes a while to load.
    from labelmt.learning.evaluation.intervals import task_intervals
    from labelmt.learning.evaluation.metrics import decided_images, task_metrics

    spec = score.spec
    decided = decided_images(spec.kind, score.states)
    if not decided.any():
        return None
    by = JudgedBy("table", int(decided.sum()), len(np.unique(groups[decided])), "unknown")
    judged = score.states, score.probabilities, score.thresholds
    rows = np.arange(len(score.states))
    labels = tuple(label for label in task.labels if label.id in spec.label_ids)

    def implied(predicted: NDArray[np.bool_]) -> None:
        with_implied(predicted, replace(task, labels=labels))

    held = HeldOutPredictions(spec.label_ids, rows, score.states, score.probabilities)
    levels = dict(zip(spec.label_ids, score.thresholds.tolist(), strict=True))
    table = confusion(held, task, levels, implied)
    foreign = decided & ~(score.states == State.PRESENT).any(axis=1)
    taken = score.probabilities[foreign & (spec.kind is TaskKind.MULTICLASS)].argmax(axis=1)
    return TaskReport(
        task_metrics(spec, *judged, implied=implied),
        by,
        task_intervals(spec.kind, *judged, groups, implied=implied),
        np.zeros((0, 0), dtype=np.int64) if table is None else table.counts,
        np.bincount(taken, minlength=len(spec.label_ids)),
        score.unpredicted,
    )


def report_as_plain(report: TaskReport) -> dict[str, Any]:
    """The figures of a task for programs; None = too few to tell."""
    plain = with_labels(report.metrics)
    for name, (positives, negatives) in report.unpredicted.items():
        figures = dict.fromkeys(("average_precision", "precision", "recall", "f1", "threshold"))
        known = {"task": report.metrics.name, "label": name}
        plain["labels"].append(known | figures | {"positives": positives, "negatives": negatives})
    plain["labels_known"] += len(report.unpredicted)
    told = report.intervals.means.items()
    plain["intervals"] = {name: list(one) for name, one in told if plain.get(name) is not None}
    # Which images of a table look like those learnt from is not asked.
    plain["unlike"], plain["unlike_intervals"] = {}, {}
    plain["judged_by"] = to_plain(report.judged_by)
    return plain


def confusion_as_plain(report: TaskReport) -> dict[str, Any]:
    """Line i of ``counts``: what images of label i were taken for; see ``TaskReport``."""
    return {
        "labels": [label.name for label in report.metrics.labels],
        "counts": report.confusion.tolist(),
        "other": report.taken_for.tolist(),
    }


def tell(report: TaskReport) -> None:
    """A table of the labels under the means, and the most frequent mistakes."""
    metrics = report.metrics
    say("")
    say(_headline(report))
    table = Table(
        "label", "AP", "precision", "recall", "F1", "present", "absent", "from",
        box=None, pad_edge=False, collapse_padding=True,
    )  # fmt: skip
    for place, column in enumerate(table.columns):
        # On a narrow terminal names are folded: a number cut in two is another number.
        column.justify, column.overflow = "right" if place else "left", "fold"
        column.no_wrap = place > 0
    for place, label in enumerate(metrics.labels):
        table.add_row(*map(escape, _label_cells(report, place, label)))
    for name, (positives, negatives) in report.unpredicted.items():
        row = (name, "not predicted", "", "", "", f"{positives:,}", f"{negatives:,}", "")
        table.add_row(*map(escape, row))
    stderr().print(table)
    for line in _mistakes(report):
        say(line)


def _headline(report: TaskReport) -> str:
    metrics = report.metrics
    means = {name: getattr(metrics, name) for name in MEANS}
    over = f"{metrics.labels_scored} of {len(metrics.labels) + len(report.unpredicted)} labels"
    parts = []
    for name, words in MEANS.items():
        if means[name] is None:
            continue
        told = f"{words} {means[name]:.3f}{_between(report.intervals.means.get(name))}"
        parts.append(f"{told} over {over}" if name in ("map", "macro_f1") else told)
    figures = "; ".join(parts) or TOO_FEW_TEXT
    images = translated(counted("{count:,} image", "{count:,} images", metrics.images))
    return f"{metrics.name}, {images}: {figures}"


def _label_cells(report: TaskReport, place: int, label: LabelMetrics) -> Sequence[str]:
    counts = f"{label.positives:,}", f"{label.negatives:,}"
    # The most likely class of an image is predicted, whatever the threshold.
    level = f"{label.threshold:.2f}" if report.metrics.kind is TaskKind.MULTILABEL else ""
    if label.average_precision is None:
        return (label.name, TOO_FEW_TEXT, "", "", "", *counts, level)
    between = _between(report.intervals.average_precision.get(place), 2)
    shares = (label.precision, label.recall, label.f1)
    cells = (f"{label.average_precision:.2f}{between}", *(f"{one:.2f}" for one in shares))
    return (label.name, *cells, *counts, level)


def _between(interval: tuple[float, float] | None, digits: int = 3) -> str:
    return "" if interval is None else f" ({interval[0]:.{digits}f}–{interval[1]:.{digits}f})"


def _mistakes(report: TaskReport) -> Iterable[str]:
    names = [label.name for label in report.metrics.labels]
    exclusive = report.metrics.kind is TaskKind.MULTICLASS
    apart = report.confusion.copy()
    np.fill_diagonal(apart, 0)
    order = np.argsort(-apart, axis=None, kind="stable")[:MISTAKES_SHOWN]
    for line, column in zip(*np.unravel_index(order, apart.shape), strict=True):
        if count := int(apart[line, column]):
            between = "taken for" if exclusive else "present: wrongly also"
            yield f"  {names[line]} {between} {names[column]}: {count:,}"
    strangers = int(report.taken_for.sum())
    if exclusive and strangers:
        yield translated(
            counted(
                "  {count:,} image shows a class that the run does not know; it counts as wrong.",
                "  {count:,} images show a class that the run does not know; each counts as wrong.",
                strangers,
            )
        )
