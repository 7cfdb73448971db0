"""The schema editor's tree: tasks, their labels, and where they may be dragged to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QWidget

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.widgets.key_words import key_words
from labelmt.gui.widgets.swatch import swatch

Index = QModelIndex | QPersistentModelIndex
Item = Task | Label

NAME, KEY, SYNONYMS, PARENTS, COUNT = range(5)
ITEM = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-labelmt-schema+json"

_TASK = 0
"""Internal id of a task's index; a label's is its task's row + 1."""


class SchemaTreeModel(QAbstractItemModel):
    """Shows a schema, archived parts included. Every change is asked for by a signal."""

    rename_asked = Signal(object, str)
    """A Task or Label, and its new name."""
    labels_dropped = Signal(object, int, object)
    """Label ids, the task they go to, and the place among the labels that stay there or None."""
    task_dropped = Signal(int, int)
    """Task id, and its place among the others."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.schema = Schema()
        self._counts: dict[int, int] = {}
        self._names: dict[int, str] = {}

    def show(self, schema: Schema, counts: dict[int, int]) -> None:
        """Show other tasks and labels, and how many annotations each label has."""
        self.beginResetModel()
        self.schema = schema
        self._counts = counts
        self._names = {label.id: label.name for label in schema.labels}
        self.endResetModel()

    def count(self, item: Item) -> int:
        """How many annotations a label, or all labels of a task, have."""
        labels = item.labels if isinstance(item, Task) else (item,)
        return sum(self._counts.get(label.id, 0) for label in labels)

    def item(self, index: Index) -> Item | None:
        if not index.isValid():
            return None
        if index.internalId() == _TASK:
            return self.schema.tasks[index.row()]
        return self.schema.tasks[index.internalId() - 1].labels[index.row()]

    def index_of(self, item: Item) -> QModelIndex:
        """Where the task or label of this id is; invalid where it is gone."""
        for row, task in enumerate(self.schema.tasks):
            if isinstance(item, Task) and task.id == item.id:
                return self.index(row, NAME)
            for place, label in enumerate(task.labels):
                if isinstance(item, Label) and label.id == item.id:
                    return self.index(place, NAME, self.index(row, NAME))
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TASK)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid() or index.internalId() == _TASK:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, NAME, _TASK)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self.schema.tasks)
        if parent.internalId() == _TASK and parent.column() == NAME:
            return len(self.schema.tasks[parent.row()].labels)
        return 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("Name"),
                self.tr("Key"),
                self.tr("Also called"),
                self.tr("Implies"),
                self.tr("Annotations"),
            )[section]
        if section == COUNT and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index)
        if item is None:
            return None
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.EditRole:
            return item.name if index.column() == NAME else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._text(item, index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == COUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NAME:
            return self._spoken(item)
        if index.column() == NAME or role == Qt.ItemDataRole.ForegroundRole:
            return self._look(item, role)
        return None

    def _text(self, item: Item, column: int) -> str:
        if column == NAME:
            return self.tr("{0} (archived)").format(item.name) if item.archived else item.name
        if column == COUNT:
            count = self.count(item)
            return QLocale().toString(count) if count else ""
        if isinstance(item, Task):
            one = item.kind is TaskKind.MULTICLASS
            kind = self.tr("exactly one") if one else self.tr("any number")
            return kind if column == SYNONYMS else ""
        if column == KEY:
            return key_words(item.shortcut)
        if column == SYNONYMS:
            return ", ".join(item.synonyms)
        return ", ".join(self._names[parent] for parent in item.parents)

    def _spoken(self, item: Item) -> str:
        what = self.tr("task") if isinstance(item, Task) else self.tr("label")
        return f"{what} {self._text(item, NAME)}"

    def _look(self, item: Item, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and isinstance(item, Label):
            return swatch(item.color, self._widget, round_shape=True, faint=item.archived)
        if role == Qt.ItemDataRole.FontRole and (isinstance(item, Task) or item.archived):
            font = QFont(self._widget.font())
            font.setBold(isinstance(item, Task))
            font.setItalic(item.archived)
            return font
        out = item.archived or (isinstance(item, Label) and self._task(item).archived)
        if role == Qt.ItemDataRole.ForegroundRole and out:
            return self._widget.palette().brush(QPalette.ColorRole.PlaceholderText)
        return None

    def _task(self, label: Label) -> Task:
        return self.schema.task(label.task_id)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        item = self.item(index)
        if item is None or role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        if str(value).strip() and str(value) != item.name:
            self.rename_asked.emit(item, str(value))
        return False

    # Dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
        if index.column() == NAME:
            flags |= flag.ItemIsEditable
        if index.internalId() == _TASK:
            flags |= flag.ItemIsDropEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 (Qt's)
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 (Qt's)
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 (Qt's)
        """Labels by id, or one task where no label is dragged."""
        items = [self.item(index) for index in indexes if index.column() == NAME]
        labels = [one.id for one in items if isinstance(one, Label)]
        tasks = [one.id for one in items if isinstance(one, Task)]
        data = {"labels": labels} if labels else {"task": tasks[0]}
        mime = QMimeData()
        mime.setData(MIME, json.dumps(data).encode("ascii"))
        return mime

    def canDropMimeData(  # noqa: N802 (Qt's)
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Labels go into tasks, tasks between tasks."""
        del action, row, column
        if not data.hasFormat(MIME):
            return False
        is_task = isinstance(self.item(parent), Task)
        return is_task if "labels" in _dragged(data) else not parent.isValid()

    def dropMimeData(  # noqa: N802 (Qt's)
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the move. False: the view must not take rows out itself."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = _dragged(data)
        if "task" in dragged:
            before = self.schema.tasks[: row if row >= 0 else len(self.schema.tasks)]
            place = sum(task.id != dragged["task"] for task in before)
            self.task_dropped.emit(dragged["task"], place)
            return False
        task = self.item(parent)
        if isinstance(task, Task):
            place = None
            if row >= 0:
                place = sum(label.id not in dragged["labels"] for label in task.labels[:row])
            self.labels_dropped.emit(tuple(dragged["labels"]), task.id, place)
        return False


def _dragged(mime: QMimeData) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(bytes(mime.data(MIME).data()))
    return data
