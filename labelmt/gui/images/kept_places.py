"""Scroll places: where one was in each search, and in a project when it was left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.core.window_settings import window_settings
from labelmt.gui.images.browser import Browser

GROUP = "places"
MOST_PROJECTS = 200
"""Kept in the settings' file; then it begins anew."""
MOST_SEARCHES = 50


@dataclass(frozen=True, slots=True)
class _Place:
    anchors: Sequence[tuple[int, int]]
    current: int | None


class KeptPlaces(ProjectPart):
    """Brings the grid back to where it was, unless somebody went on to another image meanwhile.

    It is told of other projects before the browser is, whose place it notes.

    Args:
        search: the search whose images are shown now, as text.
    """

    def __init__(self, browser: Browser, search: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._browser, self._search = browser, search
        self._key = ""
        self._shown: str | None = None
        self._at_start = False
        self._left: dict[str, _Place] = {}

    def set_project(self, project_view: ProjectView | None) -> None:
        """Note where one was in the project that is left."""
        self.keep()
        self._left.clear()
        self._shown, self._key = None, ""
        self._at_start = project_view is not None
        if project_view is not None:
            folder = str(project_view.folder.absolute())
            self._key = hashlib.sha256(folder.encode()).hexdigest()[:16]

    def keep(self) -> None:
        """Note where one is, for the next time that the project is opened."""
        if not self._key or self._shown:  # none is open, or a search is shown
            return
        place = self._place()
        anchor = place.anchors[0] if place.anchors else None
        if anchor is None or place.current is None:
            return
        settings = window_settings()
        settings.beginGroup(GROUP)
        if len(settings.childKeys()) >= MOST_PROJECTS:
            settings.remove("")
        settings.setValue(self._key, f"{anchor[0]}:{anchor[1]}:{place.current}")
        settings.endGroup()
        settings.sync()

    @Slot(object)
    def leave(self, _rows: Rows) -> None:
        """Other images are about to be shown."""
        if self._shown is not None and self._search() != self._shown:
            if len(self._left) >= MOST_SEARCHES:
                self._left.clear()
            self._left[self._shown] = self._place()

    @Slot(object)
    def arrive(self, rows: Rows) -> None:
        """Other images are shown."""
        grid, search = self._browser.grid, self._search()
        if grid.model().rows is not rows:  # a mode shows its own
            return
        before, self._shown = self._shown, search
        if self._at_start:
            self._at_start = False
            self._return_at_start()
            return
        place = self._left.get(search) if search != before else None
        if place is not None and grid.current_row() == place.current:
            grid.return_to(place.anchors)

    def _place(self) -> _Place:
        grid = self._browser.grid
        return _Place(grid.place(), grid.current_row())

    def _return_at_start(self) -> None:
        text = str(window_settings().value(f"{GROUP}/{self._key}", ""))
        try:
            row, y, current = (int(part) for part in text.split(":"))
        except ValueError:
            return
        grid = self._browser.grid
        if grid.model().position_of(current) is not None:
            grid.select_rows([current], current)
            grid.return_to([(row, y)])
