"""Mouse and keys of the grid while a group is shown: a click takes one image out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from labelmt.gui.images.grid.grid_view import GridView

_MOVES = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
_TOGGLES = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class GroupTool(QObject):
    """While it is on, a click or Backspace takes an image out of the selection, or in again.

    Arrows look around without selecting. With Ctrl or Shift all is as ever.
    """

    def __init__(self, grid: GridView, parent: QObject) -> None:
        super().__init__(parent)
        self._grid = grid
        self._on = False

    def turn(self, on: bool) -> None:
        """Take the grid's clicks and arrows, or give them back."""
        if on == self._on:
            return
        self._on = on
        for watched in (self._grid.viewport(), self._grid):
            if on:
                watched.installEventFilter(self)
            else:
                watched.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and watched is self._grid:
            return self._key(event)
        if isinstance(event, QMouseEvent) and watched is self._grid.viewport():
            return self._mouse(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        kind, plain = event.type(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() in _TOGGLES:
            if kind == QEvent.Type.KeyPress:
                row = self._grid.current_row()
                if row is not None:
                    self._grid.toggle(row)
            event.accept()
            return kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.key() in _MOVES and kind == QEvent.Type.KeyPress:
            control = Qt.KeyboardModifier.ControlModifier
            self._grid.keyPressEvent(QKeyEvent(kind, event.key(), control))
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        presses = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.type() not in presses or not left or event.modifiers():
            return False
        self._grid.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self._grid.indexAt(event.position().toPoint())
        if index.isValid():
            self._grid.toggle(int(self._grid.model().rows[index.row()]))
        return True
