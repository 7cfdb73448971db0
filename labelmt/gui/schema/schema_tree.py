"""The schema editor's view of tasks and labels: keys and what is selected."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from labelmt.domain.schema import Label, Schema, Task
from labelmt.gui.schema.schema_tree_model import (
    COUNT,
    KEY,
    NAME,
    PARENTS,
    SYNONYMS,
    SchemaTreeModel,
)
from labelmt.gui.widgets.swatch import icon_size


class SchemaTree(QTreeView):
    """Drag or Alt+arrows to reorder, F2 renames, Delete deletes."""

    current_changed = Signal()
    step_asked = Signal(int)
    """-1 up, 1 down."""
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.schema_model = SchemaTreeModel(self)
        self.setModel(self.schema_model)
        self.setItemDelegate(_AiryDelegate(self))
        self.setAccessibleName(self.tr("Tasks and labels"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setItemsExpandable(False)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(icon_size(self))
        self.setAllColumnsShowFocus(True)
        self.setIndentation(self.fontMetrics().height())
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (KEY, COUNT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (SYNONYMS, PARENTS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.current_changed.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())

    def show_schema(self, schema: Schema, counts: dict[int, int]) -> None:
        """Show other tasks and labels; what is current and selected stays, and the place."""
        current, chosen = self.current_item(), self.selected_items()
        place = self.verticalScrollBar().value()
        known = {(type(one), one.id) for one in self._items()}
        fresh = [one for one in _items_of(schema) if (type(one), one.id) not in known]
        self.schema_model.show(schema, counts)
        self.expandAll()
        self._share_room()
        self.verticalScrollBar().setValue(place)
        if fresh and known:
            current, chosen = fresh[-1], fresh[-1:]
        self.choose(*chosen, current=current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Names first: the columns of words get what names, key and count leave, or their title."""
        header = self.header()
        least = {column: header.sectionSizeHint(column) for column in (SYNONYMS, PARENTS)}
        taken = [self._wanted(column) for column in (NAME, KEY, COUNT)]
        spare = self.viewport().width() - sum(taken) - sum(least.values())
        for column, width in least.items():
            more = max(0, min(spare, self._wanted(column) - width))
            header.resizeSection(column, width + more)
            spare -= more

    def _wanted(self, column: int) -> int:
        return max(self.header().sectionSizeHint(column), self.sizeHintForColumn(column))

    def choose(self, *items: Task | Label, current: Task | Label | None = None) -> None:
        """Select these, and make one of them, or ``current``, the current one."""
        selection = self.selectionModel()
        at = items[-1] if items and current is None else current
        index = self.schema_model.index_of(at) if at is not None else None
        if index is None or not index.isValid():
            index = self.schema_model.index(0, NAME)
        flag = selection.SelectionFlag
        selection.setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        for item in items:
            found = self.schema_model.index_of(item)
            if found.isValid():
                selection.select(found, flag.Select | flag.Rows)
        self.scrollTo(index)

    def edit_current(self) -> None:
        """Rename what is current, in place."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if index.isValid():
            self.setFocus()
            self.edit(index)

    def current_item(self) -> Task | Label | None:
        return self.schema_model.item(self.currentIndex())

    def selected_items(self) -> list[Task | Label]:
        """In the order shown."""
        chosen = {(type(one), one.id) for one in self._chosen()}
        return [one for one in self._items() if (type(one), one.id) in chosen]

    def selected_labels(self) -> list[Label]:
        return [one for one in self.selected_items() if isinstance(one, Label)]

    def _chosen(self) -> list[Task | Label]:
        rows = self.selectionModel().selectedRows(NAME)
        items: list[Task | Label] = []
        for row in rows:
            item = self.schema_model.item(row)
            if item is not None:
                items.append(item)
        return items

    def _items(self) -> list[Task | Label]:
        return _items_of(self.schema_model.schema)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_asked.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)


class _AiryDelegate(QStyledItemDelegate):
    """Rows with air, as the window's other lists have them."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() * 3 // 2)


def _items_of(schema: Schema) -> list[Task | Label]:
    items: list[Task | Label] = []
    for task in schema.tasks:
        items += [task, *task.labels]
    return items
