"""Reads the provenance of annotations, beside whatever else a project does."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.changes import Changes
from labelmt.domain.search.provenance_filter import AnnotationFilter
from labelmt.domain.search.terms import ME, Aspect
from labelmt.project.who_and_when import annotator
from labelmt.storage.history_repository import latest_id
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.provenance_repository import annotated_among, annotated_rows
from labelmt.storage.schema_repository import read_schema

Rows = NDArray[np.int64]

SWEEPS = 2
"""Labels read at a time. SQLite holds no Python lock while it looks through a label."""

REMEMBERED = 16
"""Answers kept; one of a million rows is 8 MB."""

MOST_TOUCHED = 20_000
"""Rows looked at again one by one; beyond, all of them are."""


@dataclass(frozen=True, slots=True)
class _News:
    """What changed since the answers were brought up to date.

    Attributes:
        logged: entries of the log.
        touched: rows whose annotations changed.
        whole: more than that; nothing of before counts.
    """

    logged: int = 0
    touched: tuple[Rows, ...] = ()
    whole: bool = False

    def after(self, changes: Changes) -> _News:
        """What changed, this included."""
        patch = changes.annotations
        if self.whole or (patch is None and not changes.schema):
            return self
        if patch is None or sum(map(len, self.touched)) + len(patch.rows) > MOST_TOUCHED:
            return _News(whole=True)
        return _News(self.logged + 1, (*self.touched, patch.rows))


class ProvenanceReader:
    """Answers filters. Any thread may ask; none waits for the project's writer.

    Looking through five million annotations takes most of a second, and a search is asked again
    after every annotation: answers are kept, and just the rows that changed are looked at again.
    """

    def __init__(self, database: ProjectDatabase) -> None:
        self._database = database
        self._reading = threading.Lock()
        self._answers: dict[AnnotationFilter, Rows] = {}
        self._as_of = 0  # the log's newest entry that the answers know of
        self._noting = threading.Lock()  # apart: a change must not wait for a sweep
        self._news = _News(whole=True)

    def follow(self, changes: Changes) -> None:
        """Know of a change made by this process. Returns at once."""
        with self._noting:
            self._news = self._news.after(changes)

    def forget(self) -> None:
        """Read everything anew."""
        with self._noting:
            self._news = _News(whole=True)

    def read(self, filters: Iterable[AnnotationFilter]) -> dict[AnnotationFilter, Rows]:
        """Filter to the rows, in ascending order, that have such an annotation."""
        with self._reading:
            self._catch_up()
            return {one: self._read(self._of_me(one)) for one in filters}

    def _of_me(self, wanted: AnnotationFilter) -> AnnotationFilter:
        """With the name by which one annotates here, which may have been changed since."""
        asked = (Aspect.ANNOTATOR, ME)
        if asked not in wanted.conditions:
            return wanted
        own = (Aspect.ANNOTATOR, self._database.annotator(annotator))
        others = (one for one in wanted.conditions if one != asked)
        return replace(wanted, conditions=tuple(sorted((own, *others))))

    def _catch_up(self) -> None:
        """Bring the answers to the newest entry of the log, or drop them."""
        with self._noting:
            news, self._news = self._news, _News()
        with self._database.read() as connection:
            newest = latest_id(connection)
            if news.whole or newest != self._as_of + news.logged:  # or another process has written
                self._answers.clear()
            elif news.touched and self._answers:
                touched = np.unique(np.concatenate(news.touched))
                for wanted, rows in self._answers.items():
                    still = annotated_among(connection, wanted, touched)
                    self._answers[wanted] = replaced(rows, touched, still)
        self._as_of = newest

    def _read(self, wanted: AnnotationFilter) -> Rows:
        rows = self._answers.pop(wanted, None)
        if rows is None:
            rows = self._sweep(wanted)
        self._answers[wanted] = rows  # the one asked for last is forgotten last
        while len(self._answers) > REMEMBERED:
            del self._answers[next(iter(self._answers))]
        return rows

    def _sweep(self, wanted: AnnotationFilter) -> Rows:
        with self._database.read() as connection:
            label_ids = read_schema(connection).label_ids
        if wanted.label_ids is not None:
            label_ids = tuple(one for one in label_ids if one in wanted.label_ids)

        def read_label(label_id: int) -> Rows:
            with self._database.read() as connection:
                return annotated_rows(connection, wanted, label_id)

        with ThreadPoolExecutor(SWEEPS, thread_name_prefix="provenance") as threads:
            parts = list(threads.map(read_label, label_ids))
        if not parts:
            return np.empty(0, dtype=np.int64)
        found = np.zeros(max(int(part.max(initial=-1)) for part in parts) + 1, dtype=np.bool_)
        for part in parts:
            found[part] = True
        return np.flatnonzero(found)


def replaced(rows: Rows, touched: Rows, still: Rows) -> Rows:
    """``rows`` without the touched ones, and with those of them that still belong; all ascending.

    A million rows are copied, never sorted: that took half a second.
    """
    place = np.searchsorted(rows, touched)
    there = place[place < len(rows)]
    there = there[rows[there] == touched[: len(there)]]  # touched ascends: what is beyond is last
    others = np.delete(rows, there)
    still = np.sort(still)
    return np.insert(others, np.searchsorted(others, still), still)
