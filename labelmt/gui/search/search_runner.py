"""Runs searches off the GUI thread; answers the newest one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from labelmt.domain.search.terms import Query
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.project.search.find_images import find_rows
from labelmt.project.search.provenance_query import Annotated, annotation_filters
from labelmt.project.search.search_columns import Columns, Rows


class SearchRunner(QObject):
    """Answers the newest search; stale answers are dropped (see Latest)."""

    failed = Signal(object)

    def __init__(self, session: ProjectSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)
        self._wanted = 0

    def find(
        self,
        query: Query,
        project_view: ProjectView,
        done: Callable[[Rows], None],
        *,
        refresh: bool = False,
    ) -> None:
        """Call ``done`` with the rows. Raises InvalidQuery for a name that is nobody's.

        Args:
            refresh: the answer to what was asked before is to be shown as well.
        """
        filters = annotation_filters(query, project_view.schema)
        if not refresh:
            self._wanted += 1
        wanted = self._wanted
        columns = columns_of(project_view)

        def look(annotated: Annotated) -> None:
            if wanted == self._wanted:
                work = lambda: find_rows(query, columns, annotated)  # noqa: E731
                self._latest.submit(work, done, refresh=refresh)

        if filters:
            if not refresh:
                self._latest.forget()  # what still runs is stale already
            read = lambda project: project.provenance.read(filters)  # noqa: E731
            self._session.run_reading(read, look, self.failed.emit)
        else:
            look({})

    def forget(self) -> None:
        """Drop what was asked for."""
        self._wanted += 1
        self._latest.forget()

    def close(self) -> None:
        """Forget and wait for what runs."""
        self.forget()
        self._latest.close()


def columns_of(project_view: ProjectView) -> Columns:
    """The library's columns as of now; its matrix is shared, not copied."""
    return Columns(
        project_view.images,
        project_view.schema,
        project_view.matrix,
        project_view.predictions,
        project_view.confirmed,
        project_view.features,
        duplicates=project_view.duplicates,
        judging=project_view.judging,
        unlike=project_view.unlike,
        exif=project_view.exif,
        disputed=project_view.disputed,
    )
