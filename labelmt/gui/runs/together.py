"""Which labels are annotated together; a cell's images are searched for in the window."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTableView, QVBoxLayout, QWidget

from labelmt.domain.tasks import Label
from labelmt.gui.runs.upright import dress_cells
from labelmt.project.runs.together import Together

Index = QModelIndex | QPersistentModelIndex


class TogetherModel(QAbstractTableModel):
    """Lines: labels of one task. Columns: all labels. The larger a line's share, the stronger."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: Together | None = None
        self._lines: tuple[Label, ...] = ()
        self._columns: tuple[Label, ...] = ()

    def show_together(self, found: Together | None, lines: tuple[Label, ...]) -> None:
        """Show other counts."""
        self.beginResetModel()
        self._found, self._lines = found, lines
        self._columns = found.schema.labels if found is not None else ()
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return len(self._lines)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return len(self._columns)

    def count(self, line: int, column: int) -> int:
        """Images of a cell."""
        if self._found is None:
            return 0
        at = self._found.schema.columns
        return int(self._found.counts[at[self._lines[line].id], at[self._columns[column].id]])

    def search(self, line: int, column: int) -> str:
        """What finds the images of a cell; empty where there is none."""
        if self._found is None or not self.count(line, column):
            return ""
        return self._found.search(self._lines[line], self._columns[column])

    def words(self, line: int, column: int) -> str:
        """A cell as a sentence."""
        number = QLocale().toString
        one, other, count = self._lines[line], self._columns[column], self.count(line, column)
        alone = self._images(line)
        if one.id == other.id:
            return self.tr("{0} is annotated on {1} images").format(one.name, number(count))
        share = round(100 * count / alone) if alone else 0
        return self.tr("{0} of the {1} images with {2} show {3} as well ({4} %)").format(
            number(count), number(alone), one.name, other.name, number(share)
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._found is None or not index.isValid():
            return None
        line, column = index.row(), index.column()
        count = self.count(line, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return QLocale().toString(count) if count else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.BackgroundRole and count:
            itself = self._lines[line].id == self._columns[column].id
            ground = QColor("#808080" if itself else "#0072B2")
            ground.setAlphaF(0.25 if itself else 0.1 + 0.5 * count / self._images(line))
            return ground
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        labels = self._columns if orientation == Qt.Orientation.Horizontal else self._lines
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return labels[section].name if section < len(labels) else None
        return None

    def _images(self, line: int) -> int:
        if self._found is None:
            return 0
        at = self._found.schema.columns[self._lines[line].id]
        return int(self._found.counts[at, at])


class LabelsTogether(QWidget):
    """Of all annotations, whichever run is chosen."""

    search_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Together | None = None
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Task"))
        self.model = TogetherModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Which labels are annotated together"))
        dress_cells(self.table)
        self.how = QLabel(
            self.tr("Images annotated with both labels; on the diagonal, with the one. The ground "
                    "is as strong as their share of the line's images. A click shows them.")
        )  # fmt: skip
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
        self.task.currentIndexChanged.connect(self._show_task)
        self.table.clicked.connect(self._ask)
        self.table.activated.connect(self._ask)
        self.table.selectionModel().currentChanged.connect(self._say)

    def show_together(self, found: Together) -> None:
        """Show other counts; the task stays where it is still there."""
        before = self.task.currentText()
        self._found = found
        self.task.blockSignals(True)
        self.task.clear()
        self.task.addItems([task.name for task in found.schema.tasks])
        self.task.setCurrentIndex(max(0, self.task.findText(before)))
        self.task.blockSignals(False)
        self._show_task()

    @Slot()
    def _show_task(self) -> None:
        place, found = self.task.currentIndex(), self._found
        there = found is not None and 0 <= place < len(found.schema.tasks)
        self.model.show_together(
            found, found.schema.tasks[place].labels if found is not None and there else ()
        )
        self.cell.clear()

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        search = self.model.search(index.row(), index.column()) if index.isValid() else ""
        if search:
            self.search_asked.emit(search)

    @Slot(QModelIndex)
    def _say(self, index: QModelIndex) -> None:
        self.cell.setText(self.model.words(index.row(), index.column()) if index.isValid() else "")
