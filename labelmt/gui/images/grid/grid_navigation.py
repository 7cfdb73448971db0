"""Keyboard navigation in the grid: the position that a key leads to."""

from __future__ import annotations

from PySide6.QtCore import Qt

from labelmt.gui.images.grid.grid_geometry import GridGeometry

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def moved(key: int, position: int, geometry: GridGeometry, page: int) -> int | None:
    """The position a key leads to from another one; None where it is no such key.

    Args:
        page: lines a page has.
    """
    last, columns = geometry.count - 1, geometry.columns
    if last < 0:
        return None
    if key == Qt.Key.Key_Home:
        return 0
    if key == Qt.Key.Key_End:
        return last
    if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        sideways, lines = 0, page if key == Qt.Key.Key_PageDown else -page
    elif key in _STEPS:
        sideways, lines = _STEPS[Qt.Key(key)]
    else:
        return None
    if not lines:
        return min(max(position + sideways, 0), last)
    line, column = divmod(position, columns)
    wanted = min(max(line + lines, 0), geometry.lines - 1)
    # The last line may be short: its end is the nearest there is.
    return min(wanted * columns + column, last)
