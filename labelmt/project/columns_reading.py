"""A project's columns: those that were kept, brought up to date with what has changed since."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State, fill_implied
from labelmt.domain.tasks import Schema
from labelmt.project.image_table import ImageTable, table_of, with_rows
from labelmt.project.kept_columns import WORTHWHILE, KeptColumns
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


class ColumnsReader:
    """Reads images and annotations; keeps those of a large project for the next start.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._database = database
        self._kept = KeptColumns(folder / "cache" / "columns")
        self._images: tuple[int, ImageTable | None] = 0, None
        """The table as of a revision: a batch of a scan costs its own rows, not all."""

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
        """(rows, labels in use) int8 of State codes, implied absents filled in."""
        schema = read_schema(connection)
        count = image_repository.count_images(connection)
        plain = schema.in_use.label_ids == schema.label_ids  # what is archived implies, too
        kept = self._kept_states(connection, schema, count) if plain else None
        if kept is not None:
            states, changed = kept
        else:
            states, changed = read_matrix(connection, schema, count), count
        if plain and changed >= WORTH_KEEPING and count >= WORTHWHILE:
            token, action = self._new_token(STATES_AS_OF), latest_id(connection)
            self._kept.keep_states(token, action, schema.label_ids, states)
        shown = [schema.columns[label_id] for label_id in schema.in_use.label_ids]
        return states if plain else np.take(states, shown, axis=1)

    def _first_images(
        self, connection: Transaction, newest: int, roots: dict[int, Path]
    ) -> tuple[int, ImageTable]:
        """What to bring up to date: the images kept last, or none."""
        token = meta_repository.read_meta(connection, IMAGES_AS_OF)
        kept = self._kept.images(token, roots) if token else None
        return table_before(roots) if kept is None or kept[0] > newest else kept

    def _kept_states(
        self, connection: Transaction, schema: Schema, count: int
    ) -> tuple[NDArray[np.int8], int] | None:
        """The states kept last and how many rows of them had to be read again."""
        token = meta_repository.read_meta(connection, STATES_AS_OF)
        kept = self._kept.states(token, schema.label_ids) if token else None
        if kept is None or len(kept[1]) > count:
            return None
        action, before = kept
        changed = rows_changed_since(connection, action, MOST_ROWS)
        if changed is None:
            return None
        states = before
        if len(before) < count:
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
