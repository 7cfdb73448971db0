"""Metrics of each label, and its threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from labelmt.domain.metric_records import LabelMetrics
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.label_intervals import Intervals
from labelmt.gui.model.runs.metric_table import Cell, MetricTable, Told
from labelmt.gui.model.runs.threshold_editor import ThresholdEditor
from labelmt.project.runs.figure_text import metric_words
from labelmt.project.runs.run_details import RunDetails

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


THRESHOLD = 9
"""The column of thresholds, as cells are counted."""


class LabelMetricsPage(QSplitter):
    """The table of labels, and beside it the threshold of the one chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._details: RunDetails | None = None
        self._intervals: Intervals = {}
        self.table = MetricTable(
            self.tr("Figures of each label"),
            (self.tr("Label"), self.tr("Task"), self.tr("AP"), self.tr("AP, test"),
             self.tr("Present"), self.tr("Absent"), self.tr("Precision"), self.tr("Recall"),
             self.tr("F1"), self.tr("Threshold")),
            self.tr("too few"),
            stretch=False,
        )  # fmt: skip
        self.table.setMinimumWidth(self.fontMetrics().averageCharWidth() * 40)
        # Beside its label, where a narrow window shows it too: it is what this page is for.
        self.table.horizontalHeader().moveSection(THRESHOLD, 1)
        self.editor = ThresholdEditor()
        self.addWidget(self.table)
        self.addWidget(self.editor)
        unit = self.fontMetrics().averageCharWidth()
        self.setSizes([unit * 115, unit * 45])
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.table.currentCellChanged.connect(self._show_label)

    def show_run(self, details: RunDetails) -> None:
        """Show the labels of a run; intervals follow."""
        self._details, self._intervals = details, {}
        self._fill(details)
        self._show_label()

    def show_intervals(self, groups: NDArray[np.int64], intervals: Intervals) -> None:
        """Tell how far average precisions may be off.

        Args:
            groups: (images,) numbers of groups that belong together, for the shares of a threshold.
        """
        self._intervals = intervals
        if self._details is not None:
            self._fill(self._details)
        self.editor.take_groups(groups)

    def _fill(self, details: RunDetails) -> None:
        tested = {label.label_id: label for task in details.run.test for label in task.labels}
        lines = []
        for task in details.run.tasks:
            for label in task.labels:
                test = tested.get(label.label_id)
                level = details.thresholds.get(label.label_id, label.threshold)
                lines.append(
                    (
                        label.label_id,
                        (
                            label.name, task.name, self._precision(label),
                            "–" if test is None else test.average_precision,
                            label.positives, label.negatives, label.precision, label.recall,
                            label.f1, "–" if task.kind is TaskKind.MULTICLASS else level,
                        ),
                    )
                )  # fmt: skip
        with QSignalBlocker(self.table):
            self.table.show_lines(lines)
        self.table.setColumnHidden(3, not tested)

    def _precision(self, label: LabelMetrics) -> Cell:
        value = label.average_precision
        if value is None:
            return None
        return Told(value, metric_words(value, self._intervals.get(label.label_id)))

    def choose(self, label_id: int) -> None:
        """Look at one label."""
        self.table.choose(label_id)

    @Slot()
    def _show_label(self) -> None:
        chosen = self.table.chosen()
        self.editor.show_label(self._details, chosen if isinstance(chosen, int) else None)
