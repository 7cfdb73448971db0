"""Disputes of a project: pairs of which two people say otherwise, read anew where they changed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.people import disputed_pairs, words_of
from labelmt.domain.schema import Schema
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import latest_id, rows_changed_since
from labelmt.storage.opinion_repository import has_opinions, read_statements, rows_with_opinions
from labelmt.storage.schema_repository import read_schema

Disputes: TypeAlias = dict[int, NDArray[np.int64]]
"""Label id to rows, ascending; labels nobody disputes are left out."""
MOST_ROWS = 20_000
"""More changed rows than these are read anew with all others."""


class DisputesReader:
    """Keeps which labels are disputed on which images; a change costs its own images.

    There is no dispute without an opinion beside an annotation, so a project that one person
    labels costs one cheap question.
    """

    def __init__(self) -> None:
        self._by_row: dict[int, tuple[int, ...]] = {}
        self._as_of = -1
        self._schema: Schema | None = None
        self._found: Disputes = {}

    def disputes(self, connection: Transaction) -> Disputes:
        """What is disputed and not settled; not to be changed."""
        if not has_opinions(connection):
            self._by_row, self._as_of, self._found = {}, -1, {}
            return self._found
        newest = latest_id(connection)
        schema = read_schema(connection).in_use
        rows = None
        if self._schema == schema and self._as_of >= 0:
            rows = rows_changed_since(connection, self._as_of, MOST_ROWS)
        if rows is None:
            self._by_row = {}
            looked_at = rows_with_opinions(connection)
        elif len(rows):
            for row in rows.tolist():
                self._by_row.pop(row, None)
            looked_at = rows_with_opinions(connection, rows.tolist())
        else:
            return self._found
        if looked_at:
            words = words_of(read_statements(connection, looked_at), schema)
            disputed = disputed_pairs(words)
            ids = np.array(schema.label_ids, dtype=np.int64)
            for place in np.flatnonzero(disputed.any(axis=1)).tolist():
                self._by_row[int(words.rows[place])] = tuple(ids[disputed[place]].tolist())
        self._as_of, self._schema = newest, schema
        by_label: dict[int, list[int]] = {}
        for row in sorted(self._by_row):
            for label_id in self._by_row[row]:
                by_label.setdefault(label_id, []).append(row)
        self._found = {one: np.array(found, dtype=np.int64) for one, found in by_label.items()}
        return self._found
