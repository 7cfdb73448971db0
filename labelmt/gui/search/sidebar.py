"""The sidebar: filters with live counts, sources, labels, saved views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import Schema
from labelmt.domain.search.terms import Condition, InPath, Provenance
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.search.sidebar_menu import FilterMenu, SavedViewMenu
from labelmt.gui.search.sidebar_sources import source_meanings, source_names
from labelmt.gui.widgets.label_dot import label_dot
from labelmt.project.images.folder_tree import FolderTree
from labelmt.project.review.task_progress import TaskProgress


class Everything(Enum):
    """The line that takes every filter away."""

    ALL = "all"


ALL = Everything.ALL
COUNTED = (
    Condition.UNLABELLED,
    Condition.LABELLED,
    Condition.SUGGESTED,
    Condition.DISAGREE,
    Condition.SUSPECT,
    Condition.DISPUTED,
    Condition.UNSURE,
    Condition.UNREADABLE,
)
"""The states listed."""

Choice: TypeAlias = Literal[Everything.ALL] | Condition | int | SavedView | InPath | Provenance
"""A line: all images, a state, the id of a label, a saved view, a folder, or a source."""
MOST_FOLDERS = 1000
"""Folders listed of one folder; the rest is searched for."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A choice as an item holds it: Qt would turn an enum of texts into a text."""

    choice: Choice


_LINE = Qt.ItemDataRole.UserRole
_NAME, _COUNT = 0, 1
_PICK_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Sidebar(QTreeWidget):
    """States, labels by task, saved views. Tells what was picked; the window decides what it means.

    What is asked for is shown as selected, what is ruled out is also struck through.
    """

    picked = Signal(object, bool)
    """Choice, and whether Ctrl was held: such images are not wanted."""
    rename_asked = Signal(object)
    delete_asked = Signal(object)
    """SavedView."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._fit_counts)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Filters and saved views"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemsExpandable(False)
        self.setIndentation(self.fontMetrics().height() // 2)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names often differ at their ends
        self.setItemDelegate(_RowDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAllColumnsShowFocus(True)
        # Selected is what the search asks for; where a person is in the list is another thing.
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(10)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_COUNT, QHeaderView.ResizeMode.Fixed)
        # Not by ResizeToContents, which measures every line whenever one changes.
        for changed in (self.model().dataChanged, self.model().rowsRemoved):
            changed.connect(self._fit_later)
        self._items: dict[Choice, QTreeWidgetItem] = {}
        self._tasks: dict[int, QTreeWidgetItem] = {}
        self._active: dict[Choice, bool] = {ALL: True}
        self._pressed = Qt.KeyboardModifier.NoModifier
        self._views = self._section(self.tr("Views"))
        self._sources = self._section(self.tr("Labelled"))
        self._saved = self._section(self.tr("Saved views"))
        self._labels = self._section(self.tr("Labels"))
        self._folders = self._section(self.tr("Folders"))
        self._folders.setHidden(True)
        self._tree = FolderTree()
        for choice, name in self._state_names().items():
            self._items[choice] = self._row(self._views, name, choice)
        for term, name in source_names().items():
            self._items[term] = self._row(self._sources, name, term)
            self._explain(self._items[term], source_meanings()[term])
        for condition, meaning in self._state_meanings().items():
            self._explain(self._items[condition], meaning)
        self.show_schema(Schema())
        self.show_saved(())
        self.show_sources({})
        self.setCurrentItem(self._items[ALL])
        self.itemClicked.connect(self._pick)

    @property
    def active(self) -> dict[Choice, bool]:
        """What the search asks for (True) or rules out (False)."""
        return dict(self._active)

    def show_active(self, active: Mapping[Choice, bool]) -> None:
        """Show what the search asks for."""
        self._active = dict(active)
        selection = self.selectionModel()
        selection.clearSelection()
        whole = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for choice, item in self._items.items():
            font = item.font(_NAME)
            if font.strikeOut() != (active.get(choice) is False):
                font.setStrikeOut(not font.strikeOut())
                item.setFont(_NAME, font)
            if choice in active:
                item.setHidden(False)
                selection.select(self.indexFromItem(item), whole)

    def show_schema(self, schema: Schema) -> None:
        """List other labels."""
        self._forget(self._labels, int)
        self._tasks.clear()
        for task in schema.tasks:
            group = QTreeWidgetItem(self._labels, [task.name])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setForeground(_NAME, self._muted())
            group.setToolTip(_NAME, plain_tip(task.name))
            group.setTextAlignment(
                _COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            group.setForeground(_COUNT, self._muted())
            self._tasks[task.id] = group
            for label in task.labels:
                item = self._row(group, label.name, label.id)
                item.setIcon(_NAME, label_dot(label.color, self))
                self._items[label.id] = item
        self._labels.setHidden(not schema.labels)
        self.expandAll()
        self.show_active(self._active)

    def show_saved(self, views: Sequence[SavedView]) -> None:
        """List other saved views."""
        self._forget(self._saved, SavedView)
        for view in views:
            item = self._row(self._saved, view.name, view)
            item.setToolTip(_NAME, plain_tip(f"{view.name}: {view.query}"))
            item.setFirstColumnSpanned(True)
            self._items[view] = item
        self._saved.setHidden(not views)
        self.expandAll()
        self.show_active(self._active)

    @property
    def folders(self) -> list[InPath]:
        """The folders listed: the topmost ones, and those in folders that are open."""
        return [choice for choice in self._items if isinstance(choice, InPath)]

    def show_folders(self, tree: FolderTree) -> None:
        """List other folders; those that were open stay so."""
        if tree is self._tree:
            return
        was_open = {one.pattern for one in self.folders if self._items[one].childCount()}
        self._tree = tree
        self._forget(self._folders, InPath)
        self._list_folders(self._folders, "", was_open)
        self._folders.setHidden(not self._folders.childCount())
        self._folders.setExpanded(True)
        self.show_active(self._active)

    def _list_folders(self, parent: QTreeWidgetItem, folder: str, opened: Collection[str]) -> None:
        locale = QLocale()
        found = self._tree.folders.get(folder, ())
        for one in found[:MOST_FOLDERS]:
            choice = InPath(one)
            item = self._items[choice] = self._row(parent, one.rpartition("/")[2], choice)
            count = locale.toString(self._tree.images[one])
            item.setText(_COUNT, count)
            item.setToolTip(_NAME, plain_tip(one))
            item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, f"{one}, {count}")
            if one in self._tree.folders:
                item.setIcon(_NAME, self._arrow(opened=one in opened))
                if one in opened:
                    self._list_folders(item, one, opened)
                    item.setExpanded(True)
        if len(found) > MOST_FOLDERS:
            more = locale.toString(len(found) - MOST_FOLDERS)
            rest = QTreeWidgetItem(parent, [self.tr("… {0} more: search for path:").format(more)])
            rest.setFlags(Qt.ItemFlag.ItemIsEnabled)
            rest.setFirstColumnSpanned(True)

    def show_sources(self, counts: Mapping[Provenance, int]) -> None:
        """Show how many images have annotations of each source; those of none are left out.

        Args:
            counts: of each source; what is not counted is offered without a number.
        """
        for term in source_names():
            item = self._items[term]
            item.setHidden(counts.get(term) == 0 and term not in self._active)
            self._tell_count(item, QLocale().toString(counts[term]) if term in counts else "")
        self._sources.setHidden(all(self._items[one].isHidden() for one in source_names()))

    def _tell_count(self, item: QTreeWidgetItem, text: str) -> None:
        if text != item.text(_COUNT):
            item.setText(_COUNT, text)
            spoken = f"{item.text(_NAME)}, {text}"
            item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _turn_folder(self, item: QTreeWidgetItem, folder: str) -> None:
        """List what is in a folder, or no longer."""
        if folder not in self._tree.folders:
            return
        inside = f"{folder}/"
        if item.childCount():
            for one in [one for one in self.folders if one.pattern.startswith(inside)]:
                del self._items[one]
            item.takeChildren()
        else:
            self._list_folders(item, folder, ())
            item.setExpanded(True)
        item.setIcon(_NAME, self._arrow(opened=bool(item.childCount())))

    def _arrow(self, *, opened: bool) -> QIcon:
        kinds = QStyle.StandardPixmap
        return self.style().standardIcon(kinds.SP_DirOpenIcon if opened else kinds.SP_DirIcon)

    def show_counts(self, counts: Mapping[Choice, int]) -> None:
        """Show how many images each line has."""
        locale = QLocale()
        for choice, item in self._items.items():
            if not isinstance(choice, InPath | Provenance):  # whose counts come with them
                self._tell_count(item, locale.toString(counts[choice]) if choice in counts else "")
        # A project that one person labels never has any.
        unasked = Condition.DISPUTED not in self._active
        self._items[Condition.DISPUTED].setHidden(unasked and not counts.get(Condition.DISPUTED))

    def show_progress(self, decided: Mapping[int, TaskProgress]) -> None:
        """Show how far each task is: the images on which all of it is decided, of all."""
        locale = QLocale()
        for task_id, item in self._tasks.items():
            task = decided.get(task_id)
            if task is None:
                continue
            number = locale.toString
            share = self.tr("{0} of {1}")
            told = self.tr(
                "{0}: all is decided on {1} of {2} images; {3} of {4} decisions are made"
            ).format(
                item.text(_NAME), number(task.images), number(task.total), number(task.pairs),
                number(task.needed),
            )  # fmt: skip
            if task.partly:  # a new label opens each image again: the number falls, and says why
                share = self.tr("{0} of {1} in full")
                part = self.tr(
                    "{0} more are decided in part: a label is open on them, "
                    "such as one that was added later"
                ).format(number(task.partly))
                told = f"{part}\n{told}"
            share = share.format(number(task.images), number(task.total))
            if plain_tip(told) != item.toolTip(_COUNT):
                item.setText(_COUNT, share)
                for column in (_NAME, _COUNT):
                    item.setToolTip(column, plain_tip(told))
                item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, told)

    @Slot()
    def _fit_later(self) -> None:
        if not self._fitting.isActive():
            self._fitting.start()

    @Slot()
    def _fit_counts(self) -> None:
        self.header().resizeSection(_COUNT, self.sizeHintForColumn(_COUNT))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_counts()

    def drawBranches(  # noqa: N802 (Qt's)
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """No arrows: nothing folds."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            view = self._current_view()
            if event.key() == Qt.Key.Key_Space or (view and event.key() in _VIEW_KEYS):
                event.accept()  # keys of this list, whatever the window does with them elsewhere
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item, view = self.currentItem(), self._current_view()
        if event.key() in _PICK_KEYS and item is not None:
            self._pressed = event.modifiers()
            self._pick(item)
        elif event.key() == Qt.Key.Key_F2 and view is not None:
            self.rename_asked.emit(view)
        elif event.key() == Qt.Key.Key_Delete and view is not None:
            self.delete_asked.emit(view)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.modifiers()
        if event.button() == Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        item = self.currentItem() if keyboard else self.itemAt(event.pos())
        choice = _choice_of(item)
        if item is None or choice is None or choice is ALL:
            return
        menu = self.menu_of(choice)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.visualItemRect(item).bottomLeft() if keyboard else event.pos()
        menu.popup(self.viewport().mapToGlobal(place))

    def menu_of(self, choice: Choice) -> FilterMenu | SavedViewMenu:
        """The context menu of a line, not shown yet."""
        if isinstance(choice, SavedView):
            menu = SavedViewMenu(self)
            menu.rename.triggered.connect(lambda: self.rename_asked.emit(choice))
            menu.delete.triggered.connect(lambda: self.delete_asked.emit(choice))
            return menu
        filters = FilterMenu(self._active.get(choice), self)
        filters.picked.connect(lambda negated: self.picked.emit(choice, negated))
        return filters

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_later()
        if event.type() == QEvent.Type.PaletteChange:
            for item in (*self._items.values(), *self._tasks.values()):
                item.setForeground(_COUNT, self._muted())
            for group in self._tasks.values():
                group.setForeground(_NAME, self._muted())

    def _state_names(self) -> dict[Choice, str]:
        return {
            ALL: self.tr("All"),
            Condition.UNLABELLED: self.tr("Unlabelled"),
            Condition.LABELLED: self.tr("Labelled"),
            Condition.SUGGESTED: self.tr("Suggested"),
            Condition.DISAGREE: self.tr("Disagree"),
            Condition.SUSPECT: self.tr("Suspects"),
            Condition.DISPUTED: self.tr("Disputed"),
            Condition.UNSURE: self.tr("Unsure"),
            Condition.UNREADABLE: self.tr("Unreadable"),
        }

    def _state_meanings(self) -> dict[Condition, str]:
        """What the numbers of lines count that are taken for each other."""
        return {
            Condition.LABELLED: self.tr(
                "Images with at least one annotation, present or absent.\nThe numbers at the "
                "tasks below are smaller: images on which all of a task is decided."
            ),
            Condition.UNLABELLED: self.tr("Images without any annotation."),
            Condition.DISPUTED: self.tr(
                "Images of which two people say otherwise, until a reviewer settles it."
            ),
        }

    def _explain(self, item: QTreeWidgetItem, meaning: str) -> None:
        for column in (_NAME, _COUNT):
            item.setToolTip(column, meaning)

    def _forget(
        self, section: QTreeWidgetItem, kind: type[int] | type[SavedView] | type[InPath]
    ) -> None:
        for choice in [one for one in self._items if isinstance(one, kind)]:
            del self._items[choice]
        section.takeChildren()

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
        item.setData(_NAME, _LINE, _Line(choice))
        item.setToolTip(_NAME, plain_tip(name))
        item.setTextAlignment(_COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(_COUNT, self._muted())
        return item

    def _muted(self) -> QBrush:
        return self.palette().brush(QPalette.ColorRole.PlaceholderText)

    def _current_view(self) -> SavedView | None:
        choice = _choice_of(self.currentItem())
        return choice if isinstance(choice, SavedView) else None

    @Slot(QTreeWidgetItem, int)
    def _pick(self, item: QTreeWidgetItem, _column: int = _NAME) -> None:
        choice = _choice_of(item)
        if choice is not None:
            if isinstance(choice, InPath):
                self._turn_folder(item, choice.pattern)
            control = bool(self._pressed & Qt.KeyboardModifier.ControlModifier)
            self.picked.emit(choice, control)


_VIEW_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete)


def _choice_of(item: QTreeWidgetItem | None) -> Choice | None:
    line: _Line | None = item.data(_NAME, _LINE) if item is not None else None
    return None if line is None else line.choice


class _RowDelegate(QStyledItemDelegate):
    """Rows with air, as the label panel has them; a name has what its own number leaves."""

    def initStyleOption(  # noqa: N802 (Qt's)
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        view = self.parent()
        if not isinstance(view, Sidebar):
            return
        number = str(index.sibling(index.row(), _COUNT).data() or "")
        taken = option.fontMetrics.horizontalAdvance(number) + option.fontMetrics.height()
        spare = view.columnWidth(_COUNT) - taken
        if spare > 0:
            left, right = (0, spare) if index.column() == _NAME else (spare, 0)
            option.rect = option.rect.adjusted(left, 0, right, 0)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        air = option.fontMetrics.height() // 2
        if index.column() == _COUNT:
            size.setWidth(size.width() + air)
        return QSize(size.width(), option.fontMetrics.height() + air)
