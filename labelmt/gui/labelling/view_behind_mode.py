"""The images in view: shown, or kept behind a mode that shows others, and the way back."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.grid.grid_position import Bookmark


class ViewRows(ProjectPart):
    """The view goes on behind a mode: what it finds meanwhile is shown when the mode is left."""

    def __init__(self, browser: Browser, parent: QObject) -> None:
        super().__init__(parent)
        self._browser = browser
        self._before: dict[object, Bookmark] = {}
        self.set_project(None)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: nothing is in view yet, and nothing to go back to."""
        self.rows: Rows = np.empty(0, dtype=np.int64)
        self._before.clear()

    @Slot(object)
    def take(self, rows: Rows) -> None:
        """The view found these rows: (n,) int64."""
        self.rows = rows
        if not self._before:
            self._browser.show_rows(rows)

    def cover(self, mode: object) -> None:
        """A mode begins to show images of its own, in the grid."""
        self._browser.leave_map()
        self._before[mode] = Bookmark.of(self._browser.grid)

    def uncover(self, mode: object) -> None:
        """The mode is left: back to the images, their order, the selection and the place."""
        before = self._before.pop(mode, None)
        self._browser.show_grid()
        if not self._before:
            self._browser.show_rows(self.rows)
        if before is not None:
            before.return_to(self._browser.grid)
            self._browser.carry_selection()
        self._browser.focus_images()

    def forget(self, mode: object) -> None:
        """The mode has made way for another: there is no way back to it, nor from it."""
        self._before.pop(mode, None)
