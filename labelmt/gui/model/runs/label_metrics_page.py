"""Metrics of each label, and its threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from labelmt.domain.metric_records import OWN_THRESHOLD, LabelMetrics
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.label_intervals import Intervals
from labelmt.gui.model.runs.metric_table import Cell, MetricTable, Told
from labelmt.gui.model.runs.threshold_editor import ThresholdEditor
from labelmt.project.runs.figure_text import metric_words
from labelmt.project.runs.run_details import RunDetails

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


TASK, TESTED, PRESENT, ABSENT, THRESHOLD = 1, 3, 4, 5, 9
"""Columns, as cells are counted."""
BESIDE = 130
"""Letters of width from which table and threshold stand beside each other."""


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
        self._beside = [unit * 115, unit * 45]
        self.setSizes(self._beside)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.table.currentCellChanged.connect(self._show_label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= self.fontMetrics().averageCharWidth() * BESIDE
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if wanted != self.orientation():
            self.setOrientation(wanted)
            height = self.height()
            self.setSizes(self._beside if beside else [height * 2 // 5, height * 3 // 5])

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
                            label.f1, self._threshold(task.kind, label, level, details),
                        ),
                    )
                )  # fmt: skip
        with QSignalBlocker(self.table):
            self.table.show_lines(lines)
        one_task = len(details.run.tasks) < 2
        unused = [*([] if tested else [TESTED]), *([TASK] if one_task else [])]
        self.table.give_way((TASK, ABSENT, PRESENT), unused)

    def _threshold(
        self, kind: TaskKind, label: LabelMetrics, level: float, details: RunDetails
    ) -> Cell:
        """From where it counts as predicted, and where that is not the label's own doing."""
        if kind is TaskKind.MULTICLASS:
            return "–"
        if not label.shares_threshold or label.label_id in details.chosen:
            return level
        return Told(
            level,
            self.tr("{0}, shared").format(QLocale().toString(level, "f", 3)),
            self.tr(
                "{0} has fewer than {1} judged images with it, or without it: too few for a "
                "threshold of its own. It has the one that suits all such labels of the task, and "
                "may never be predicted by it. Choose one at the right, or label more images."
            ).format(label.name, OWN_THRESHOLD),
        )

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
