"""Images unlike any annotated one: told of after a training, shown and reviewed when asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from labelmt.domain.run_records import ENDED, LIVE
from labelmt.domain.shift_record import told_unlike
from labelmt.domain.text import translated
from labelmt.gui.app.view_modes import ViewModes
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.review.review_mode import ReviewMode
from labelmt.gui.widgets.notices import Notice
from labelmt.project.review.unlike_images import still_unlike
from labelmt.project.snapshot import Update

SEARCH = "is:unlike"


class UnlikeImages(ProjectPart):
    """Says once after each training that there are some; menu and runs lead to them at any time."""

    withdrawn = Signal(object)
    """Notice that holds no more."""

    def __init__(
        self, view_modes: ViewModes, review: ReviewMode, commands: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._view_modes, self._review, self._commands = view_modes, review, commands
        self._project_view: ProjectView | None = None
        self._told: Notice | None = None
        self._newest: int | None = None
        self._show_them = QAction(self.tr("Show them"), self)
        self._review_them = QAction(self.tr("Review them first"), self)
        for action in (self._show_them, commands.show_unlike):
            action.triggered.connect(self.show)
        for action in (self._review_them, commands.review_unlike):
            action.triggered.connect(self.review)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._withdraw()
        self._newest = self._newest_ended()
        self._enable()

    def follow(self, update: Update) -> None:
        """Tell of them where a training has just found some."""
        project_view = self._project_view
        if project_view is None or update.unlike is None:
            return
        self._enable()
        newest, before = self._newest_ended(), self._newest
        self._newest = newest
        if newest == before:
            return
        self._withdraw()
        count = len(still_unlike(project_view.unlike, project_view.images, project_view.matrix))
        if count:
            offers = (self._show_them, self._review_them)
            self._told = Notice(
                translated(told_unlike(count)), serious=False, unasked=True, offers=offers
            )
            self.told.emit(self._told)

    @Slot()
    def show(self) -> None:
        """In the grid, as the search finds them."""
        self._view_modes.show_found(SEARCH)

    @Slot()
    def review(self) -> None:
        """One by one, before all other images."""
        self._view_modes.uncover()
        self._review.review_unlike()

    def _newest_ended(self) -> int | None:
        runs = self._project_view.runs if self._project_view is not None else ()
        ended = [run.id for run in runs if run.stage != LIVE and run.state in ENDED]
        return max(ended, default=None)

    def _withdraw(self) -> None:
        if self._told is not None:
            self.withdrawn.emit(self._told)
            self._told = None

    def _enable(self) -> None:
        found = self._project_view is not None and len(self._project_view.unlike) > 0
        for action in (self._commands.show_unlike, self._commands.review_unlike):
            action.setEnabled(found)
