"""A run's metrics and settings, and where these differ from another run's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from labelmt.domain.metric_records import INTERVAL_LEVEL
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.domain.shift_record import told_unlike
from labelmt.domain.text import translated
from labelmt.gui.model.runs.metric_table import MetricTable, Told
from labelmt.gui.model.runs.task_figures import figure_lines, parts_of
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.runs.compare_runs import settings_changes
from labelmt.project.runs.figure_text import basis_word, basis_words, run_scores
from labelmt.project.runs.run_details import RunDetails
from labelmt.project.training.left_out_text import left_out_told


def stage_name(stage: str) -> str:
    """A stage in words."""
    translate = QCoreApplication.translate
    return {
        "heads": translate("runs", "heads"),
        "finetune": translate("runs", "fine-tuned"),
        "live": translate("runs", "as you label"),
        "elsewhere": translate("runs", "another project's"),
    }.get(stage, stage)


def state_name(run: RunRecord) -> str:
    """What became of a run, in words."""
    translate = QCoreApplication.translate
    if run.serves:
        return {
            "cancelled": translate("runs", "predicts, stopped early"),
            "failed": translate("runs", "predicts, failed before its end"),
        }.get(run.state, translate("runs", "predicts"))
    return {
        "running": translate("runs", "under way"),
        "finished": translate("runs", "finished"),
        "cancelled": translate("runs", "stopped early"),
        "failed": translate("runs", "failed"),
    }.get(run.state, run.state)


def measure_name(kind: TaskKind) -> str:
    """What the one figure of such a task is."""
    translate = QCoreApplication.translate
    if kind is TaskKind.MULTILABEL:
        return translate("runs", "mAP")
    return translate("runs", "accuracy")


def score_of(run: RunRecord, task_id: int) -> Told | None:
    """The one figure of a task in a run, the least flattering; None where the run has none."""
    told = next((one for one in run_scores(run) if one.metrics.task_id == task_id), None)
    if told is None or told.metrics.score is None:
        return None
    figure = QLocale().toString(round(told.metrics.score, 3), "f", 3)
    words = " · ".join(filter(None, (figure, basis_word(told))))
    return Told(told.metrics.score, words, basis_words(told))


def when(at: str) -> str:
    """A moment as the person's own clock has it."""
    moment = QDateTime.fromString(at, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else at


class OverviewPage(QWidget):
    """Shows one run, and how its settings differ from those of another."""

    show_unlike_asked = Signal()
    review_unlike_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = _words()
        self.judged = _words()
        self.figures = MetricTable(
            self.tr("Figures of each task"), (self.tr("Task"),), self.tr("too few to tell"),
            stretch=False,
        )  # fmt: skip
        self.unlike = _words()
        self.show_unlike = QPushButton(self.tr("Show them"))
        self.review_unlike = QPushButton(self.tr("Review them first"))
        self.against = QLabel()
        self.against.setWordWrap(True)
        self.settings = MetricTable(
            self.tr("Settings"), (self.tr("Setting"), self.tr("Before"), self.tr("This run")), "–"
        )
        self._unlike_line = QWidget()
        line = QHBoxLayout(self._unlike_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.unlike, 1)
        for button, signal in (
            (self.show_unlike, self.show_unlike_asked),
            (self.review_unlike, self.review_unlike_asked),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.judged)
        layout.addWidget(self.figures)
        layout.addWidget(self._unlike_line)
        layout.addWidget(self.against)
        layout.addWidget(self.settings, 1)
        layout.addStretch(0)

    def show_run(self, details: RunDetails, before: RunDetails | None) -> None:
        """Show a run beside the one that its settings are compared with, if any."""
        run = details.run
        stage = "heads" if details.heads_kept is not None else run.stage
        parts = [
            f"{stage_name(stage)} · {run.backbone} · {state_name(run)} · {when(run.created_at)}"
        ]
        if run.problem:
            parts.append(translated(run.problem))
        if details.heads_kept is not None:
            parts.append(translated(details.heads_kept))
        if details.versions:
            parts.append(", ".join(f"{name} {text}" for name, text in details.versions.items()))
        if details.left_out:
            parts.append(translated(left_out_told(details.left_out)))
        if details.renamed:
            names = [self.tr("{0} was {1}").format(now, was) for was, now in details.renamed]
            parts.append(self.tr("Renamed since: {0}.").format(", ".join(names)))
        self.summary.show_text("\n".join(parts))
        self._show_figures(run)
        self._unlike_line.setVisible(details.unlike > 0)
        self.unlike.show_text(translated(told_unlike(details.unlike)) if details.unlike else "")
        for button in (self.show_unlike, self.review_unlike):
            button.setVisible(details.unlike_now)
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

    def _show_figures(self, run: RunRecord) -> None:
        parts = parts_of(run)
        titles = [part.title for part in parts]
        self.figures.show_titles(
            (self.tr("Task"), self.tr("Figure"), *titles),
            {2 + at: part.judged for at, part in enumerate(parts)},
        )
        self.figures.show_lines(figure_lines(run, parts))
        judged = [f"{part.title}: {part.judged}." for part in parts if part.judged]
        if any(task.intervals for part in parts for task in part.tasks.values()):
            share = QLocale().toString(100 * INTERVAL_LEVEL, "f", 0)
            judged.append(self.tr("In brackets: {0} % intervals.").format(share))
        self.judged.show_text("\n".join(judged))
        self.figures.fit_height()
        self.judged.setVisible(bool(judged))


def _words() -> WrappedLabel:
    words = WrappedLabel()
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
