"""A project's columns: those that were kept, brought up to date with what has changed since."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State, fill_implied
from labelmt.domain.schema import Schema
from labelmt.project.images.column_cache import WORTHWHILE, ColumnCache
from labelmt.project.images.image_columns import ImageTable, table_of, with_rows
from labelmt.storage import image_repository, meta_repository
from labelmt.storage.annotation_repository import read_block, read_matrix
from labelmt.storage.database import Database, Transaction
from labelmt.storage.history_repository import latest_id, rows_changed_since
from labelmt.storage.schema_repository import read_schema

IMAGES_AS_OF, STATES_AS_OF = "columns.images", "columns.annotations"
"""In a project's meta: say which kept columns are its own."""
MOST_ROWS = 50_000
"""More changed rows than these are read anew with all others."""
WORTH_KEEPING = 1000
"""Changed rows from which the columns are kept anew."""

KnownStates = tuple[int, tuple[int, ...], NDArray[np.int8]]
"""The newest action of the history, the labels, and their states after it."""


class ColumnsReader:
    """Reads images and annotations; keeps those of a large project for the next start.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._database = database
        self._kept = ColumnCache(folder / "cache" / "columns")
        self._images: tuple[int, ImageTable | None] = 0, None
        """The table as of a revision: a batch of a scan costs its own rows, not all."""
        self._states: KnownStates | None = None
        self._unkept = 0
        """Rows that were read since the states were kept last."""

    def images(self, connection: Transaction) -> ImageTable:
        """All images; what was given out before does not change."""
        seen, table = self._images
        newest = image_repository.read_revision(connection)
        roots = image_repository.read_roots(connection)
        first = table is None
        if table is None:
            seen, table = self._first_images(connection, newest, roots)
        changed = 0
        if newest > seen:
            for part in image_repository.read_columns(connection, seen):
                table, changed = with_rows(table, part), changed + len(part)
        if table.roots != roots:
            table = dataclasses.replace(table, roots=roots)
        if newest:
            self._images = newest, table
        if first and changed >= WORTH_KEEPING and len(table) >= WORTHWHILE:
            self._kept.keep_images(self._new_token(IMAGES_AS_OF), newest, table)
        return table

    def states(self, connection: Transaction) -> NDArray[np.int8]:
        """(rows, labels in use) int8 of State codes, implied absents filled in; not to be changed.

        What was given out before does not change.
        """
        schema = read_schema(connection)  # what is archived implies, too
        count = image_repository.count_images(connection)
        newest = latest_id(connection)
        found = self._later_states(
            connection, self._states or self._first_states(connection, schema), schema, count
        )
        if found is None:
            found = read_matrix(connection, schema, count), count
        states, changed = found
        states.setflags(write=False)
        self._states = newest, schema.label_ids, states
        self._unkept += changed
        if self._unkept >= WORTH_KEEPING and count >= WORTHWHILE:
            self._unkept = 0
            self._kept.keep_states(self._new_token(STATES_AS_OF), newest, schema.label_ids, states)
        if schema.in_use.label_ids == schema.label_ids:
            return states
        shown = [schema.columns[label_id] for label_id in schema.in_use.label_ids]
        return np.take(states, shown, axis=1)

    def _first_images(
        self, connection: Transaction, newest: int, roots: dict[int, Path]
    ) -> tuple[int, ImageTable]:
        """What to bring up to date: the images kept last, or none."""
        token = meta_repository.read_meta(connection, IMAGES_AS_OF)
        kept = self._kept.images(token, roots) if token else None
        return table_before(roots) if kept is None or kept[0] > newest else kept

    def _first_states(self, connection: Transaction, schema: Schema) -> KnownStates | None:
        """What to bring up to date: the states kept last."""
        token = meta_repository.read_meta(connection, STATES_AS_OF)
        kept = self._kept.states(token, schema.label_ids) if token else None
        return None if kept is None else (kept[0], schema.label_ids, kept[1])

    def _later_states(
        self, connection: Transaction, known: KnownStates | None, schema: Schema, count: int
    ) -> tuple[NDArray[np.int8], int] | None:
        """States brought up to date, and how many rows of them had to be read again."""
        if known is None or known[1] != schema.label_ids or len(known[2]) > count:
            return None
        action, _label_ids, before = known
        changed = rows_changed_since(connection, action, MOST_ROWS)
        if changed is None:
            return None
        if not len(changed) and len(before) == count:
            return before, 0
        states = np.full((count, before.shape[1]), State.UNKNOWN, dtype=np.int8)
        states[: len(before)] = before
        if len(changed):
            block = read_block(connection, changed, schema.label_ids)
            fill_implied(block, schema)
            states[changed] = block
        return states, len(changed)

    def _new_token(self, key: str) -> str:
        token = uuid.uuid4().hex
        with self._database.write() as connection:
            meta_repository.write_meta(connection, key, token)
        return token


def table_before(roots: dict[int, Path]) -> tuple[int, ImageTable]:
    """No images, as of before any."""
    return 0, table_of(roots, ())
