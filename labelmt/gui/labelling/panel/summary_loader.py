"""What the selection has in common: at once where that is little work, else on a pool."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows

AT_ONCE = 200_000
"""Pairs of image and label that are looked at in well under a frame."""


class Summaries(QObject):
    """Makes the Summary of the newest selection; older ones are dropped."""

    ready = Signal(object)
    """Summary."""
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)

    def ask(self, project_view: ProjectView, rows: Rows) -> None:
        """Make the summary of these rows; ``ready`` may come before this returns."""
        if len(rows) * max(1, len(project_view.schema.label_ids)) <= AT_ONCE:
            self._latest.forget()
            self.ready.emit(project_view.summary(rows))
        else:
            self._latest.submit(lambda: project_view.summary(rows), self.ready.emit)

    def close(self) -> None:
        self._latest.close()
