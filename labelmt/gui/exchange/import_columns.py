"""Columns of a file and their labels, each with what it becomes in the project.

A column or label that is not ticked is left out; its name in the project can be typed over.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from labelmt.domain.schema import Schema, TaskKind, same_name
from labelmt.domain.text import counted, translated
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.project.exchange.column_tasks import JOINT
from labelmt.project.exchange.import_preview import ColumnPreview

COLUMNS_SHOWN = 100
LABELS_SHOWN = 1000
"""Of a column; all others come in as they are called."""
THEIRS, OURS, KIND, TOLD = range(4)
_NAME = Qt.ItemDataRole.UserRole
CHECKED = Qt.CheckState.Checked
_COLUMN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
_LABEL = _COLUMN | Qt.ItemFlag.ItemIsEditable


class ColumnRow:
    """One column: its widgets, and its labels once they have been looked at."""

    def __init__(self, item: QTreeWidgetItem, column: ColumnPreview) -> None:
        self.item = item
        self.column = column
        self.task = QLineEdit(column.task)
        self.kind = QComboBox()
        self.labels: dict[str, QTreeWidgetItem] = {}

    @property
    def wanted(self) -> bool:
        return self.item.checkState(THEIRS) is CHECKED


class ImportColumns(QTreeWidget):
    """``changed`` when a person has chosen something else; ``renamed`` and ``kinds`` say what."""

    changed = Signal()

    def __init__(self, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schema = schema
        self.rows: dict[str, ColumnRow] = {}
        self.setAccessibleName(self.tr("Columns and labels of the file"))
        self.setHeaderLabels(
            [
                self.tr("In the file"),
                self.tr("In the project"),
                self.tr("An image has"),
                self.tr("Contents"),
            ]
        )
        self.setUniformRowHeights(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setItemDelegateForColumn(OURS, _NameDelegate(schema, self))
        for fixed in (THEIRS, KIND, TOLD):
            self.setItemDelegateForColumn(fixed, _FixedDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 14)
        header.setMaximumSectionSize(self.fontMetrics().averageCharWidth() * 60)
        for place in (THEIRS, KIND, TOLD):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(OURS, QHeaderView.ResizeMode.Stretch)
        self.itemExpanded.connect(self._show_labels)
        self.itemChanged.connect(self._take_choice)

    def renamed(self) -> dict[str, str]:
        """Columns and labels with other names here, empty for what is left out."""
        found: dict[str, str] = {}
        for name, row in self.rows.items():
            if not row.wanted:
                found[name] = ""
                continue
            task = row.task.text().strip()
            if row.task.isModified() and task:
                found[name] = task
            for label, item in row.labels.items():
                new = item.text(OURS).strip() or label
                if item.checkState(THEIRS) is not CHECKED:
                    found[f"{name}{JOINT}{label}"] = ""
                elif new != label:
                    found[f"{name}{JOINT}{label}"] = new
        return found

    def kinds(self) -> dict[str, TaskKind]:
        """Kinds that a person has chosen."""
        return {
            name: TaskKind(row.kind.currentData())
            for name, row in self.rows.items()
            if row.wanted and row.kind.property("chosen")
        }

    def forget(self) -> None:
        """The file is read another way: its columns are others."""
        self.rows.clear()
        self.clear()

    def show_columns(self, columns: Iterable[ColumnPreview]) -> None:
        """Show what each becomes; what a person has typed stays."""
        with QSignalBlocker(self):
            for column in list(columns)[:COLUMNS_SHOWN]:
                if column.name not in self.rows:
                    self._add(column)
                self._show(self.rows[column.name], column)
            if len(self.rows) == 1:
                (row,) = self.rows.values()
                if not row.labels:
                    row.item.setExpanded(True)
                    self._show_labels(row.item)

    def _add(self, column: ColumnPreview) -> None:
        item = QTreeWidgetItem([column.name])
        item.setData(THEIRS, _NAME, column.name)
        item.setFlags(_COLUMN)
        item.setCheckState(THEIRS, CHECKED)
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        row = ColumnRow(item, column)
        row.task.setAccessibleName(self.tr("Task of “{0}”").format(column.name))
        row.task.setCompleter(_completer([task.name for task in self._schema.tasks], row.task))
        row.kind.setAccessibleName(self.tr("How many labels of “{0}”").format(column.name))
        row.kind.addItem(self.tr("any number of labels"), TaskKind.MULTILABEL)
        row.kind.addItem(self.tr("exactly one label"), TaskKind.MULTICLASS)
        row.task.textEdited.connect(self.changed)
        row.kind.activated.connect(lambda _index: row.kind.setProperty("chosen", True))
        row.kind.activated.connect(self.changed)
        self.addTopLevelItem(item)
        for place, widget in ((OURS, row.task), (KIND, row.kind)):
            self.setItemWidget(item, place, widget)
        self.rows[column.name] = row

    def _show(self, row: ColumnRow, column: ColumnPreview) -> None:
        row.column = column
        if not row.task.isModified():
            row.task.setText(column.task)
        if not row.kind.property("chosen"):
            row.kind.setCurrentIndex(row.kind.findData(column.kind))
        known = self._schema.task_named(column.task) is not None
        row.kind.setEnabled(not known)
        told = translated(
            counted(
                "{count:,} label, {new:,} new", "{count:,} labels, {new:,} new",
                len(column.labels), new=len(column.new),
            )
        )  # fmt: skip
        if column.guessed and not row.kind.property("chosen"):
            told = self.tr("{0}; kind guessed").format(told)
        with QSignalBlocker(self):
            row.item.setText(TOLD, told)
            row.item.setToolTip(TOLD, plain_tip(", ".join(column.labels[:50])))
        for label, item in row.labels.items():
            self._show_label(item, label, column)

    def _show_labels(self, item: QTreeWidgetItem) -> None:
        row = self.rows[item.data(THEIRS, _NAME)]
        if row.labels:
            return
        with QSignalBlocker(self):
            for label in list(row.column.names)[:LABELS_SHOWN]:
                made = QTreeWidgetItem([label, row.column.names[label] or label])
                made.setData(THEIRS, _NAME, label)
                made.setFlags(_LABEL)
                made.setCheckState(THEIRS, CHECKED)
                made.setToolTip(OURS, self.tr("Double-click to give it the name it has here"))
                row.labels[label] = made
                self._show_label(made, label, row.column)
            item.addChildren(list(row.labels.values()))
            more = len(row.column.names) - len(row.labels)
            if more > 0:
                rest = QTreeWidgetItem([self.tr("and {0} more").format(QLocale().toString(more))])
                rest.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.addChild(rest)

    def _show_label(self, item: QTreeWidgetItem, label: str, column: ColumnPreview) -> None:
        new = column.names.get(label, label)
        if not new:
            item.setText(KIND, self.tr("left out"))
            item.setText(TOLD, "")
            return
        fresh = any(same_name(one, new) for one in column.new)
        item.setText(KIND, self.tr("new label") if fresh else self.tr("in the project"))
        images = counted("{count:,} image", "{count:,} images", column.counts.get(new, 0))
        item.setText(TOLD, translated(images))

    def _take_choice(self, item: QTreeWidgetItem, place: int) -> None:
        if place == OURS and not item.text(OURS).strip():
            with QSignalBlocker(self):
                item.setText(OURS, str(item.data(THEIRS, _NAME)))
        if item.parent() is None:
            row = self.rows[item.data(THEIRS, _NAME)]
            for widget in (row.task, row.kind):
                widget.setEnabled(row.wanted)
        self.changed.emit()


class _FixedDelegate(QStyledItemDelegate):
    """Draws with some air, and edits nothing."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(12, 6)

    def createEditor(
        self, _parent: QWidget, _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:  # fmt: skip
        return None  # type: ignore[return-value]  # Qt's word for no editor


class _NameDelegate(QStyledItemDelegate):
    """A line for a name, which completes what the project has."""

    def __init__(self, schema: Schema, parent: QWidget) -> None:
        super().__init__(parent)
        self._names = [label.name for label in schema.labels]

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:  # fmt: skip
        line = QLineEdit(parent)
        line.setCompleter(_completer(self._names, line))
        return line


def _completer(names: list[str], line: QLineEdit) -> QCompleter:
    completer = QCompleter(sorted(set(names), key=str.casefold), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return completer
