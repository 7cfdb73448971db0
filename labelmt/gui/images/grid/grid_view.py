"""The grid's keyboard and mouse: select, open, keep one's place."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from labelmt.gui.images.grid.grid_navigation import moved
from labelmt.gui.images.grid.grid_selection import GridSelection, Mask, Modifier
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader

_ARROWS = {
    QAbstractItemView.CursorAction.MoveUp: Qt.Key.Key_Up,
    QAbstractItemView.CursorAction.MoveDown: Qt.Key.Key_Down,
    QAbstractItemView.CursorAction.MoveLeft: Qt.Key.Key_Left,
    QAbstractItemView.CursorAction.MovePrevious: Qt.Key.Key_Left,
    QAbstractItemView.CursorAction.MoveRight: Qt.Key.Key_Right,
    QAbstractItemView.CursorAction.MoveNext: Qt.Key.Key_Right,
    QAbstractItemView.CursorAction.MoveHome: Qt.Key.Key_Home,
    QAbstractItemView.CursorAction.MoveEnd: Qt.Key.Key_End,
    QAbstractItemView.CursorAction.MovePageUp: Qt.Key.Key_PageUp,
    QAbstractItemView.CursorAction.MovePageDown: Qt.Key.Key_PageDown,
}

AUTO_SCROLL_MS = 30


class GridView(GridSelection):
    """Images in view, any number of them.

    Keys that mean nothing here are left to whoever holds the grid: labels have them.
    """

    rowActivated = Signal(int)  # noqa: N815
    """An image is to be opened."""
    acceptAsked = Signal()  # noqa: N815
    """What is suggested of the selection is to be accepted."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(loader, parent)
        self.setObjectName("grid")
        self.setAccessibleName(self.tr("Images"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._pressed: QPoint | None = None  # in the content's coordinates
        self._base: Mask | None = None  # what a rubber band adds to
        self._wheel = 0
        self._scroll = QTimer(self, interval=AUTO_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would make the first image current; here nothing is, until somebody says so."""
        self.viewport().update()

    # -- keys ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Modifier.KeypadModifier
        control = bool(modifiers & Modifier.ControlModifier)
        others = modifiers & ~Modifier.ControlModifier & ~Modifier.ShiftModifier
        current = self.currentIndex().row()
        if others:
            event.ignore()
        elif event.key() == Qt.Key.Key_A and control:
            self.selectAll()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current >= 0:
            self.rowActivated.emit(int(self.model().rows[current]))
        elif event.key() == Qt.Key.Key_Space and control and current >= 0:
            self._toggle(current)
        elif event.key() == Qt.Key.Key_Space and not modifiers:
            if not event.isAutoRepeat():
                self.acceptAsked.emit()
        elif (position := self._target(event.key(), current)) is None:
            event.ignore()
        elif control and not modifiers & Modifier.ShiftModifier:
            self._set_current(position)  # looks around; Ctrl+Space then adds
            self.scrollTo(self.model().index(position))
        else:
            self._go(position, modifiers)

    def go_on(self) -> None:
        """Make the next image current, and select it alone."""
        following = self.currentIndex().row() + 1
        if 0 < following < self.model().rowCount():
            self._go(following, Modifier.NoModifier)

    def toggle(self, row: int) -> None:
        """Add an image in view to the selection, or take it out; it is current then."""
        position = self.model().position_of(row)
        if position is not None:
            self._toggle(position)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Modifier
    ) -> QModelIndex:
        position = self._target(_ARROWS[action], self.currentIndex().row())
        return self.model().index(position) if position is not None else QModelIndex()

    def _target(self, key: int, current: int) -> int | None:
        if current < 0:
            # The first key shows where one is.
            seen = self.visible_positions()
            found = moved(key, seen.start, self._geometry, 0)
            return seen.start if found is not None and len(seen) else None
        if key == Qt.Key.Key_Right and self._arrived == int(self.model().rows[current]):
            return current
        page = max(1, self.viewport().height() // self._geometry.cell_height)
        return moved(key, current, self._geometry, page)

    def _toggle(self, position: int) -> None:
        self._from = int(self.model().rows[position])
        self._set_current(position)
        mask = self.selected_mask().copy()
        mask[position] ^= True
        self._select(mask)

    # -- mouse ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index, modifiers = self.indexAt(point), event.modifiers()
        if event.button() == Qt.MouseButton.RightButton:
            if index.isValid() and not self.selected_mask()[index.row()]:
                self._go(index.row(), Modifier.NoModifier)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        adds = bool(modifiers & (Modifier.ControlModifier | Modifier.ShiftModifier))
        self._pressed = point + QPoint(0, self.verticalOffset())
        self._base = self.selected_mask() if adds else None
        if not index.isValid():
            if not adds:
                self.clearSelection()
        elif modifiers & Modifier.ControlModifier and not modifiers & Modifier.ShiftModifier:
            self._toggle(index.row())
        else:
            self._go(index.row(), modifiers)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        now = point + QPoint(0, self.verticalOffset())
        far = (now - self._pressed).manhattanLength()
        if self._band is None and far < QApplication.startDragDistance():
            return
        self._stretch_band(now)
        inside = 0 <= point.y() < self.viewport().height()
        if inside:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_band()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._end_band()
            self.rowActivated.emit(int(self.model().rows[index.row()]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Modifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / 120)  # touchpads send parts of a step
        self._wheel -= steps * 120
        if steps:
            self.step_edge(steps, event.position().toPoint())
        event.accept()

    def _stretch_band(self, to: QPoint) -> None:
        if self._pressed is None:
            return
        self._band = QRect(self._pressed, to).normalized()
        self._select_box(self._band, self._base)
        self.viewport().update()

    @Slot()
    def _scroll_on(self) -> None:
        """The pointer waits above or below the window: more comes into the rubber band."""
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        beyond = min(point.y(), 0) + max(point.y() - self.viewport().height(), 0)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + beyond // 2)
        self._stretch_band(point + QPoint(0, self.verticalOffset()))

    def _end_band(self) -> None:
        self._scroll.stop()
        self._pressed = None
        if self._band is not None:
            self._band = None
            self.viewport().update()
