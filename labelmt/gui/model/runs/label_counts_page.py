"""A matrix of images counted by two labels; base of confusion and co-occurrence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTableView, QVBoxLayout, QWidget

from labelmt.domain.schema import Task
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.model.runs.vertical_header import dress_cells

Index = QModelIndex | QPersistentModelIndex


class LabelCounts(QAbstractTableModel):
    """Counts for a view; the more there are, the stronger a cell's ground."""

    @abstractmethod
    def count(self, line: int, column: int) -> int:
        """Images of a cell."""

    @abstractmethod
    def words(self, line: int, column: int) -> str:
        """A cell as a sentence."""

    @abstractmethod
    def ground(self, line: int, column: int) -> QColor:
        """Behind a count that is not zero."""

    @abstractmethod
    def names(self, orientation: Qt.Orientation) -> Sequence[str]:
        """The labels of all columns, or of all lines."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return 0 if parent.isValid() else len(self.names(Qt.Orientation.Vertical))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return 0 if parent.isValid() else len(self.names(Qt.Orientation.Horizontal))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            count = self.count(line, column)
            return QLocale().toString(count) if count else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.words(line, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.BackgroundRole and self.count(line, column):
            return self.ground(line, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            names = self.names(orientation)
            return names[section] if section < len(names) else None
        return None


class LabelCountsPage(QWidget):
    """Of one task at a time: how to read its table, the table, and the chosen cell in words."""

    def __init__(self, model: LabelCounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = model
        model.setParent(self)
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Task"))
        self.table = QTableView()
        self.table.setModel(model)
        dress_cells(self.table)
        self.how = QLabel()
        self.how.setWordWrap(True)
        self.cell = QLabel()
        self.cell.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.task)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.how)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.cell)
        self.task.currentIndexChanged.connect(self._show_chosen)
        self.table.clicked.connect(self._ask)
        self.table.activated.connect(self._ask)
        self.table.selectionModel().currentChanged.connect(self._say)

    @abstractmethod
    def show_task(self, place: int) -> None:
        """Show the task at this place; -1 is none."""

    @abstractmethod
    def ask(self, line: int, column: int) -> None:
        """A cell was chosen."""

    def offer(self, tasks: Sequence[Task]) -> None:
        """Show other tasks; the chosen one stays where it is still there."""
        before = self.task.currentText()
        self.task.blockSignals(True)
        self.task.clear()
        self.task.addItems([task.name for task in tasks])
        self.task.setCurrentIndex(max(0, self.task.findText(before)))
        self.task.blockSignals(False)
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        self.show_task(self.task.currentIndex())
        self.cell.clear()

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        if index.isValid():
            self.ask(index.row(), index.column())

    @Slot(QModelIndex)
    def _say(self, index: QModelIndex) -> None:
        self.cell.setText(
            self._counts.words(index.row(), index.column()) if index.isValid() else ""
        )
