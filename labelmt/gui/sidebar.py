"""The list on the left: which images to show, with live counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QBrush, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from labelmt.domain.tasks import Schema
from labelmt.gui.label_dot import label_dot
from labelmt.project.view_query import View

Choice: TypeAlias = View | int
"""A view, or the id of a label: the images that have it."""

_CHOICE = Qt.ItemDataRole.UserRole
_NAME, _COUNT = 0, 1


class Sidebar(QTreeWidget):
    """Views, then labels by task. Tells what was chosen; the window decides what it means."""

    chosen = Signal(object)
    """Choice; also when the same one is clicked again, to bring it up to date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Views and labels"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemsExpandable(False)
        self.setIndentation(self.fontMetrics().height() // 2)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_RowDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self._items: dict[Choice, QTreeWidgetItem] = {}
        self._views = self._section(self.tr("Views"))
        self._labels = self._section(self.tr("Labels"))
        for view, name in self._view_names().items():
            self._items[view] = self._row(self._views, name, view)
        self.show_schema(Schema())
        self.currentItemChanged.connect(self._tell)
        self.itemClicked.connect(self._tell_again)

    @property
    def choice(self) -> Choice:
        """What is shown now."""
        item = self.currentItem()
        choice: Choice | None = item.data(_NAME, _CHOICE) if item is not None else None
        return View.ALL if choice is None else choice

    def choose(self, choice: Choice) -> None:
        """Show something else; what is not there is all images."""
        self.setCurrentItem(self._items.get(choice, self._items[View.ALL]))

    def show_schema(self, schema: Schema) -> None:
        """List other labels. The choice stays, unless its label is gone."""
        before = self.choice
        self.blockSignals(True)
        for choice in [one for one in self._items if not isinstance(one, View)]:
            del self._items[choice]
        self._labels.takeChildren()
        for task in schema.tasks:
            group = QTreeWidgetItem(self._labels, [task.name])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setForeground(_NAME, self._muted())
            group.setToolTip(_NAME, task.name)
            for label in task.labels:
                item = self._row(group, label.name, label.id)
                item.setIcon(_NAME, label_dot(label.color, self))
                self._items[label.id] = item
        self._labels.setHidden(not schema.labels)
        self.expandAll()
        self.choose(before)
        self.blockSignals(False)
        if self.choice != before:
            self.chosen.emit(self.choice)

    def show_counts(self, counts: Mapping[Choice, int]) -> None:
        """Show how many images each line has."""
        locale = QLocale()
        for choice, item in self._items.items():
            text = locale.toString(counts[choice]) if choice in counts else ""
            if text != item.text(_COUNT):
                item.setText(_COUNT, text)
                spoken = f"{item.text(_NAME)}, {text}"
                item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def drawBranches(  # noqa: N802 (Qt's)
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """No arrows: nothing folds."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for item in self._items.values():
                item.setForeground(_COUNT, self._muted())

    def _view_names(self) -> dict[View, str]:
        return {
            View.ALL: self.tr("All"),
            View.UNLABELLED: self.tr("Unlabelled"),
            View.LABELLED: self.tr("Labelled"),
            View.DISAGREE: self.tr("Disagree"),
            View.UNREADABLE: self.tr("Unreadable"),
        }

    def _section(self, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [name])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)
        font = self.font()
        font.setBold(True)
        item.setFont(_NAME, font)
        return item

    def _row(self, parent: QTreeWidgetItem, name: str, choice: Choice) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [name, ""])
        item.setData(_NAME, _CHOICE, choice)
        item.setToolTip(_NAME, name)
        item.setTextAlignment(_COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(_COUNT, self._muted())
        return item

    def _muted(self) -> QBrush:
        return self.palette().brush(QPalette.ColorRole.PlaceholderText)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _tell(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(_NAME, _CHOICE) is not None:
            self.chosen.emit(self.choice)

    @Slot(QTreeWidgetItem, int)
    def _tell_again(self, item: QTreeWidgetItem, _column: int) -> None:
        if item.data(_NAME, _CHOICE) is not None:
            self.chosen.emit(self.choice)


class _RowDelegate(QStyledItemDelegate):
    """Rows with air, as the label panel has them."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        air = option.fontMetrics.height() // 2
        if index.column() == _COUNT:
            size.setWidth(size.width() + air)
        return QSize(size.width(), option.fontMetrics.height() + air)
