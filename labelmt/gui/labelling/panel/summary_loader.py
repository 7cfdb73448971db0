"""Keeps the label panel up to date: schema, and the summary of the selected images."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.project.snapshot import Update

AT_ONCE = 200_000
"""Pairs of image and label that are looked at in well under a frame."""


class Summaries(ProjectPart):
    """Makes the Summary of the newest selection; older ones are dropped.

    At once where that is little work, else on a pool.

    Args:
        selection: the rows that are selected now.
    """

    def __init__(self, panel: LabelPanel, selection: Callable[[], Rows], parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._selection = panel, selection
        self._project_view: ProjectView | None = None
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        if project_view is not None:
            self._panel.show_schema(project_view.schema)
            self.ask()

    def follow(self, update: Update) -> None:
        """After the project view has been brought up to date."""
        if self._project_view is not None:
            if update.schema is not None:
                self._panel.show_schema(self._project_view.schema)
            self.ask()

    @Slot()
    def ask(self) -> None:
        """Show the selection as it is now, or very soon."""
        project_view = self._project_view
        if project_view is None:
            return
        rows = self._selection()
        if len(rows) * max(1, len(project_view.schema.label_ids)) <= AT_ONCE:
            self._latest.forget()
            self._panel.show_summary(project_view.summary(rows))
        else:
            self._latest.submit(lambda: project_view.summary(rows), self._panel.show_summary)

    def close(self) -> None:
        self._latest.close()
