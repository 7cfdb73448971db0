"""Which images are in view, and in what order: queries run on a pool, stale results are dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.gui.filter_bar import FilterBar
from labelmt.gui.latest import Latest
from labelmt.gui.library import Library, Rows
from labelmt.gui.sidebar import Choice, Sidebar
from labelmt.gui.view_counts import count_views
from labelmt.project.snapshot import Update
from labelmt.project.view_query import Sort, View, ViewQuery, select_rows


class ViewController(QObject):
    """Turns sidebar and filter bar into rows in view order.

    What a person labels stays in view: an annotation alone takes no image out of it and moves
    none, so that the next key meets the image it was meant for. The filter bar then offers to
    bring the view up to date. New images and new predictions are shown as they come.
    """

    rows_found = Signal(object)
    """(n,) int64 rows in view order."""
    nothing_found = Signal(str)
    """Why there is no row in view; before ``rows_found``."""
    failed = Signal(object)

    def __init__(
        self, sidebar: Sidebar, filter_bar: FilterBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sidebar = sidebar
        self._bar = filter_bar
        self._library: Library | None = None
        self._rows: Rows = np.empty(0, dtype=np.int64)
        self._due = False  # rows were asked for and are still to come
        self._queries = Latest(self)
        self._counts = Latest(self)
        self._queries.failed.connect(self.failed)
        self._counts.failed.connect(self.failed)
        sidebar.chosen.connect(self.show)
        filter_bar.changed.connect(self.show)
        filter_bar.refresh_asked.connect(self.show)

    def set_library(self, library: Library | None) -> None:
        """Show another project's images, or none."""
        self._library = library
        for latest in (self._queries, self._counts):
            latest.forget()
        self._bar.reset()
        if library is None:
            return
        self._sidebar.choose(View.ALL)
        self._sidebar.show_schema(library.schema)
        self._bar.show_schema(library.schema)
        self.show()
        self._count()

    def follow(self, update: Update) -> None:
        """Bring view and counts up to date after the library has been."""
        library = self._library
        if library is None:
            return
        if update.schema is not None:
            self._sidebar.show_schema(library.schema)
            self._bar.show_schema(library.schema)
        changes = update.changes
        if self._due or changes.images or changes.predictions or changes.schema:
            self._due = True
            self._select(self._take, refresh=True)
        elif changes.annotations is not None and _asks_for_annotations(self.query()):
            self._select(self._compare, refresh=True)
        self._count()

    @Slot()
    def show(self) -> None:
        """Show what matches now."""
        self._due = True
        self._select(self._take)

    def close(self) -> None:
        self._queries.close()
        self._counts.close()

    def query(self) -> ViewQuery:
        """What sidebar and filter bar ask for."""
        choice = self._sidebar.choice
        bar = self._bar
        return ViewQuery(
            view=choice if isinstance(choice, View) else View.ALL,
            present=choice if not isinstance(choice, View) else None,
            text=bar.text,
            probability_of=bar.label_id,
            at_least=bar.at_least.value(),
            sort=bar.sort_by,
            descending=bar.descending.isChecked(),
        )

    def _select(self, done: Callable[[Rows], None], *, refresh: bool = False) -> None:
        library, query = self._library, self.query()
        if library is None:
            return
        parts = library.images, library.schema, library.matrix, library.predictions
        self._queries.submit(lambda: select_rows(query, *parts), done, refresh=refresh)

    def _take(self, rows: Rows) -> None:
        self._due = False
        self._rows = rows
        self._bar.show_stale(0)
        if self._library is not None:
            self._bar.show_count(len(rows), len(self._library.images))
            if not len(rows):
                self.nothing_found.emit(self._why_empty(self._library))
        self.rows_found.emit(rows)

    def _why_empty(self, library: Library) -> str:
        if not len(library.images):
            folders = "\n".join(str(root) for root in library.images.roots.values())
            return self.tr("No images yet in\n{0}").format(folders)
        if self._bar.text:
            return self.tr("No path here has “{0}” in it.").format(self._bar.text)
        return self.tr("No image is in this view.")

    def _compare(self, rows: Rows) -> None:
        """Count what would change if the view were shown anew."""
        gone_or_come = len(np.setxor1d(rows, self._rows, assume_unique=True))
        if not gone_or_come and len(rows) == len(self._rows):
            gone_or_come = int((rows != self._rows).sum())
        self._bar.show_stale(gone_or_come)

    def _count(self) -> None:
        library = self._library
        if library is None:
            return
        parts = library.images, library.schema, library.matrix, library.predictions
        self._counts.submit(lambda: count_views(*parts), self._show_counts, refresh=True)

    def _show_counts(self, counts: Mapping[Choice, int]) -> None:
        self._sidebar.show_counts(counts)


def _asks_for_annotations(query: ViewQuery) -> bool:
    """Whether what a query finds, or its order, may change with an annotation."""
    return (
        query.view not in (View.ALL, View.UNREADABLE)
        or query.present is not None
        or query.sort is Sort.UNCERTAINTY
    )
