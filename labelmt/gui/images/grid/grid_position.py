"""The way back after a mode: what was selected, the current image and the scroll place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelmt.gui.core.project_view import Rows
from labelmt.gui.images.grid.grid_view import GridView


@dataclass(frozen=True, eq=False, slots=True)
class Bookmark:
    """Where a person was in the grid when a mode began, and comes back to when it is left."""

    selected: Rows
    current: int | None
    place: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, grid: GridView) -> Bookmark:
        """Where a person is now."""
        selected = grid.model().rows[grid.selected_mask()]
        return cls(selected, grid.current_row(), grid.place())

    def return_to(self, grid: GridView) -> None:
        """Select and scroll as it was, among the images that the grid shows now."""
        grid.select_rows(self.selected, self.current)
        grid.return_to(self.place)
