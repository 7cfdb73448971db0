"""Loads image columns and annotation states: the cached ones, brought up to date."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State, fill_implied
from labelmt.domain.schema import Schema
from labelmt.project.images.column_cache import FEWEST_KEPT, ColumnCache, KeptImages, KeptStates
from labelmt.project.images.image_columns import STORED_NAMES, ImageTable, no_images, with_rows
from labelmt.storage import image_repository, meta_repository
from labelmt.storage.annotation_repository import read_block, read_matrix
from labelmt.storage.database import Database, Transaction
from labelmt.storage.history_repository import latest_id, rows_changed_since
from labelmt.storage.schema_repository import read_schema

IMAGES_AS_OF, STATES_AS_OF = "columns.images", "columns.annotations"
"""In a project's meta: say which kept columns are its own."""
MOST_ROWS = 50_000
"""More changed rows than these are read anew with all others."""
FEWEST_CHANGED = 1000
"""Changed rows from which the columns are kept anew."""


class ColumnsReader:
    """Reads images and annotations; keeps those of a large project for the next start.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._database = database
        self._kept = ColumnCache(folder / "cache" / "columns")
        self._images: KeptImages | None = None
        """The table as read last: a batch of a scan costs its own rows, not all."""
        self._states: KeptStates | None = None
        self._unkept = 0
        """Rows that were read since the states were kept last."""

    def images(self, connection: Transaction) -> ImageTable:
        """All images; what was given out before does not change."""
        newest = image_repository.read_revision(connection)
        roots = image_repository.read_roots(connection)
        first = self._images is None
        known = self._images or self._first_images(connection, newest, roots)
        table, changed = known.table, 0
        if newest > known.revision:
            for part in image_repository.read_columns(connection, STORED_NAMES, known.revision):
                table, changed = with_rows(table, part), changed + len(part["row"])
        if table.roots != roots:
            table = dataclasses.replace(table, roots=roots)
        now = KeptImages(newest, table)
        if newest:
            self._images = now
        if first and changed >= FEWEST_CHANGED and len(table) >= FEWEST_KEPT:
            self._kept.keep_images(self._new_token(IMAGES_AS_OF), now)
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
        now = self._states = KeptStates(newest, schema.label_ids, states)
        self._unkept += changed
        if self._unkept >= FEWEST_CHANGED and count >= FEWEST_KEPT:
            self._unkept = 0
            self._kept.keep_states(self._new_token(STATES_AS_OF), now)
        if schema.in_use.label_ids == schema.label_ids:
            return states
        shown = [schema.columns[label_id] for label_id in schema.in_use.label_ids]
        return np.take(states, shown, axis=1)

    def _first_images(
        self, connection: Transaction, newest: int, roots: dict[int, Path]
    ) -> KeptImages:
        """What to bring up to date: the images kept last, or none."""
        token = meta_repository.read_meta(connection, IMAGES_AS_OF)
        kept = self._kept.images(token, roots) if token else None
        return KeptImages(0, no_images(roots)) if kept is None or kept.revision > newest else kept

    def _first_states(self, connection: Transaction, schema: Schema) -> KeptStates | None:
        """What to bring up to date: the states kept last."""
        token = meta_repository.read_meta(connection, STATES_AS_OF)
        return self._kept.states(token, schema.label_ids) if token else None

    def _later_states(
        self, connection: Transaction, known: KeptStates | None, schema: Schema, count: int
    ) -> tuple[NDArray[np.int8], int] | None:
        """States brought up to date, and how many rows of them had to be read again."""
        if known is None or known.label_ids != schema.label_ids or len(known.states) > count:
            return None
        before = known.states
        changed = rows_changed_since(connection, known.action, MOST_ROWS)
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
