"""Name scores in the window: read as soon as the worker has written some, shown by all views."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from labelmt.domain.name_scores import NameScores, read_name_scores
from labelmt.domain.protocol.messages import Event, NamesScored, NamesUnread
from labelmt.domain.text import translated
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.project.review.likely_by_name import names_folder


class NameReading(ProjectPart):
    """Keeps the name scores of the project view; those of an earlier session are shown at once.

    Args:
        events: of the worker.
    """

    read = Signal()
    """The project view has other name scores, or knows why it has none."""

    def __init__(self, events: SignalInstance, parent: QObject) -> None:
        super().__init__(parent)
        self._project_view: ProjectView | None = None
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)
        events.connect(self._take)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Of this project from now on, or of none."""
        self._latest.forget()
        self._project_view = project_view
        if project_view is not None:
            self._read(names_folder(project_view.folder))

    def close(self) -> None:
        self._latest.close()

    @Slot(object)
    def _take(self, event: Event) -> None:
        project_view = self._project_view
        if project_view is None:
            return
        if isinstance(event, NamesScored):
            folder = names_folder(project_view.folder)
            if Path(event.path).parent == folder:  # else of the project before
                self._read(folder)
        elif isinstance(event, NamesUnread):
            said = (translated(event.said(part)) for part in ("what", "next_step"))
            words = " ".join(part for part in said if part)
            if words != project_view.names_unread:
                project_view.names_unread = words
                self.read.emit()

    def _read(self, folder: Path) -> None:
        project_view = self._project_view

        def show(scores: NameScores | None) -> None:
            if project_view is not None and scores is not None:
                project_view.names, project_view.names_unread = scores, ""
                self.read.emit()

        self._latest.submit(lambda: read_name_scores(folder), show)
