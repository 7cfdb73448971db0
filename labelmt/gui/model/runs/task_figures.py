"""Lines of the table of a run's metrics: each of every task, part by part beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.metric_table import Cell, Told
from labelmt.project.runs.figure_text import judged_words, metric_words


@dataclass(frozen=True, slots=True)
class Part:
    """Metrics of all tasks on some images.

    Attributes:
        title: of the column. judged: by which images, for its tooltip and the line above.
        tasks: task id to metrics; a task may be missing.
    """

    title: str
    judged: str
    tasks: dict[int, TaskMetrics]


def parts_of(run: RunRecord) -> tuple[Part, ...]:
    """Validation first; then what there is of it by chance, on unlike photographs, and the test."""
    found = [
        _part(_tr("Validation"), run.tasks),
        _part(_tr("Drawn by chance"), [one.random for one in run.tasks if one.random]),
        _part(_tr("Unlike photographs"), [one.unlike for one in run.tasks if one.unlike]),
        _part(_tr("Test part"), run.test),
    ]
    return tuple(one for one in found if one.tasks)


def figure_lines(run: RunRecord, parts: Sequence[Part]) -> list[tuple[tuple[int, str], list[Cell]]]:
    """A line for each metric, then over how many labels and images it is; a cell for each part."""
    lines: list[tuple[tuple[int, str], list[Cell]]] = []
    for task in run.tasks:
        told = [part.tasks.get(task.task_id) for part in parts]
        for metric, name in _metrics(task.kind):
            cells: list[Cell] = [_cell(one, metric) for one in told]
            lines.append(((task.task_id, metric), [task.name, name, *cells]))
        for key, name, support in (
            ("labels", _tr("labels judged"), _labels), ("images", _tr("images judged"), _images)
        ):  # fmt: skip
            cells = ["–" if one is None else support(one) for one in told]
            lines.append(((task.task_id, key), [task.name, name, *cells]))
    return lines


def _part(title: str, tasks: Sequence[TaskMetrics]) -> Part:
    by = next((one.judged_by for one in tasks if one.judged_by is not None), None)
    return Part(title, "" if by is None else judged_words(by), {one.task_id: one for one in tasks})


def _metrics(kind: TaskKind) -> tuple[tuple[str, str], ...]:
    score = (
        (("map", _tr("mAP")), ("micro_f1", _tr("micro F1")), ("macro_f1", _tr("macro F1")))
        if kind is TaskKind.MULTILABEL
        else (("accuracy", _tr("accuracy")),)
    )
    return (*score, ("ece", _tr("calibration error")))


def _cell(task: TaskMetrics | None, metric: str) -> Cell:
    if task is None:
        return "–"
    value = getattr(task, metric)
    return None if value is None else Told(value, metric_words(value, task.intervals.get(metric)))


def _labels(task: TaskMetrics) -> Cell:
    words = _tr("{0} of {1}").format(task.labels_scored, len(task.labels))
    return Told(task.labels_scored, words)


def _images(task: TaskMetrics) -> Cell:
    return task.images if task.judged_by is None else task.judged_by.images


def _tr(text: str) -> str:
    return QCoreApplication.translate("runs", text)
