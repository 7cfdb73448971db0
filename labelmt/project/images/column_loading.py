"""A project's columns: those that were kept, brought up to date with what has changed since."""

from __future__ import annotations

import dataclasses
import uuid
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State, split_codes
from labelmt.domain.schema import Schema
from labelmt.project.images.column_cache import WORTHWHILE, ColumnCache
from labelmt.project.images.image_columns import ImageTable, table_of, with_rows
from labelmt.storage import image_repository, meta_repository
from labelmt.storage.annotation_repository import read_code_block, read_codes
from labelmt.storage.database import Database, Transaction
from labelmt.storage.history_repository import latest_id, rows_changed_since
from labelmt.storage.schema_repository import read_schema

IMAGES_AS_OF, STATES_AS_OF = "columns.images", "columns.annotations"
"""In a project's meta: say which kept columns are its own."""
MOST_ROWS = 50_000
"""More changed rows than these are read anew with all others."""
WORTH_KEEPING = 1000
"""Changed rows from which the columns are kept anew."""

KnownCodes = tuple[int, tuple[int, ...], NDArray[np.int8]]
"""The newest action of the history, the labels, and their codes after it: see ``split_codes``."""


Split = tuple[NDArray[np.int8], NDArray[np.int8]]
"""States, and judging states."""


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
        self._codes: KnownCodes | None = None
        self._split: tuple[KnownCodes, Split] | None = None
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

    def states(self, connection: Transaction) -> Split:
        """What is annotated, and what of it metrics may be judged by; not to be changed.

        What was given out before does not change.

        Returns:
            (rows, labels in use) int8 of State codes each, implied absents filled in.
        """
        schema = read_schema(connection)  # what is archived implies, too
        count = image_repository.count_images(connection)
        newest = latest_id(connection)
        found = self._later_codes(
            connection, self._codes or self._first_codes(connection, schema), schema, count
        )
        if found is None:
            found = read_codes(connection, schema, count), count
        codes, changed = found
        codes.setflags(write=False)
        known = self._codes = newest, schema.label_ids, codes
        self._unkept += changed
        if self._unkept >= WORTH_KEEPING and count >= WORTHWHILE:
            self._unkept = 0
            self._kept.keep_codes(self._new_token(STATES_AS_OF), newest, schema.label_ids, codes)
        if self._split is None or self._split[0][2] is not codes or changed:
            self._split = known, _in_use(*split_codes(codes, schema), schema)
        return self._split[1]

    def _first_images(
        self, connection: Transaction, newest: int, roots: dict[int, Path]
    ) -> tuple[int, ImageTable]:
        """What to bring up to date: the images kept last, or none."""
        token = meta_repository.read_meta(connection, IMAGES_AS_OF)
        kept = self._kept.images(token, roots) if token else None
        return table_before(roots) if kept is None or kept[0] > newest else kept

    def _first_codes(self, connection: Transaction, schema: Schema) -> KnownCodes | None:
        """What to bring up to date: the codes kept last."""
        token = meta_repository.read_meta(connection, STATES_AS_OF)
        kept = self._kept.codes(token, schema.label_ids) if token else None
        return None if kept is None else (kept[0], schema.label_ids, kept[1])

    def _later_codes(
        self, connection: Transaction, known: KnownCodes | None, schema: Schema, count: int
    ) -> tuple[NDArray[np.int8], int] | None:
        """Codes brought up to date, and how many rows of them had to be read again."""
        if known is None or known[1] != schema.label_ids or len(known[2]) > count:
            return None
        action, _label_ids, before = known
        changed = rows_changed_since(connection, action, MOST_ROWS)
        if changed is None:
            return None
        if not len(changed) and len(before) == count:
            return before, 0
        codes = np.full((count, before.shape[1]), State.UNKNOWN, dtype=np.int8)
        codes[: len(before)] = before
        if len(changed):
            codes[changed] = read_code_block(connection, changed, schema.label_ids)
        return codes, len(changed)

    def _new_token(self, key: str) -> str:
        token = uuid.uuid4().hex
        with self._database.write() as connection:
            meta_repository.write_meta(connection, key, token)
        return token


def table_before(roots: dict[int, Path]) -> tuple[int, ImageTable]:
    """No images, as of before any."""
    return 0, table_of(roots, ())


def _in_use(states: NDArray[np.int8], judging: NDArray[np.int8], schema: Schema) -> Split:
    """Without archived labels, which have filled in what they imply."""
    if schema.in_use.label_ids != schema.label_ids:
        shown = [schema.columns[label_id] for label_id in schema.in_use.label_ids]
        states, judging = np.take(states, shown, axis=1), np.take(judging, shown, axis=1)
    states.setflags(write=False)
    judging.setflags(write=False)
    return states, judging
