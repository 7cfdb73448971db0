"""Provenance of annotations, read beside whatever else a project is doing."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.search.provenance import AnnotationFilter
from labelmt.storage.database import Database
from labelmt.storage.history_repository import latest_id
from labelmt.storage.provenance_repository import annotated_rows
from labelmt.storage.schema_repository import read_schema

Rows = NDArray[np.int64]

SWEEPS = 2
"""Labels read at a time. SQLite holds no Python lock while it looks through a label."""

REMEMBERED = 16
"""Answers kept while annotations stay as they are; a million rows are 8 MB."""


class ProvenanceReader:
    """Answers filters. Any thread may ask; none waits for the project's writer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._as_of = -1
        self._answers: dict[AnnotationFilter, Rows] = {}

    def read(self, filters: Iterable[AnnotationFilter]) -> dict[AnnotationFilter, Rows]:
        """Filter to the rows, in ascending order, that have such an annotation."""
        return {one: self._read(one) for one in filters}

    def forget(self) -> None:
        """Read everything anew, as after a change."""
        with self._lock:
            self._answers.clear()

    def _read(self, wanted: AnnotationFilter) -> Rows:
        with self._database.read() as connection:
            # Every change of annotations is logged: the same entry, the same annotations.
            newest = latest_id(connection)
            label_ids = read_schema(connection).label_ids
        with self._lock:
            if newest != self._as_of:
                self._answers.clear()
                self._as_of = newest
            elif wanted in self._answers:
                return self._answers[wanted]
        if wanted.label_ids is not None:
            label_ids = tuple(one for one in label_ids if one in wanted.label_ids)
        rows = self._sweep(wanted, label_ids)
        with self._lock:
            if newest == self._as_of:
                while len(self._answers) >= REMEMBERED:
                    del self._answers[next(iter(self._answers))]
                self._answers[wanted] = rows
        return rows

    def _sweep(self, wanted: AnnotationFilter, label_ids: tuple[int, ...]) -> Rows:
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
