"""Counts how many images have annotations of each source, for the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from labelmt.domain.search.terms import Provenance
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.search.sidebar_sources import SOURCES
from labelmt.project.project import Project
from labelmt.project.search.provenance_query import annotation_filter

MOST_IMAGES = 200_000
"""Of a larger project nobody counts: looking through millions of annotations would hold up a
search by their source."""

SETTLED_MS = 500
"""After the last change: counts beside a person's next key held its painting up by 6 ms of 21."""


class SourceCounts(QObject):
    """Counts when no more changes come; one count at a time, and the newest always comes."""

    found = Signal(object)
    """Source to how many images have an annotation of it; a source that is not counted is not in
    it."""

    def __init__(self, session: ProjectSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._project_view: ProjectView | None = None
        self._running = self._again = False
        self._start = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._start.timeout.connect(self._count)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Of this project from now on, or of none."""
        self._project_view = project_view
        self._running = self._again = False
        self.found.emit({})
        if project_view is not None:
            self._start.start()

    @Slot()
    def ask(self) -> None:
        """Count again soon."""
        if self._running:
            self._again = True
        else:
            self._start.start()  # anew where it waits

    def _count(self) -> None:
        view = self._project_view
        if view is None or len(view.images) > MOST_IMAGES:
            return
        self._running, self._again = True, False
        filters = {term: annotation_filter((term,), view.schema) for term in SOURCES}

        def count(project: Project) -> dict[Provenance, int]:
            rows = project.provenance.read(filters.values())
            return {term: len(rows[wanted]) for term, wanted in filters.items()}

        def done(counts: dict[Provenance, int]) -> None:
            if self._project_view is view:
                self._running = False
                self.found.emit(counts)
                if self._again:
                    self._start.start()

        def failed(_error: Exception) -> None:
            """What cannot be counted is not told; the search says why where it is asked."""
            if self._project_view is view:
                self._running = False

        self._session.run_reading(count, done, failed)
