"""The dialog that compares sharing one backbone between tasks with one for each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import TaskKind
from labelmt.domain.sharing_report import SharingReport
from labelmt.gui.theme.tokens import LARGE
from labelmt.gui.widgets.fitting_dialog import FittingDialog

ROWS_SHOWN = 6
"""At least, where there are so many tasks; more are scrolled to."""


class SharingDialog(FittingDialog):
    """Shows a SharingReport; does not keep anything waiting."""

    def __init__(self, report: SharingReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sharing between tasks"))
        self.verdict = QLabel(self._verdict(report))
        self.verdict.setWordWrap(True)
        self.table = self._table(report)
        about = QLabel(
            self.tr(
                "Both were trained from one seed and scored on the same {0} validation images. "
                "Brackets: 95 % interval over resampled images."
            ).format(report.images)
        )
        about.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(LARGE)
        for part in (self.verdict, self.table, about, buttons):
            layout.addWidget(part)
        self.resize(self.fontMetrics().averageCharWidth() * 90, self.sizeHint().height())

    def _table(self, report: SharingReport) -> QTableWidget:
        titles = (
            self.tr("Task"),
            self.tr("Measure"),
            self.tr("Shared"),
            self.tr("Alone"),
            self.tr("Change"),
        )
        table = QTableWidget(len(report.tasks), len(titles))
        table.setTabKeyNavigation(False)
        table.setHorizontalHeaderLabels(titles)
        table.setAccessibleName(self.tr("Tasks, shared and alone"))
        table.verticalHeader().hide()
        table.setSizeAdjustPolicy(QTableWidget.SizeAdjustPolicy.AdjustToContents)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        few = self.tr("too few to tell")
        for row, task in enumerate(report.tasks):
            multilabel = task.kind is TaskKind.MULTILABEL
            cells = (
                task.name,
                self.tr("mAP") if multilabel else self.tr("accuracy"),
                few if task.shared is None else f"{task.shared:.3f}",
                few if task.separate is None else f"{task.separate:.3f}",
                _change(task.change, task.low, task.high) or few,
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column > 1:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                table.setItem(row, column, item)
        shown = min(len(report.tasks), ROWS_SHOWN)
        rows = sum(table.rowHeight(row) for row in range(shown))
        head = table.horizontalHeader().sizeHint().height()
        table.setMinimumHeight(head + rows + 2 * table.frameWidth())
        return table

    def _verdict(self, report: SharingReport) -> str:
        told = _change(report.delta, report.low, report.high)
        if not told or report.low is None or report.high is None:
            return self.tr("Too few validation images to tell what sharing brings.")
        if report.low > 0:
            verdict = self.tr("Sharing helps: Δm {0}.")
        elif report.high < 0:
            verdict = self.tr("Sharing hurts: Δm {0}. Consider a copy for each task.")
        else:
            verdict = self.tr("No difference that could be told from chance: Δm {0}.")
        return verdict.format(told)


def _change(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return ""
    return f"{value:+.1%} [{low:+.1%}, {high:+.1%}]"
