"""What is selected in the grid, and how it outlives another order of the images."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
from labelmt.gui.grid_canvas import GridCanvas, Index
from labelmt.gui.library import Library, Rows
from labelmt.gui.thumbnail_loader import ThumbnailLoader

Flag = QItemSelectionModel.SelectionFlag
Modifier = Qt.KeyboardModifier


class GridSelection(GridCanvas):
    """Selects by ranges, however many images, and by row, whatever their order."""

    selectionRowsChanged = Signal(object)
    """tuple of rows selected, in view order."""
    currentRowChanged = Signal(int)
    """The row keys start from, or -1."""
    _replacing = True
    """Selection and current image are no news now. Qt tells of both while it builds a view."""
    _next_mask: NDArray[np.bool_] | None = None

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(loader, parent)
        self._selected: tuple[int, ...] | None = ()
        self._told: tuple[int, ...] = ()
        self._from: int | None = None  # row a Shift range starts at
        self._replacing = False

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
        self._end_band()
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

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt's own way to select by rectangle, in the viewport's coordinates."""
        box = rect.normalized().translated(0, self.verticalOffset())
        runs = self._geometry.block(box.left(), box.top(), box.right(), box.bottom())
        base = QItemSelection() if command & Flag.Clear else self.selectionModel().selection()
        self._select_runs(runs, None if base.isEmpty() else base)

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
