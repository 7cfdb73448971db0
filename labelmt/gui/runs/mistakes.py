"""Which labels a run takes for which; a cell's images are shown in the window."""

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
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.tasks import Schema, Task, TaskKind
from labelmt.gui.runs.upright import dress_cells
from labelmt.project.runs.confusion import Confusion, confusion
from labelmt.project.runs.details import RunDetails

Index = QModelIndex | QPersistentModelIndex


class ConfusionModel(QAbstractTableModel):
    """A Confusion for a view; the more images in a cell, the stronger its ground."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._found: Confusion | None = None
        self._names: list[str] = []
        self._exclusive = False

    def show_confusion(self, found: Confusion | None, task: Task | None) -> None:
        """Show another one, or none."""
        self.beginResetModel()
        self._found = found
        names = {label.id: label.name for label in task.labels} if task is not None else {}
        self._names = [names[one] for one in found.label_ids] if found is not None else []
        self._exclusive = task is not None and task.kind is TaskKind.MULTICLASS
        self.endResetModel()

    @property
    def found(self) -> Confusion | None:
        return self._found

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return len(self._names)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        return len(self._names)

    def words(self, line: int, column: int) -> str:
        """A cell as a sentence."""
        if self._found is None:
            return ""
        count = QLocale().toString(int(self._found.counts[line, column]))
        here, there = self._names[line], self._names[column]
        if self._exclusive and line == column:
            return self.tr("{0} images of {1} are recognised").format(count, here)
        if self._exclusive:
            return self.tr("{0} images of {1} are taken for {2}").format(count, here, there)
        if line == column:
            return self.tr("{0} is missed on {1} images").format(here, count)
        return self.tr("{0} is seen where it is not on {1} images that show {2}").format(
            there, count, here
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._found is None or not index.isValid():
            return None
        line, column = index.row(), index.column()
        count = int(self._found.counts[line, column])
        if role == Qt.ItemDataRole.DisplayRole:
            return QLocale().toString(count) if count else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.BackgroundRole and count:
            right = self._exclusive and line == column
            most = max(1, int(self._found.counts.max()))
            ground = QColor("#0072B2" if right else "#D55E00")
            ground.setAlphaF(0.15 + 0.45 * (count / most) ** 0.5)
            return ground
        return None

    def headerData(
        self, section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._names[section] if section < len(self._names) else None
        return None


class Mistakes(QWidget):
    """One task's table; a cell that is chosen asks for its images."""

    images_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details: RunDetails | None = None
        self._tasks: tuple[Task, ...] = ()
        self.task = QComboBox()
        self.task.setAccessibleName(self.tr("Task"))
        self.model = ConfusionModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Which labels are taken for which"))
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
        self.task.currentIndexChanged.connect(self._show_task)
        self.table.clicked.connect(self._ask)
        self.table.activated.connect(self._ask)
        self.table.selectionModel().currentChanged.connect(self._say)

    def show_run(self, details: RunDetails, schema: Schema) -> None:
        """Show the mistakes of a run; the task stays where both have it."""
        before = self.task.currentText()
        self._details, self._tasks = details, schema.tasks
        self.task.blockSignals(True)
        self.task.clear()
        self.task.addItems([task.name for task in schema.tasks])
        self.task.setCurrentIndex(max(0, self.task.findText(before)))
        self.task.blockSignals(False)
        self._show_task()

    @Slot()
    def _show_task(self) -> None:
        place, details = self.task.currentIndex(), self._details
        task = self._tasks[place] if 0 <= place < len(self._tasks) else None
        found = None
        if task is not None and details is not None and details.judged is not None:
            found = confusion(details.judged, task, details.thresholds)
        self.model.show_confusion(found, task)
        self.cell.clear()
        self.table.setVisible(found is not None)
        if found is None:
            self.how.setText(
                (details.judged_problem if details is not None else "")
                or self.tr("This run did not keep what it was judged by.")
            )
        elif task is not None and task.kind is TaskKind.MULTICLASS:
            self.how.setText(
                self.tr("Lines: what was annotated. Columns: what the run says. "
                        "A click shows the images.")
            )  # fmt: skip
        else:
            self.how.setText(
                self.tr("Lines: a label that is present. Columns: a label that the run sees "
                        "there though it is absent; on the diagonal, one that it missed. "
                        "A click shows the images.")
            )  # fmt: skip

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        if self.model.found is not None and index.isValid():
            rows = self.model.found.rows(index.row(), index.column())
            if len(rows):
                self.images_asked.emit(rows)

    @Slot(QModelIndex)
    def _say(self, index: QModelIndex) -> None:
        self.cell.setText(self.model.words(index.row(), index.column()) if index.isValid() else "")
