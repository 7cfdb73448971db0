"""Geometry of the grid: where cells lie, by arithmetic that costs the same for a million."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class GridGeometry:
    """Cells of one size in reading order. Pixels; y is in the content, not on the screen.

    Attributes:
        count: how many cells.
        width: of the viewport; what no further column fits into is shared by all.
        cell_width, cell_height: least width, and height, of a cell.
        margin: around all cells.
    """

    count: int = 0
    width: int = 0
    cell_width: int = 1
    cell_height: int = 1
    margin: int = 0

    @property
    def columns(self) -> int:
        return max(1, (self.width - 2 * self.margin) // self.cell_width)

    @property
    def lines(self) -> int:
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Of everything."""
        return self.lines * self.cell_height + 2 * self.margin

    def cell(self, position: int) -> tuple[int, int, int, int]:
        """x, y, width, height of a cell."""
        line, column = divmod(position, self.columns)
        left, right = self._edge(column), self._edge(column + 1)
        return left, self.margin + line * self.cell_height, right - left, self.cell_height

    def at(self, x: int, y: int) -> int | None:
        """The cell at a point, or None between and behind them."""
        line, column = self._line(y), self._column(x)
        if line is None or column is None:
            return None
        position = line * self.columns + column
        return position if position < self.count else None

    def between(self, top: int, bottom: int) -> range:
        """The cells any part of which lies at ``top <= y < bottom``."""
        first = max(0, (top - self.margin) // self.cell_height)
        last = (bottom - 1 - self.margin) // self.cell_height
        start = min(self.count, first * self.columns)
        return range(start, max(start, min(self.count, (last + 1) * self.columns)))

    def touched(self, left: int, top: int, right: int, bottom: int) -> NDArray[np.bool_]:
        """(count,): the cells a rectangle touches, edges included."""
        cells = np.zeros((self.lines, self.columns), dtype=np.bool_)
        first = max(0, (top - self.margin) // self.cell_height)
        last = (bottom - self.margin) // self.cell_height
        columns = [
            column
            for column in range(self.columns)
            if self._edge(column) <= right and self._edge(column + 1) > left
        ]
        if columns and last >= 0:
            cells[first : last + 1, columns[0] : columns[-1] + 1] = True
        return cells.reshape(-1)[: self.count]

    def along(self, start: tuple[int, int], end: tuple[int, int]) -> list[int]:
        """The cells a straight line from one point to another goes over, in its order."""
        (left, top), (right, bottom) = start, end
        steps = max(
            abs(right - left) * 4 // self.cell_width, abs(bottom - top) * 4 // self.cell_height, 1
        )
        places = (
            self.at(
                left + (right - left) * step // steps,
                top + (bottom - top) * step // steps,
            )
            for step in range(steps + 1)
        )
        return list(dict.fromkeys(place for place in places if place is not None))

    def _edge(self, column: int) -> int:
        inner = max(self.cell_width, self.width - 2 * self.margin)
        return self.margin + inner * column // self.columns

    def _line(self, y: int) -> int | None:
        line = (y - self.margin) // self.cell_height
        return line if 0 <= line < self.lines else None

    def _column(self, x: int) -> int | None:
        return next(
            (one for one in range(self.columns) if self._edge(one) <= x < self._edge(one + 1)),
            None,
        )
