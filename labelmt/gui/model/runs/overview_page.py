"""A run's metrics and settings, and where these differ from another run's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.project.runs.compare_runs import settings_changes
from labelmt.project.runs.run_details import RunDetails


def stage_name(stage: str) -> str:
    """A stage in words."""
    translate = QCoreApplication.translate
    return {
        "heads": translate("runs", "heads"),
        "finetune": translate("runs", "fine-tuned"),
        "live": translate("runs", "as you label"),
    }.get(stage, stage)


def state_name(run: RunRecord) -> str:
    """What became of a run, in words."""
    translate = QCoreApplication.translate
    if run.serves:
        return translate("runs", "predicts")
    return {
        "running": translate("runs", "under way"),
        "finished": translate("runs", "finished"),
        "cancelled": translate("runs", "stopped early"),
        "failed": translate("runs", "failed"),
    }.get(run.state, run.state)


def score_text(task: TaskMetrics) -> str:
    """The one figure of a task, with its name."""
    translate = QCoreApplication.translate
    if task.score is None:
        return translate("runs", "{0}: too few to tell").format(task.name)
    figure = QLocale().toString(task.score, "f", 3)
    if task.kind is TaskKind.MULTILABEL:
        return translate("runs", "{0}: mAP {1}").format(task.name, figure)
    return translate("runs", "{0}: accuracy {1}").format(task.name, figure)


def measure_name(kind: TaskKind) -> str:
    """What the one figure of such a task is."""
    translate = QCoreApplication.translate
    if kind is TaskKind.MULTILABEL:
        return translate("runs", "mAP")
    return translate("runs", "accuracy")


def score_of(run: RunRecord, task_id: int) -> float | None:
    """The one figure of a task in a run; None where the run has none."""
    return next((task.score for task in run.tasks if task.task_id == task_id), None)


def when(at: str) -> str:
    """A moment as the person's own clock has it."""
    moment = QDateTime.fromString(at, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else at


class OverviewPage(QWidget):
    """Shows one run, and how its settings differ from those of another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        few = self.tr("too few to tell")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures = MetricTable(
            self.tr("Figures of each task"),
            (self.tr("Task"), self.tr("Images judged"), self.tr("mAP"), self.tr("Accuracy"),
             self.tr("Micro F1"), self.tr("Macro F1"), self.tr("Calibration error")),
            few,
        )  # fmt: skip
        self.against = QLabel()
        self.against.setWordWrap(True)
        self.settings = MetricTable(
            self.tr("Settings"), (self.tr("Setting"), self.tr("Before"), self.tr("This run")), "–"
        )
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.figures, 1)
        layout.addWidget(self.against)
        layout.addWidget(self.settings, 1)

    def show_run(self, details: RunDetails, before: RunDetails | None) -> None:
        """Show a run beside the one that its settings are compared with, if any."""
        run = details.run
        parts = [
            f"{stage_name(run.stage)} · {run.backbone} · {state_name(run)} · {when(run.created_at)}"
        ]
        if run.problem:
            parts.append(run.problem)
        if details.versions:
            parts.append(", ".join(f"{name} {text}" for name, text in details.versions.items()))
        self.summary.setText("\n".join(parts))
        self.figures.show_lines(
            [
                (
                    task.task_id,
                    (task.name, task.images, task.map,
                     "–" if task.kind is TaskKind.MULTILABEL else task.accuracy,
                     task.micro_f1 if task.kind is TaskKind.MULTILABEL else "–",
                     task.macro_f1 if task.kind is TaskKind.MULTILABEL else "–", task.ece),
                )
                for task in run.tasks
            ]
        )  # fmt: skip
        if before is None:
            self.against.setText(self.tr("Settings of this run:"))
            lines = settings_changes({}, details.settings)
        else:
            self.against.setText(
                self.tr("Settings that differ from “{0}”:").format(before.run.name)
            )
            lines = settings_changes(before.settings, details.settings)
            if not lines:
                self.against.setText(self.tr("The same settings as “{0}”.").format(before.run.name))
        self.settings.show_lines([(name, (name, old, new)) for name, old, new in lines])
        self.settings.setColumnHidden(1, before is None)
        self.settings.setVisible(bool(lines))
