"""The grid's selection, kept by row when the order of the images changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QWidget

from labelmt.domain.changes import Changes
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.images.grid.grid_canvas import GridCanvas, Index
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader

Flag = QItemSelectionModel.SelectionFlag
Modifier = Qt.KeyboardModifier
Mask = NDArray[np.bool_]

RANGES_TOLD = 64
"""Most ranges that Qt's own selection is told of: beyond some thousand it takes a second to
compare two of them. Who hears the grid is then told of the first ones."""


class GridSelection(GridCanvas):
    """Selects any images of any number, and by row, whatever their order.

    What is selected is a mask over positions: each operation costs a pass over it, a tenth of a
    millisecond for 100,000 images. Qt's selection model follows, for accessibility.
    """

    selectionRowsChanged = Signal()
    """Other rows are selected."""
    currentRowChanged = Signal(int)
    """The row keys start from, or -1."""
    _replacing = True
    """Selection and current image are no news now. Qt tells of both while it builds a view."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(loader, parent)
        self._told: Rows = np.empty(0, dtype=np.int64)
        self._from: int | None = None  # row a Shift range starts at
        self._arrived: int | None = None  # row in place of one that is gone
        self._replacing = False

    # -- what is shown -------------------------------------------------------------------

    def set_project(self, project_view: ProjectView | None) -> None:
        """Show another project: nothing, until rows are given."""
        self._from = None
        self.clearSelection()
        self.model().set_project(project_view)
        self.verticalScrollBar().setValue(0)

    def set_rows(self, rows: Rows) -> None:
        """Show these rows in this order. Selection and the place on screen stay."""
        model = self.model()
        selected = model.rows[self.selected_mask()]
        current, before = self.current_row(), model.rows
        at_rest = self.verticalOffset() == 0 and not self._is_seen(current)
        anchors = [] if at_rest else self._anchors()
        self._end_band()
        self._replacing = True
        model.set_rows(rows)
        self._select_positions(model.positions_of(selected))
        near = _nearest(current, before, model.rows)
        position = model.position_of(near) if near is not None else None
        self._set_current(position if position is not None else -1)
        self._put_back(anchors)
        self._replacing = False
        self._tell_selection()
        # What followed an image that has gone is not looked at yet: the next arrow goes to it.
        followed = near is not None and near != current and not self.selected_mask().any()
        self._arrived = near if followed and self._comes_after(current, near, before) else None
        if near != current:
            self.currentRowChanged.emit(-1 if near is None else near)

    def _comes_after(self, row: int | None, other: int | None, rows: Rows) -> bool:
        places = [np.flatnonzero(rows == one) for one in (row, other)]
        return all(len(one) for one in places) and int(places[1][0]) > int(places[0][0])

    def place(self) -> Sequence[tuple[int, int]]:
        """Where one is: what ``return_to`` brings back."""
        return self._anchors()

    def return_to(self, place: Sequence[tuple[int, int]]) -> None:
        """Show again what was on screen, as far as it is in view."""
        self._put_back(place)

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
        return tuple(self.model().rows[self.selected_mask()].tolist())

    def current_row(self) -> int | None:
        """The row that keys start from."""
        index = self.currentIndex()
        return int(self.model().rows[index.row()]) if index.isValid() else None

    def select_rows(self, rows: Iterable[int] | Rows, current: int | None = None) -> None:
        """Select just these, as far as they are in view, and bring the current one there."""
        model = self.model()
        if not isinstance(rows, np.ndarray):
            rows = np.array(list(rows), dtype=np.int64)
        positions = model.positions_of(rows)
        self._select_positions(positions)
        position = model.position_of(current) if current is not None else None
        if position is None and len(positions):
            position = int(positions[0])
        if position is not None:
            self._set_current(position)
            self._from = int(model.rows[position])
            self.scrollTo(model.index(position))

    def reveal(self, rows: Collection[int]) -> bool:
        """Scroll to the first of these that is in view; whether there is one."""
        positions = self.model().positions_of(np.array(sorted(rows), dtype=np.int64))
        if len(positions):
            self.scrollTo(self.model().index(int(positions.min())))
        return bool(len(positions))

    def make_current(self, row: int) -> None:
        """Select one image in view where it is: nothing scrolls."""
        position = self.model().position_of(row)
        if position is not None:
            self._from = row
            self._set_current(position)
            self._select_run(position, position)

    def selectAll(self) -> None:  # noqa: N802 (Qt's)
        self._select(np.ones(self.model().rowCount(), dtype=np.bool_))

    def clearSelection(self) -> None:  # noqa: N802 (Qt's)
        self._select(np.zeros(self.model().rowCount(), dtype=np.bool_))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt's own way to select by rectangle, in the viewport's coordinates."""
        box = rect.normalized().translated(0, self.verticalOffset())
        self._select_box(box, None if command & Flag.Clear else self.selected_mask())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Somebody else spoke to Qt's selection: a screen reader, or the view being built."""
        if not self._replacing:
            mask = np.zeros(self.model().rowCount(), dtype=np.bool_)
            for chosen in self.selectionModel().selection().toList():
                mask[chosen.top() : chosen.bottom() + 1] = True
            self._mask = mask
            self.viewport().update()
            self._tell_selection()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self.viewport().update()
        if not self._replacing:
            row = self.current_row()
            self.currentRowChanged.emit(-1 if row is None else row)

    def _tell_selection(self) -> None:
        rows = self.model().rows[self.selected_mask()]
        if not np.array_equal(rows, self._told):
            self._told = rows
            self.selectionRowsChanged.emit()

    def _set_current(self, position: int) -> None:
        self._arrived = None
        index = self.model().index(position) if position >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)

    def _select_positions(self, positions: Rows) -> None:
        """Select these positions and nothing else."""
        mask = np.zeros(self.model().rowCount(), dtype=np.bool_)
        mask[positions] = True
        self._select(mask)

    def _select_run(self, first: int, last: int, base: Mask | None = None) -> None:
        """Select from one position to another, both included, beside what ``base`` has."""
        mask = np.zeros(self.model().rowCount(), dtype=np.bool_) if base is None else base.copy()
        mask[first : last + 1] = True
        self._select(mask)

    def _select_box(self, box: QRect, base: Mask | None = None) -> None:
        """Select what a rectangle of the content touches, beside what ``base`` has."""
        mask = self._geometry.touched(box.left(), box.top(), box.right(), box.bottom())
        self._select(mask if base is None else mask | base)

    def _select(self, mask: Mask) -> None:
        """Select what a mask says; it belongs to the selection from now on."""
        self._mask = mask
        before, self._replacing = self._replacing, True
        self.selectionModel().select(self._ranges(mask), Flag.ClearAndSelect)
        self._replacing = before
        self.viewport().update()
        if not self._replacing:
            self._tell_selection()

    def _ranges(self, mask: Mask) -> QItemSelection:
        """What Qt is told of a mask: its first ranges."""
        edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))[: 2 * RANGES_TOLD]
        model, selection = self.model(), QItemSelection()
        for start, stop in edges.reshape(-1, 2).tolist():
            selection.append(QItemSelectionRange(model.index(start), model.index(stop - 1)))
        return selection

    def _go(self, position: int, modifiers: Modifier) -> None:
        """Make an image current as a key or a click with these modifiers does."""
        model = self.model()
        row = int(model.rows[position])
        start = model.position_of(self._from) if self._from is not None else None
        if modifiers & Modifier.ShiftModifier and start is not None:
            low, high = min(start, position), max(start, position)
            base = self.selected_mask() if modifiers & Modifier.ControlModifier else None
            self._set_current(position)
            self._select_run(low, high, base)
        else:
            self._from = row
            self._set_current(position)
            self._select_run(position, position)
        self.scrollTo(model.index(position))

    def _end_band(self) -> None:
        """A rubber band does not survive other images under it."""


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
