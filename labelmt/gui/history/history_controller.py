"""Reads pages of the history for its dialog; goes back to an action or reverts one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.annotations import Source
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.history.history_dialog import HistoryDialog
from labelmt.gui.history.history_model import HistoryModel
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.project.commands.commands import RevertAction, RevertSource
from labelmt.project.search.action_images import images_of_action
from labelmt.project.snapshot import Update


class HistoryController(ProjectPart):
    """Reads pages of the history on the project's thread. The window is made when asked for.

    The keys of undo and redo work in that window as well.
    """

    images_asked = Signal(object)
    """(n,) int64 rows that are to be shown."""

    def __init__(
        self,
        session: ProjectSession,
        labelling: SelectionAnnotator,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._labelling = labelling
        self._keyed = (commands.undo, commands.redo)
        self._window = window
        self.model = HistoryModel(self)
        self.dialog: HistoryDialog | None = None
        self.model.wanted.connect(self._read)
        commands.history.triggered.connect(self.show)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        if self.dialog is not None and project_view is None:
            self.dialog.hide()
        self.model.clear()
        self._follow_if_seen()

    def follow(self, update: Update) -> None:
        """Something was done, undone or redone."""
        self._follow_if_seen()

    @Slot()
    def show(self) -> None:
        """Open the history, or bring it to the front."""
        if self.dialog is None:
            dialog = self.dialog = HistoryDialog(self.model, self._window)
            dialog.addActions(self._keyed)
            dialog.go_to_asked.connect(self._labelling.go_to)
            dialog.action_revert_asked.connect(self._revert_action)
            dialog.images_asked.connect(self._show_images)
            dialog.run_revert_asked.connect(self._revert_run)
        self.dialog.show_now()

    def _follow_if_seen(self) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.model.refresh()

    @Slot(int, int)
    def _read(self, start: int, stop: int) -> None:
        self._session.run(
            lambda project: project.history(start, stop), self.model.take, self._session.look_failed
        )

    @Slot(int)
    def _revert_action(self, action_id: int) -> None:
        self._labelling.revert(RevertAction(action_id))

    @Slot(int)
    def _show_images(self, action_id: int) -> None:
        self._session.run(
            lambda project: images_of_action(project, action_id), self.images_asked.emit
        )

    @Slot(int)
    def _revert_run(self, run_id: int) -> None:
        self._labelling.revert(RevertSource(Source.SUGGESTION, run_id))
