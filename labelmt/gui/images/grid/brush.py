"""The paint tool of a sweep: one press, drag and release over the grid is one stroke."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent

from labelmt.domain.annotations import State
from labelmt.gui.images.grid.grid_view import AUTO_SCROLL_MS, GridView

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton

_KEYS = {int(Qt.Key.Key_Space): State.PRESENT, int(Qt.Key.Key_Backspace): State.UNKNOWN}


class PaintTool(QObject):
    """Takes the mouse of a grid while it is on: left paints present, right or Shift absent.

    Alt paints unknown. What a stroke touches, however fast, belongs to it once. Space, Shift+Space
    and Backspace ask for the same three states on the selection.
    """

    began = Signal(int, object)
    """A stroke starts on this row, for this State."""
    touched = Signal(object)
    """list of rows the stroke has come to."""
    ended = Signal()
    cancelled = Signal()
    """The stroke is to be forgotten: nothing of it is asked for."""
    key_pressed = Signal(object)
    """A State is asked for on the selection."""

    def __init__(self, grid: GridView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._at: QPoint | None = None  # in the content's coordinates
        self._button = Button.NoButton
        self._scroll = QTimer(self, interval=AUTO_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self._on = False

    @property
    def painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._at is not None

    def turn(self, on: bool) -> None:
        """Take the grid's mouse, or give it back."""
        if on == self._on:
            return
        self._on = on
        self.cancel()
        for watched in (self._grid.viewport(), self._grid):
            if on:
                watched.installEventFilter(self)
            else:
                watched.removeEventFilter(self)
        self._grid.viewport().setCursor(
            Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor
        )

    def cancel(self) -> None:
        """Forget the stroke under way."""
        if self.painting:
            self._stop()
            self.cancelled.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._grid:
            return isinstance(event, QKeyEvent) and self._key(event)
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        return event.type() == QEvent.Type.ContextMenu  # the right button paints

    def _key(self, event: QKeyEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if event.key() == Qt.Key.Key_Escape and self.painting:
            if kind == QEvent.Type.KeyPress:
                self.cancel()
            event.accept()
            return True
        shift = event.modifiers() == Modifier.ShiftModifier
        state = _KEYS.get(event.key())
        if state is None or not (shift or event.modifiers() == Modifier.NoModifier):
            return False
        if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.key_pressed.emit(State.ABSENT if shift and state is State.PRESENT else state)
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return self._press(event)
        if kind == QEvent.Type.MouseMove and self.painting:
            if not event.buttons() & self._button:
                self._finish()  # the release went elsewhere
            else:
                self._move(event.position().toPoint())
            return True
        if kind == QEvent.Type.MouseButtonRelease and event.button() == self._button:
            self._finish()
            return True
        return kind == QEvent.Type.MouseMove

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() not in (Button.LeftButton, Button.RightButton):
            return False
        if self.painting:  # a second button takes the stroke back, as drawing programs do
            self.cancel()
            return True
        if event.modifiers() & Modifier.ControlModifier:
            return False  # selects, as ever
        self._grid.setFocus(Qt.FocusReason.MouseFocusReason)
        point = event.position().toPoint()
        index = self._grid.indexAt(point)
        if not index.isValid():
            return True
        state = State.PRESENT
        if event.modifiers() & Modifier.AltModifier:
            state = State.UNKNOWN
        elif event.button() == Button.RightButton or event.modifiers() & Modifier.ShiftModifier:
            state = State.ABSENT
        self._button = event.button()
        self._at = self._in_content(point)
        self.began.emit(int(self._grid.model().rows[index.row()]), state)
        return True

    def _move(self, point: QPoint) -> None:
        self._extend(self._in_content(point))
        inside = 0 <= point.y() < self._grid.viewport().height()
        if inside:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()

    def _extend(self, to: QPoint) -> None:
        if self._at is not None:
            rows = self._grid.rows_along(self._at, to)
            self._at = to
            if rows:
                self.touched.emit(rows)

    def _finish(self) -> None:
        if self.painting:
            self._stop()
            self.ended.emit()

    def _stop(self) -> None:
        self._at = None
        self._button = Button.NoButton
        self._scroll.stop()

    def _in_content(self, point: QPoint) -> QPoint:
        return point + QPoint(0, self._grid.verticalOffset())

    @Slot()
    def _scroll_on(self) -> None:
        """The pointer waits above or below the grid: the stroke goes on as it scrolls."""
        view = self._grid.viewport()
        point = view.mapFromGlobal(view.cursor().pos())
        beyond = min(point.y(), 0) + max(point.y() - view.height(), 0)
        bar = self._grid.verticalScrollBar()
        bar.setValue(bar.value() + beyond // 2)
        inside = QPoint(point.x(), min(max(point.y(), 0), view.height() - 1))
        self._extend(self._in_content(inside))
