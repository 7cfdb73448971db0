"""Search for images similar to the selected ones, the most similar first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Slot

from labelmt.domain.search.printer import print_expression
from labelmt.domain.search.terms import Like
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.notices import Notice
from labelmt.project.search.like_terms import like_text


class SimilarImages(ProjectPart):
    """Writes the search for what is selected; the search line then says it, and can go on.

    Args:
        leave: ends whatever covers the view.
    """

    def __init__(
        self,
        session: ProjectSession,
        view: ViewController,
        browser: Browser,
        leave: Callable[[], None],
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._browser, self._leave = session, view, browser, leave
        self._project_view: ProjectView | None = None
        self._to_show: Rows | None = None
        commands.similar.triggered.connect(self.search)
        view.rows_found.connect(self._show_first)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._to_show = None

    @Slot()
    def search(self) -> None:
        """Look for images like those that are selected."""
        project_view, rows = self._project_view, self._browser.selected_rows()
        if project_view is None:
            return
        if not len(rows):
            text = self.tr("Select an image first, then look for similar ones.")
            self.told.emit(Notice(text, serious=False))
            return
        images = project_view.images

        def done(text: str) -> None:
            if self._project_view is not project_view:
                return
            self._leave()
            self._browser.show_grid()
            self._to_show = rows
            self._view.search(print_expression(Like(text)))
            self._browser.focus_images()

        self._session.run_alone(lambda: like_text(rows, images), done)

    @Slot(object)
    def _show_first(self, found: Rows) -> None:
        """What resembles most is looked at first; the chosen ones stay selected."""
        rows, self._to_show = self._to_show, None
        if rows is None or not len(np.intersect1d(rows, found[: len(rows)])):
            return
        grid = self._browser.grid
        grid.verticalScrollBar().setValue(0)
        grid.select_rows(rows, int(found[0]))
