"""The window of all runs: the list, and the pages of the one chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema
from labelmt.domain.text import translated
from labelmt.gui.core.key_names import with_keys
from labelmt.gui.model.runs.comparison_page import ComparisonPage
from labelmt.gui.model.runs.confusion_page import ConfusionPage
from labelmt.gui.model.runs.cooccurrence_page import CooccurrencePage
from labelmt.gui.model.runs.curves_page import CurvesPage
from labelmt.gui.model.runs.label_metrics_page import LabelMetricsPage
from labelmt.gui.model.runs.learning_curve_page import LearningCurvePage
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.gui.model.runs.overview_page import (
    OverviewPage,
    measure_name,
    score_of,
    stage_name,
    state_name,
    when,
)
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.runs.figure_text import run_scores, score_words
from labelmt.project.runs.learning_curve import TaskCurve
from labelmt.project.runs.run_details import RunDetails


class RunsWindow(FittingDialog):
    """Stays open beside the main window; asks for every change by a signal."""

    chosen = Signal(int)
    """Id of the run to be shown."""
    serve_asked = Signal(int)
    delete_asked = Signal(int)
    rename_asked = Signal(int, str)
    notes_asked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Runs"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._runs: tuple[RunRecord, ...] = ()
        self._heads_kept: frozenset[int] = frozenset()
        self.list = MetricTable(
            self.tr("Runs, the newest first"),
            (self.tr("Run"), self.tr("State"), self.tr("Kind"), self.tr("When")), "–",
            stretch=False,
        )  # fmt: skip
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the run"))
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setPlaceholderText(self.tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setMaximumHeight(self.fontMetrics().height() * 5)
        self.figures = QLabel()
        self.figures.setWordWrap(True)
        self.serve = QPushButton(self.tr("Use for predictions"))
        self.delete = QPushButton(self.tr("Delete…"))
        self.overview, self.curves, self.labels = OverviewPage(), CurvesPage(), LabelMetricsPage()
        self.mistakes, self.label_cooccurrence = ConfusionPage(), CooccurrencePage()
        self.comparison, self.ahead = ComparisonPage(), LearningCurvePage()
        self.tabs = QTabWidget()
        for part, title in (
            (self.overview, self.tr("Overview")),
            (self.curves, self.tr("Curves")),
            (self.labels, self.tr("Labels")),
            (self.mistakes, self.tr("Mistakes")),
            (self.label_cooccurrence, self.tr("Labels together")),
            (self.comparison, self.tr("Compare")),
            (self.ahead, self.tr("Learning curve")),
        ):
            self.tabs.addTab(part, title)
        self._lay_out()
        self.list.currentCellChanged.connect(self._choose)
        self.serve.clicked.connect(self._serve)
        self.delete.clicked.connect(self._delete)
        self.name.editingFinished.connect(self._rename)
        self.notes.installEventFilter(self)
        self._offer(None)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.name)
        column.addWidget(self.figures)
        column.addWidget(self.notes)
        buttons = QHBoxLayout()
        buttons.addWidget(self.serve)
        buttons.addWidget(self.delete)
        buttons.addStretch(1)
        column.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.tabs)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        unit = self.fontMetrics().averageCharWidth()
        left.setMinimumWidth(unit * 56)
        split.setSizes([unit * 55, unit * 160])
        layout = QVBoxLayout(self)
        layout.addWidget(split)
        self.serve.setAutoDefault(False)
        self.delete.setAutoDefault(False)
        self.resize(unit * 215, self.fontMetrics().height() * 42)

    def show_list(self, runs: tuple[RunRecord, ...]) -> None:
        """List other runs; the one chosen stays so, or the newest is."""
        self._runs = runs
        tasks = {task.task_id: task for run in runs for task in run.tasks}
        self.list.show_titles(
            (self.tr("Run"), self.tr("State"),
             *(task.name for task in tasks.values()), self.tr("Kind"), self.tr("When")),
            {2 + at: measure_name(task.kind) for at, task in enumerate(tasks.values())},
        )  # fmt: skip
        kind = 2 + len(tasks)
        self.list.give_way((kind + 1, kind, 1))
        self.list.show_lines(
            [
                (
                    run.id,
                    (run.name, state_name(run), *(score_of(run, one) for one in tasks),
                     stage_name("heads" if run.id in self._heads_kept else run.stage),
                     when(run.created_at)),
                )
                for run in reversed(runs)
            ]
        )  # fmt: skip
        self._offer(self.shown())

    def show_heads_kept(self, run_ids: frozenset[int]) -> None:
        """Say which runs have heads though they were asked to fine-tune."""
        if run_ids != self._heads_kept:
            self._heads_kept = run_ids
            self.show_list(self._runs)

    def shown(self) -> RunRecord | None:
        """The run chosen."""
        key = self.list.chosen()
        return next((run for run in self._runs if run.id == key), None)

    def show_run(
        self,
        details: RunDetails,
        other: RunDetails | None,
        schema: Schema,
        curves: tuple[TaskCurve, ...],
    ) -> None:
        """Show what there is to know of the run chosen, beside another one."""
        run = details.run
        self.overview.show_run(details, other)
        self.curves.show_runs(details, other)
        self.labels.show_run(details)
        self.mistakes.show_run(details, schema)
        self.comparison.offer(self._runs, run.id, other.run.id if other is not None else None)
        self.comparison.show_runs(details, other, schema)
        self.ahead.show_curves(curves, schema)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.notes and event.type() == QEvent.Type.FocusOut:
            self.write_down()
        return super().eventFilter(watched, event)

    def write_down(self) -> None:
        """Notes that were typed are kept, whatever comes next."""
        run = self.shown()
        if run is not None and self.notes.toPlainText() != run.notes:
            self.notes_asked.emit(run.id, self.notes.toPlainText())

    def _offer(self, run: RunRecord | None) -> None:
        for part in (self.name, self.notes, self.tabs):
            part.setEnabled(run is not None)
        usable = run is not None and bool(run.tasks) and run.state != "running"
        self.serve.setEnabled(usable and run is not None and not run.serves)
        self.delete.setEnabled(run is not None and not run.serves and run.state != "running")
        if run is None:
            self.figures.setText(
                with_keys(
                    self.tr(
                        "There is no run yet: Train ({train}) makes one, as soon as a label is "
                        "present on one image and absent on another. Its metrics, curves and "
                        "mistakes are here then."
                    )
                )
            )
            return
        if not self.name.hasFocus():
            self.name.setText(run.name)
        if not self.notes.hasFocus() and self.notes.toPlainText() != run.notes:
            self.notes.setPlainText(run.notes)
        told = [f"{one.metrics.name}: {score_words(one)}" for one in run_scores(run)]
        self.figures.setText("\n".join(told) or translated(run.problem) or self.tr("No figures."))

    @Slot(int, int, int, int)
    def _choose(self, row: int, _column: int, before: int, _was: int) -> None:
        run = self.shown()
        if run is None or row == before:
            return
        self.name.setText(run.name)
        self.notes.setPlainText(run.notes)
        self._offer(run)
        self.chosen.emit(run.id)

    @Slot()
    def _serve(self) -> None:
        run = self.shown()
        if run is not None:
            self.serve_asked.emit(run.id)

    @Slot()
    def _rename(self) -> None:
        run, name = self.shown(), self.name.text().strip()
        if run is not None and name and name != run.name:
            self.rename_asked.emit(run.id, name)

    @Slot()
    def _delete(self) -> None:
        run = self.shown()
        if run is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete a run"))
        box.setText(self.tr("Delete “{0}” with its weights and figures?").format(run.name))
        box.setInformativeText(
            self.tr("Annotations stay, those accepted from it too. This cannot be undone.")
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        def finish() -> None:
            if box.clickedButton() is delete:
                self.delete_asked.emit(run.id)
            box.deleteLater()

        box.finished.connect(finish)
        box.open()
