"""The grid a person works in: select by key and mouse, open, keep one's place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
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

from labelmt.domain.changes import Changes
from labelmt.gui.grid_canvas import GridCanvas, Index
from labelmt.gui.grid_keys import moved
from labelmt.gui.library import Library, Rows
from labelmt.gui.thumbnail_loader import ThumbnailLoader

Flag = QItemSelectionModel.SelectionFlag
Modifier = Qt.KeyboardModifier

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


class GridView(GridCanvas):
    """Images in view, any number of them.

    Keys that mean nothing here are left to whoever holds the grid: labels have them.
    """

    selectionRowsChanged = Signal(object)
    """tuple of rows selected, in view order."""
    currentRowChanged = Signal(int)
    """The row keys start from, or -1."""
    rowActivated = Signal(int)  # noqa: N815
    """An image is to be opened."""

    _replacing = True
    """Selection and current image are no news now. Qt tells of both while it builds a view."""
    _next_mask: NDArray[np.bool_] | None = None

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(loader, parent)
        self.setObjectName("grid")
        self.setAccessibleName(self.tr("Images"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._selected: tuple[int, ...] | None = ()
        self._told: tuple[int, ...] = ()
        self._from: int | None = None  # row a Shift range starts at
        self._pressed: QPoint | None = None  # in the content's coordinates
        self._base = QItemSelection()  # what a rubber band adds to
        self._replacing = False
        self._wheel = 0
        self._scroll = QTimer(self, interval=AUTO_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    # -- what is shown -------------------------------------------------------------------

    def set_library(self, library: Library | None) -> None:
        """Show another project: nothing, until rows are given."""
        self._from = None
        self.clearSelection()
        self.model().set_library(library)
        self.verticalScrollBar().setValue(0)

    def set_rows(self, rows: Rows) -> None:
        """Show these rows in this order. Selection and the place on screen stay."""
        model = self.model()
        selected = np.array(self.selected_rows(), dtype=np.int64)
        current, before = self.current_row(), model.rows
        at_rest = self.verticalOffset() == 0 and not self._is_seen(current)
        anchors = [] if at_rest else self._anchors()
        self._stop_band()
        self._replacing = True
        model.set_rows(rows)
        self._mask = self._selected = None  # Qt forgets both without a word
        self._select_positions(np.sort(model.positions_of(selected)))
        near = _nearest(current, before, model.rows)
        position = model.position_of(near) if near is not None else None
        self._set_current(position if position is not None else -1)
        self._put_back(anchors)
        self._replacing = False
        self._tell_selection()
        if near != current:
            self.currentRowChanged.emit(-1 if near is None else near)

    def refresh(self, changes: Changes) -> None:
        """Draw what a change touched; order, selection and place stay."""
        self.model().refresh(changes)

    def _is_seen(self, row: int | None) -> bool:
        position = self.model().position_of(row) if row is not None else None
        return position is not None and position in self.visible_positions()

    def _anchors(self) -> list[tuple[int, int]]:
        """Rows with their y on screen: whichever is still there first keeps its place."""
        row, y = self._anchor()
        first = [] if row is None else [(row, y)]
        rows, offset = self.model().rows, self.verticalOffset()
        return first + [
            (int(rows[one]), self._geometry.cell(one)[1] - offset)
            for one in self.visible_positions()
        ]

    def _put_back(self, anchors: Sequence[tuple[int, int]]) -> None:
        for row, y in anchors:
            position = self.model().position_of(row)
            if position is not None:
                self.verticalScrollBar().setValue(self._geometry.cell(position)[1] - y)
                return
        self.verticalScrollBar().setValue(0)

    # -- selection -----------------------------------------------------------------------

    def selected_rows(self) -> tuple[int, ...]:
        """Rows selected, in view order."""
        if self._selected is None:
            self._selected = tuple(self.model().rows[self.selected_mask()].tolist())
        return self._selected

    def current_row(self) -> int | None:
        """The row that keys start from."""
        index = self.currentIndex()
        return int(self.model().rows[index.row()]) if index.isValid() else None

    def select_rows(self, rows: Iterable[int], current: int | None = None) -> None:
        """Select just these, as far as they are in view, and bring the current one there."""
        model = self.model()
        positions = model.positions_of(np.array(list(rows), dtype=np.int64))
        self._select_positions(np.sort(positions))
        position = model.position_of(current) if current is not None else None
        if position is None and len(positions):
            position = int(positions[0])
        if position is not None:
            self._set_current(position)
            self._from = int(model.rows[position])
            self.scrollTo(model.index(position))

    def selectAll(self) -> None:  # noqa: N802 (Qt's)
        """One range, however many images."""
        self._select_runs([range(self.model().rowCount())])

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self._mask = self._next_mask  # told beforehand where it is known
        self._selected = None
        self.viewport().update()
        if not self._replacing:
            self._tell_selection()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self.viewport().update()
        if not self._replacing:
            row = self.current_row()
            self.currentRowChanged.emit(-1 if row is None else row)

    def _tell_selection(self) -> None:
        rows = self.selected_rows()
        if rows != self._told:
            self._told = rows
            self.selectionRowsChanged.emit(rows)

    def _set_current(self, position: int) -> None:
        index = self.model().index(position) if position >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)

    def _select_positions(self, positions: Rows) -> None:
        """Select ascending positions and nothing else."""
        cuts = np.flatnonzero(np.diff(positions) != 1) + 1
        runs = np.split(positions, cuts) if len(positions) else []
        self._select_runs([range(int(run[0]), int(run[-1]) + 1) for run in runs])

    def _select_runs(self, runs: Iterable[range], base: QItemSelection | None = None) -> None:
        model = self.model()
        selection = QItemSelection() if base is None else QItemSelection(base)
        mask = np.zeros(model.rowCount(), dtype=np.bool_)
        for run in runs:
            if not run:
                continue
            mask[run.start : run.stop] = True
            ends = model.index(run[0]), model.index(run[-1])
            if base is None:
                selection.append(QItemSelectionRange(*ends))
            else:
                selection.merge(QItemSelection(*ends), Flag.Select)
        self._next_mask = mask if base is None else None
        self.selectionModel().select(selection, Flag.ClearAndSelect)
        self._next_mask = None

    def _go(self, position: int, modifiers: Modifier) -> None:
        """Make an image current as a key or a click with these modifiers does."""
        model = self.model()
        row = int(model.rows[position])
        start = model.position_of(self._from) if self._from is not None else None
        if modifiers & Modifier.ShiftModifier and start is not None:
            low, high = min(start, position), max(start, position)
            base = (
                self.selectionModel().selection() if modifiers & Modifier.ControlModifier else None
            )
            self._set_current(position)
            self._select_runs([range(low, high + 1)], base)
        else:
            self._from = row
            self._set_current(position)
            self._select_runs([range(position, position + 1)])
        self.scrollTo(model.index(position))

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
        elif (position := self._target(event.key(), current)) is None:
            event.ignore()
        elif control and not modifiers & Modifier.ShiftModifier:
            self._set_current(position)  # looks around; Ctrl+Space then adds
            self.scrollTo(self.model().index(position))
        else:
            self._go(position, modifiers)

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
        page = max(1, self.viewport().height() // self._geometry.cell_height)
        return moved(key, current, self._geometry, page)

    def _toggle(self, position: int) -> None:
        self._from = int(self.model().rows[position])
        index = self.model().index(position)
        self._set_current(position)
        self.selectionModel().select(index, Flag.Toggle)

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
        self._base = self.selectionModel().selection() if adds else QItemSelection()
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
            self._stop_band()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._stop_band()
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
        box = self._band
        runs = self._geometry.block(box.left(), box.top(), box.right(), box.bottom())
        self._select_runs(runs, None if self._base.isEmpty() else self._base)
        self.viewport().update()

    @Slot()
    def _scroll_on(self) -> None:
        """The pointer waits above or below the window: more comes into the rubber band."""
        point = self.viewport().mapFromGlobal(self.cursor().pos())
        beyond = min(point.y(), 0) + max(point.y() - self.viewport().height(), 0)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + beyond // 2)
        self._stretch_band(point + QPoint(0, self.verticalOffset()))

    def _stop_band(self) -> None:
        self._scroll.stop()
        self._pressed = None
        if self._band is not None:
            self._band = None
            self.viewport().update()


def _nearest(row: int | None, before: Rows, after: Rows) -> int | None:
    """The row itself if it is still there, else what followed it, else what came before it."""
    if row is None or not len(after):
        return None
    place = int(np.flatnonzero(before == row)[0])
    stays = np.isin(before, after)
    behind = np.flatnonzero(stays[place:])
    if len(behind):
        return int(before[place + behind[0]])
    ahead = np.flatnonzero(stays[:place])
    return int(before[ahead[-1]]) if len(ahead) else None
