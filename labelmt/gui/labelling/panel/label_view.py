"""The list of tasks and labels in the label panel: mouse and keys of the list itself."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from labelmt.domain.annotations import State
from labelmt.domain.key_sets import split_key
from labelmt.domain.schema import Label, Schema, Task
from labelmt.gui.labelling.panel.label_delegate import LabelDelegate
from labelmt.gui.labelling.panel.label_model import LabelModel
from labelmt.gui.labelling.panel.row_painter import lay_out

_LEFT_BY = (
    QEvent.Type.Leave,
    QEvent.Type.Wheel,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Hide,
)
"""What ends a look at a label's card."""


class LabelView(QTreeView):
    """A click on a label's box or Space marks present, with Shift absent, with Alt unknown.

    A click on its name selects it and marks nothing.
    """

    pressed_label = Signal(int, object)
    """Label id and the State asked for."""
    delete_asked = Signal(object)
    """The Task or Label."""
    about_asked = Signal(int, QRect)
    """Id of a label the mouse rests on, and its row in the list."""
    about_left = Signal()
    """The mouse rests there no longer, or something else is done."""

    def __init__(self, model: LabelModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = model
        self._pressed = QPersistentModelIndex()
        self._about = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(LabelDelegate(self))
        self.setAccessibleName(self.tr("Labels of the selected images"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_schema(self, schema: Schema) -> None:
        """Show other tasks and labels; the current one and the place stay, a new one is seen."""
        item = self.current_item()
        before = set(self._labels.schema.label_ids)
        fresh = [one for one in schema.label_ids if one not in before]
        place = self.verticalScrollBar().value()
        self._labels.set_schema(schema)
        self.expandAll()
        self.verticalScrollBar().setValue(place)
        if isinstance(item, Label):
            self.setCurrentIndex(self._labels.index_of(item.id))
        if before and len(fresh) == 1:
            self.scrollTo(self._labels.index_of(fresh[0]))

    @Slot(int)
    def show_key_set(self, key_set: int) -> None:
        """Scroll until the first label with a key of a set is at the top, below its task's name."""
        first = next(
            (
                label
                for label in self._labels.schema.labels
                if label.shortcut and split_key(label.shortcut)[0] == key_set
            ),
            None,
        )
        if first is not None:
            index = self._labels.index_of(first.id)
            at = index if index.row() else index.parent()
            self.scrollTo(at, QAbstractItemView.ScrollHint.PositionAtTop)

    def current_item(self) -> Task | Label | None:
        return self._labels.item(self.currentIndex())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            item = self._labels.item(index)
            if isinstance(item, Label):
                self._about = QPersistentModelIndex(index)
                self.about_asked.emit(item.id, self.visualRect(index))
                return True
        elif event.type() in _LEFT_BY or (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseMove
            and self._about != self.indexAt(event.position().toPoint())
        ):
            self._leave_about()
        return super().viewportEvent(event)

    def _leave_about(self) -> None:
        if self._about.isValid():
            self._about = QPersistentModelIndex()
            self.about_left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._leave_about()
        item = self.current_item()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Space and isinstance(item, Label):
            self.pressed_label.emit(item.id, State.ABSENT if shift else State.PRESENT)
        elif event.key() == Qt.Key.Key_Backspace and isinstance(item, Label):
            self.pressed_label.emit(item.id, State.UNKNOWN)
        elif event.key() == Qt.Key.Key_Delete and item is not None:
            self.delete_asked.emit(item)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed = QPersistentModelIndex(index)
        if index.isValid():
            self.setCurrentIndex(index)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_box = self._is_box(index, event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index == self._pressed and on_box:
            self._mark(index, event.modifiers())
        self._pressed = QPersistentModelIndex()
        event.accept()

    def _is_box(self, index: QModelIndex, place: QPoint) -> bool:
        """Whether a place is at a label's key or box, which is a little more than it looks."""
        return place.x() < lay_out(self.visualRect(index), self.fontMetrics()).swatch.left()

    def _mark(self, index: QModelIndex, modifiers: Qt.KeyboardModifier) -> None:
        item = self._labels.item(index)
        if not isinstance(item, Label):
            return
        state = State.PRESENT
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            state = State.ABSENT
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            state = State.UNKNOWN
        self.pressed_label.emit(item.id, state)
