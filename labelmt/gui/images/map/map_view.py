"""The map's mouse and keys: look around, hover, select by a rectangle or a line drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from labelmt.gui.images.map.lasso import points_inside
from labelmt.gui.images.map.map_canvas import MapCanvas, Mask
from labelmt.gui.images.map.tile_index import Rows
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.widgets.pinch import pinch_factor

Modifier = Qt.KeyboardModifier
STEP = 1.25
"""Of zooming by a notch of the wheel, or a key."""
PAN = 80
"""Pixels that an arrow with Ctrl moves the map by."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Tool(Enum):
    """What dragging with the left button does."""

    LASSO = "lasso"
    RECTANGLE = "rectangle"
    PAN = "pan"


class MapView(MapCanvas):
    """Keys that mean nothing here are left to whoever holds the map: labels have them."""

    selected = Signal(object, int)
    """(n,) int64 rows that are selected now, and the current one, -1 for none."""
    rowActivated = Signal(int)  # noqa: N815
    """An image is to be opened."""
    acceptAsked = Signal()  # noqa: N815
    acted = Signal()
    """A person moves, zooms or draws: work in the background steps aside."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(loader, parent)
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map of images"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.tool = Tool.LASSO
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._panning = False
        self._base: Mask | None = None
        self._takes_out = False

    def show_selection(self, selected: Mask, current: int | None) -> None:
        """Mark what is selected, and say it to screen readers."""
        super().show_selection(selected, current)
        words = self.tr("{0} images on the map, {1} selected.").format(
            len(self.index), int(selected.sum())
        )
        lines = self.describe(current) if current is not None else ()
        self.setAccessibleDescription(" ".join((words, *lines)))
        if QAccessible.isActive():
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )

    # -- keys ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Modifier.KeypadModifier
        control = bool(modifiers & Modifier.ControlModifier)
        shift = bool(modifiers & Modifier.ShiftModifier)
        others = modifiers & ~Modifier.ControlModifier & ~Modifier.ShiftModifier
        key = event.key()
        if others:
            event.ignore()
        elif key in _ARROWS and control:
            dx, dy = _ARROWS[Qt.Key(key)]
            self._act()
            self.pan_by(-dx * PAN, -dy * PAN)
        elif key in _ARROWS:
            self._step(*_ARROWS[Qt.Key(key)], adds=shift)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and not control:
            self._act()
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus and not control:
            self._act()
            self.zoom_by(1 / STEP)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key == Qt.Key.Key_A and control:
            self._tell_selected(self._choosable(np.arange(len(self.index))), None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.rowActivated.emit(self.current)
        elif key == Qt.Key.Key_Space and control and self.current is not None:
            self._toggle(self.current)
        elif key == Qt.Key.Key_Space and not modifiers:
            if not event.isAutoRepeat():
                self.acceptAsked.emit()
        else:
            event.ignore()

    def _step(self, dx: int, dy: int, *, adds: bool) -> None:
        """Go to the nearest image in a direction; the first step goes to the middle."""
        start = self.place_of(self.current) if self.current is not None else None
        middle = QRectF(self.rect()).center()
        row = self._towards(start, dx, dy) if start is not None else self._nearest_to(middle)
        if row is None:
            return
        self._act()
        base = self._selected.copy() if adds and len(self._selected) else self._nothing()
        base[row] = True
        self._tell_selected(np.flatnonzero(base), row)
        self.reveal(row)

    def _towards(self, start: QPointF, dx: int, dy: int) -> int | None:
        """The nearest image within a quarter turn of the direction, or at all that way."""
        x, y = self._pixels(slice(0, len(self.index)))
        along = (x - start.x()) * dx + (y - start.y()) * dy
        across = np.abs((x - start.x()) * dy) + np.abs((y - start.y()) * dx)
        usable = (along > 0.5) & self._points_in_view()
        ahead = np.flatnonzero(usable & (across <= along))
        if not len(ahead):
            ahead = np.flatnonzero(usable)
        if not len(ahead):
            return None
        far = along[ahead] ** 2 + (2 * across[ahead]) ** 2
        return int(self.index.rows[ahead[int(np.argmin(far))]])

    def _nearest_to(self, point: QPointF) -> int | None:
        x, y = self._pixels(slice(0, len(self.index)))
        usable = np.flatnonzero(self._points_in_view())
        if not len(usable):
            return None
        far = (x[usable] - point.x()) ** 2 + (y[usable] - point.y()) ** 2
        return int(self.index.rows[usable[int(np.argmin(far))]])

    # -- mouse ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        self._act()
        if event.button() == Qt.MouseButton.RightButton:
            row = self.row_at(point)
            if row is not None and self._usable(row) and not self._in(self._selected, row):
                self._tell_selected(np.array([row]), row)
            return
        middle = event.button() == Qt.MouseButton.MiddleButton
        if not middle and event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = self._last = point
        self._panning = middle or self.tool is Tool.PAN
        self._takes_out = bool(event.modifiers() & Modifier.AltModifier)
        adds = event.modifiers() & (Modifier.ControlModifier | Modifier.ShiftModifier)
        self._base = self._selected.copy() if adds or self._takes_out else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            self._hover(point)
            return
        far = (point - self._pressed).manhattanLength()
        begun = bool(self._line) or self._last != self._pressed
        if not begun and far < QApplication.startDragDistance():
            return
        self._act()
        self.hovered = None
        if self._panning:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            moved = point - self._last
            self.pan_by(moved.x(), moved.y())
        elif self.tool is Tool.RECTANGLE:
            box = QRectF(self._pressed, point).normalized()
            self._line = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
        else:
            self._line = self._line or [self._pressed]
            self._line.append(point)
        self._last = point
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, line = self._pressed, self._line
        dragged = pressed is not None and self._last != pressed
        self._pressed, self._line = None, []
        self.unsetCursor()
        if pressed is None or event.button() == Qt.MouseButton.RightButton:
            return
        if line:
            self._select_within(line)
        elif not dragged:
            self._click(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row is not None and self._usable(row):
            self._pressed = None
            self.rowActivated.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._act()
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Modifier.ControlModifier:
            self.pan_by(pixels.x(), pixels.y())  # two fingers
        else:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        factor = pinch_factor(event)
        if factor is None or not isinstance(event, QNativeGestureEvent):
            return super().event(event)
        self._act()
        self.zoom_by(factor, event.position())
        event.accept()
        return True

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.hovered is not None:
            self.hovered = None
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _hover(self, point: QPointF) -> None:
        row = self.row_at(point)
        if row != self.hovered:
            self.hovered = row
            if row is not None and self._loader.pixmap(row) is None:
                self._loader.request(row)
            self.update()

    def _click(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row is not None and not self._usable(row):
            return
        if row is None:
            if self._base is None:
                self._tell_selected(np.empty(0, dtype=np.int64), None)
        elif event.modifiers() & (Modifier.ControlModifier | Modifier.ShiftModifier):
            self._toggle(row)
        else:
            self._tell_selected(np.array([row]), row)

    # -- selection -----------------------------------------------------------------------

    def _select_within(self, line: Iterable[QPointF]) -> None:
        points = points_inside(self.index, [self.to_map(one) for one in line])
        rows = self._choosable(points)
        base = self._base
        if base is None:
            mask = self._nothing()
        else:
            mask = self._nothing()
            mask[: len(base)] = base
        mask[rows] = not self._takes_out
        self._tell_selected(np.flatnonzero(mask), None)

    def _choosable(self, points: Rows) -> Rows:
        """Rows of points, without those out of view."""
        rows = self.index.rows[points]
        found: Rows = rows[self._of_rows(self._in_view, rows)]
        return found

    def _points_in_view(self) -> Mask:
        return self._of_rows(self._in_view, self.index.rows)

    def _usable(self, row: int) -> bool:
        return self._in(self._in_view, row)

    def _nothing(self) -> Mask:
        rows = len(self.index.point_of)
        return np.zeros(max(rows, len(self._selected), len(self._in_view)), dtype=np.bool_)

    def _toggle(self, row: int) -> None:
        mask = self._nothing()
        mask[: len(self._selected)] = self._selected
        mask[row] ^= True
        self._tell_selected(np.flatnonzero(mask), row)

    def _tell_selected(self, rows: Rows, current: int | None) -> None:
        if current is None and len(rows):
            kept = self.current is not None and bool(np.isin(self.current, rows))
            current = self.current if kept else int(rows[0])
        self.selected.emit(rows, -1 if current is None else current)

    def _act(self) -> None:
        self.acted.emit()
