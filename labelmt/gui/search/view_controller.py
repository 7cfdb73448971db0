"""Search to rows in view: runs the search line, keeps sidebar, sort box and counts in step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import Schema
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_name, print_query
from labelmt.domain.search.query_editing import ordered, standing, toggled
from labelmt.domain.search.terms import (
    Condition,
    HasState,
    InPath,
    Is,
    Provenance,
    Query,
    SortBy,
    Term,
)
from labelmt.domain.search.traversal import (
    asks_for_annotations,
    asks_for_exif,
    asks_for_marks,
    likes,
    orders,
)
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import PAINTED_MS, LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.search.filter_bar import FilterBar
from labelmt.gui.search.nothing_found import why_nothing
from labelmt.gui.search.search_runner import SearchRunner, columns_of
from labelmt.gui.search.sidebar import ALL, COUNTED, Choice, Sidebar
from labelmt.gui.search.sidebar_sources import SOURCES
from labelmt.gui.search.source_counts import SourceCounts
from labelmt.gui.search.view_counts import NOTHING_COUNTED, ViewCounts, count_views
from labelmt.gui.widgets.notices import Notice
from labelmt.project.search.label_names import follow_schema, short_name, with_short_names
from labelmt.project.snapshot import Update


class ViewController(ProjectPart):
    """Turns the search into rows in view order; sidebar and sort box read and write the search.

    What a person labels stays in view: an annotation alone takes no image out of it and moves
    none, so that the next key meets the image it was meant for. The filter bar then offers to
    bring the view up to date. New images and new predictions are shown as they come. A search
    that cannot be read leaves the images as they are.
    """

    rows_found = Signal(object)
    """(n,) int64 rows in view order."""
    nothing_found = Signal(str)
    """Why there is no row in view; before ``rows_found``."""

    def __init__(
        self,
        sidebar: Sidebar,
        filter_bar: FilterBar,
        session: ProjectSession,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._sidebar = sidebar
        self._bar = filter_bar
        self._project_view: ProjectView | None = None
        self._query = Query()
        self._saved: tuple[SavedView, ...] = ()
        self._schema = Schema()  # the one that the search's names were looked up in
        self._rows: Rows = np.empty(0, dtype=np.int64)
        self._due = False  # rows were asked for and are still to come
        self._unanswered = False  # the problem shown is that of the images, not of the text
        self._looking = False  # the project's folders are being looked through
        self._searches = SearchRunner(session, self)
        self._counts = LatestRequest(self, after_ms=PAINTED_MS)
        self._sources = SourceCounts(session, self)
        self._sources.found.connect(sidebar.show_sources)
        self._searches.failed.connect(self._tell_failure)
        self._counts.failed.connect(self.failed)
        sidebar.picked.connect(self._pick)
        filter_bar.changed.connect(self._read)
        filter_bar.sort.picked.connect(self._sort)
        filter_bar.refresh_asked.connect(self.show)
        commands.refresh_view.triggered.connect(self.show)

    @property
    def query(self) -> Query:
        """What is shown; the newest search that could be read."""
        return self._query

    def set_project(self, project_view: ProjectView | None) -> None:
        """Show another project's images, or none."""
        self._project_view = project_view
        self._searches.forget()
        self._counts.forget()
        self._schema = project_view.schema if project_view is not None else Schema()
        self._query = Query()
        self._saved = project_view.saved_views if project_view is not None else ()
        self._sidebar.show_saved(project_view.saved_views if project_view is not None else ())
        self._sidebar.show_schema(self._schema)
        self._show_counts(NOTHING_COUNTED)  # not those of the project before
        self._bar.show_no_count()
        self._looking = project_view is not None
        self._bar.sort.show_schema(self._schema)
        self._offer_names(project_view)
        self._sources.set_project(project_view)
        self._bar.settle()
        self._bar.search.show_text("")
        self._show_query()
        if project_view is not None:
            self.show()
            self._count()

    def follow(self, update: Update) -> None:
        """Bring view and counts up to date after the project view has been."""
        project_view = self._project_view
        if project_view is None:
            return
        changes = update.changes
        if changes.annotations is not None or update.schema is not None or changes.images:
            self._sources.ask()
        if update.schema is not None:
            self._follow_schema(project_view.schema)
        if update.schema is not None or update.runs is not None:
            self._offer_names(project_view)
        if update.saved_views is not None:
            if update.schema is not None:
                self._tell_followed(project_view.saved_views)
            self._saved = project_view.saved_views
            self._sidebar.show_saved(project_view.saved_views)
            self._mark_query()
        if self._due or changes.images or changes.predictions or changes.schema:
            self._due = True
            self._select(self._take, refresh=True)
        elif (changes.annotations is not None and asks_for_annotations(self._query)) or (
            changes.marks and asks_for_marks(self._query)
        ):
            self._select(self._compare, refresh=True)
        self._count()

    def _tell_followed(self, views: tuple[SavedView, ...]) -> None:
        """Say which saved searches look for something else by name than before."""
        before = {view.id: view.query for view in self._saved}
        for view in views:
            old = before.get(view.id, view.query)
            if old != view.query:
                what = self.tr("The saved search “{0}” follows: it was “{1}”, and is now “{2}”.")
                text = what.format(view.name, old, view.query)
                self.told.emit(Notice(text, serious=False))

    @Slot()
    def show(self) -> None:
        """Show what matches now."""
        self._due = True
        self._select(self._take)

    @Slot(bool)
    def note_looking(self, looking: bool) -> None:
        """The project's folders are being looked through, or have been."""
        self._looking = looking
        if self._project_view is not None and not len(self._project_view.images):
            self.nothing_found.emit(self._why_empty(self._project_view))

    @Slot()
    def follow_photographs(self) -> None:
        """More is known of when, with what and where they were taken."""
        if self._project_view is not None and asks_for_exif(self._query):
            self._due = True
            self._select(self._take, refresh=True)

    def close(self) -> None:
        self._searches.close()
        self._counts.close()

    def search(self, text: str) -> None:
        """Search for something, as if it had been typed."""
        self._bar.search.show_text(text)
        self._read()

    @Slot()
    def _read(self) -> None:
        """Take over what is typed, or say what is wrong with it."""
        self._bar.settle()
        self._unanswered = False
        if self._project_view is None:
            return
        try:
            query = with_short_names(parse(self._bar.text), self._schema)
        except InvalidQuery as problem:
            self._bar.show_problem(problem)
            self._mark_query()
            return
        changed, self._query = query != self._query, query
        self._show_query()
        if changed:
            self.show()

    def _search_for(self, query: Query) -> None:
        self.search(print_query(query))

    @Slot(object, bool)
    def _pick(self, choice: Choice, negated: bool) -> None:
        self._read_to_the_end()
        if choice is ALL:
            self._search_for(Query(None, self._query.sort))
        elif isinstance(choice, SavedView):
            self.search(choice.query)
        else:
            self._search_for(toggled(self._query, self._term(choice), negated=negated))

    @Slot(object)
    def _sort(self, sort: SortBy) -> None:
        self._read_to_the_end()
        default = orders(ordered(self._query, None))[0]
        self._search_for(ordered(self._query, None if sort == default else sort))

    def _read_to_the_end(self) -> None:
        """What is typed counts, also where no pause has followed yet."""
        if self._bar.typing:
            self._read()

    def _follow_schema(self, schema: Schema) -> None:
        """Labels were renamed, deleted, moved: the search goes on to mean what it meant."""
        query = follow_schema(self._query, self._schema, schema)
        self._schema = schema
        self._sidebar.show_schema(schema)
        self._bar.sort.show_schema(schema)
        if query != self._query and self._bar.problem is None and not self._bar.typing:
            self._bar.search.show_text(print_query(query))
        self._query = query
        self._read()

    def _offer_names(self, project_view: ProjectView | None) -> None:
        runs = tuple(run.id for run in project_view.runs) if project_view is not None else ()
        self._bar.search.set_names(self._schema, runs)

    def _show_query(self) -> None:
        """Let the sidebar and the sort box say what the line says."""
        self._bar.show_problem(None)
        comparing = bool(likes(self._query))
        self._bar.sort.show_sort(orders(self._query)[0], comparing=comparing)
        self._mark_query()

    def _mark_query(self) -> None:
        """Mark what is searched for in the sidebar; offer to save what is not saved yet."""
        query = self._query
        saved = self._saved_as(query)
        fresh = query != Query() and saved is None
        self._bar.save.setVisible(fresh and self._bar.problem is None)
        active: dict[Choice, bool] = {}
        filters: list[Condition | int | InPath | Provenance] = [
            *COUNTED, *SOURCES, *self._schema.label_ids, *self._sidebar.folders,
        ]  # fmt: skip
        for choice in filters:
            stands = standing(query, self._term(choice))
            if stands is not None:
                active[choice] = stands
        if query.where is None:
            active[ALL] = True
        if saved is not None:
            active[saved] = True
        self._sidebar.show_active(active)

    def _saved_as(self, query: Query) -> SavedView | None:
        views = self._project_view.saved_views if self._project_view is not None else ()
        text = print_query(query)
        return next((view for view in views if view.query == text), None)

    def _term(self, choice: Condition | int | InPath | Provenance) -> Term:
        if isinstance(choice, InPath | Provenance):
            return choice
        if isinstance(choice, Condition):
            return Is(choice)
        return HasState(short_name(self._schema.label(choice), self._schema))

    def _select(self, done: Callable[[Rows], None], *, refresh: bool = False) -> None:
        if self._project_view is not None:
            self._searches.find(self._query, self._project_view, done, refresh=refresh)

    def _take(self, rows: Rows) -> None:
        self._due = False
        self._rows = rows
        if self._unanswered:
            self._unanswered = False
            self._show_query()
        self._bar.show_stale(0)
        if self._project_view is not None:
            self._bar.show_count(len(rows), len(self._project_view.images))
            if not len(rows):
                self.nothing_found.emit(self._why_empty(self._project_view))
        self.rows_found.emit(rows)

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        """What just the images themselves can tell is wrong is said where the search stands."""
        if isinstance(error, InvalidQuery):
            self._unanswered = True
            self._bar.show_problem(error)
            self._mark_query()
        else:
            self.failed.emit(error)

    def _why_empty(self, project_view: ProjectView) -> str:
        if not len(project_view.images):
            folders = "\n".join(str(root) for root in project_view.images.roots.values())
            if self._looking:
                return self.tr("Looking for images in\n{0}").format(folders)
            return self.tr(
                "No images yet in\n{0}\n\nCopy images there and choose File › Rescan folders, or "
                "drop another folder here."
            ).format(folders)
        return why_nothing(self._query, project_view)

    def _compare(self, rows: Rows) -> None:
        """Count what would change if the view were shown anew."""
        gone_or_come = len(np.setxor1d(rows, self._rows, assume_unique=True))
        if not gone_or_come and len(rows) == len(self._rows):
            gone_or_come = int((rows != self._rows).sum())
        self._bar.show_stale(gone_or_come)

    def _count(self) -> None:
        if self._project_view is not None:
            columns = columns_of(self._project_view)
            self._counts.submit(lambda: count_views(columns), self._show_counts, refresh=True)

    def _show_counts(self, counts: ViewCounts) -> None:
        self._sidebar.show_counts(counts.images)
        self._sidebar.show_progress(counts.decided)
        self._sidebar.show_folders(counts.folders)
        self._bar.search.show_counts(
            {
                f"label:{print_name(short_name(label, self._schema))}": counts.images[label.id]
                for label in self._schema.labels
                if label.id in counts.images
            }
        )
