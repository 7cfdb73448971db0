"""Writes down for the start page how far a project has come, and which picture stands for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from labelmt.domain.annotations import State
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.imaging.thumbnails import ThumbnailStore
from labelmt.project.places.recent_projects import note_progress
from labelmt.project.project import Project

LOOKED_AT = 200
"""Images of which a thumbnail is looked for."""


class LeftProject(ProjectPart):
    """Does so when a project has been looked through, and when it is left.

    Args:
        visible_rows: rows on screen now; one of them stands for the project.
    """

    def __init__(
        self,
        session: ProjectSession,
        visible_rows: Callable[[], tuple[int, ...]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._visible_rows = visible_rows
        self._project_view: ProjectView | None = None
        session.leaving.connect(self.note)

    def set_project(self, project_view: ProjectView | None) -> None:
        self._project_view = project_view

    @Slot()
    def note(self) -> None:
        """Count and choose on the project's thread."""
        shown = self._project_view
        if shown is None:
            return
        matrix, images = shown.matrix, shown.images
        rows = self._visible_rows()[:LOOKED_AT] or tuple(range(min(LOOKED_AT, len(images))))
        stamps = [images.stamp(row) for row in rows]

        def work(project: Project) -> None:
            labelled = int((matrix != State.UNKNOWN).any(axis=1).sum()) if matrix.size else 0
            note_progress(project.folder, labelled, _picture(project.thumbnails, stamps))

        self._session.run(work, failed=lambda _error: None)  # a list for convenience


def _picture(thumbnails: Path, stamps: list[str]) -> Path | None:
    store = ThumbnailStore(thumbnails)
    return next((found for found in map(store.find, stamps) if found is not None), None)
