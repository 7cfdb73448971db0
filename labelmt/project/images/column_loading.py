"""Loads image columns and annotation states: the cached ones, brought up to date."""

from __future__ import annotations

import dataclasses
import uuid
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import MODELS_CODE, split_codes, teaching_states
from labelmt.domain.annotations import State
from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.schema import Schema
from labelmt.project.images.changed_rows import changed_rows, with_block
from labelmt.project.images.column_cache import FEWEST_KEPT, ColumnCache, KeptCodes, KeptImages
from labelmt.project.images.image_columns import STORED_NAMES, ImageTable, no_images, with_rows
from labelmt.storage import image_repository, meta_repository
from labelmt.storage.annotation_repository import read_code_block, read_codes
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import latest_id, rows_changed_since
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.schema_repository import read_schema
from labelmt.storage.stored_values import stored_values

IMAGES_AS_OF, STATES_AS_OF = "columns.images", "columns.codes"
"""In a project's meta: say which kept columns are its own. Under "columns.annotations" older ones
were kept, which did not know a model's word from a person's."""
MOST_ROWS = 50_000
"""More changed rows than these are read anew with all others."""
FEWEST_CHANGED = 1000
"""Changed rows from which the columns are kept anew."""

Split = tuple[NDArray[np.int8], NDArray[np.int8]]
"""States, and judging states."""


class ColumnsReader:
    """Reads images and annotations; keeps those of a large project for the next start.

    Args:
        folder: of the project.
    """

    def __init__(self, folder: Path, database: ProjectDatabase) -> None:
        self._database = database
        self._kept = ColumnCache(folder / "cache" / "columns")
        self._images: KeptImages | None = None
        """The table as read last: a batch of a scan costs its own rows, not all."""
        self._codes: KeptCodes | None = None
        self._split: Split | None = None
        self._split_by: Schema | None = None
        self._taught: tuple[NDArray[np.int8], Schema, NDArray[np.int8] | None] | None = None
        """Codes, the schema, and what may be learnt from them; see ``teaching``."""
        self._unkept = 0
        """Rows that were read since the states were kept last."""

    @property
    def last_split(self) -> tuple[Schema, Split] | None:
        """Labels in use, and their states as they were read last, without asking the database."""
        if self._split is None or self._split_by is None:
            return None
        return self._split_by.in_use, self._split

    def images(self, connection: Transaction) -> ImageTable:
        """All images; what was given out before does not change."""
        with stored_values(connection, "image"):
            return self._read_images(connection)

    def _read_images(self, connection: Transaction) -> ImageTable:
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
            token = self._new_token(IMAGES_AS_OF)
            if token is not None:
                self._kept.keep_images(token, now)
        return table

    def states(self, connection: Transaction) -> Split:
        """What is annotated, and what of it metrics may be judged by; not to be changed.

        What was given out before does not change.

        Returns:
            (rows, labels in use) int8 of State codes each, implied absents filled in.
        """
        with stored_values(connection, "annotation"):
            return self._read_states(connection)

    def _read_states(self, connection: Transaction) -> Split:
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
        before, now = self._codes, KeptCodes(newest, schema.label_ids, codes)
        self._codes = now
        self._unkept += changed
        if self._unkept >= FEWEST_CHANGED and count >= FEWEST_KEPT:
            self._unkept = 0
            token = self._new_token(STATES_AS_OF)
            if token is not None:
                self._kept.keep_codes(token, now)
        same = before is not None and before.codes is codes and self._split_by == schema
        if self._split is None or not same:
            self._split = self._split_anew(codes, schema, before)
            self._split_by = schema
        return self._split

    def _split_anew(
        self, codes: NDArray[np.int8], schema: Schema, before: KeptCodes | None
    ) -> Split:
        """Of all rows, or of those alone that have other codes than before."""
        rows = None
        if self._split is not None and before is not None and self._split_by == schema:
            rows = changed_rows(codes, before.codes)
        if self._split is None or rows is None:
            return _in_use(*split_codes(codes, schema), schema)
        part = _in_use(*split_codes(codes[rows], schema), schema)
        states, judging = (
            with_block(old, len(codes), rows, new)
            for old, new in zip(self._split, part, strict=True)
        )
        return states, judging

    def teaching(self, connection: Transaction) -> NDArray[np.int8] | None:
        """(rows, labels in use) int8 of State codes that may be learnt from; None: all states."""
        self.states(connection)
        if self._codes is None:
            return None
        codes, schema, last = self._codes.codes, read_schema(connection), self._taught
        if last is not None and last[0] is codes and last[1] == schema:
            return last[2]
        states = None
        if (codes >= MODELS_CODE).any():
            rows = None
            if last is not None and last[1] == schema and last[2] is not None:
                rows = changed_rows(codes, last[0])
            if rows is None or last is None or last[2] is None:
                states = _shown(teaching_states(codes, schema), schema)
            else:
                part = _shown(teaching_states(codes[rows], schema), schema)
                states = with_block(last[2], len(codes), rows, part)
        self._taught = codes, schema, states
        return states

    def _first_images(
        self, connection: Transaction, newest: int, roots: dict[int, Path]
    ) -> KeptImages:
        """What to bring up to date: the images kept last, or none."""
        token = meta_repository.read_meta(connection, IMAGES_AS_OF)
        kept = self._kept.images(token, roots) if token else None
        return KeptImages(0, no_images(roots)) if kept is None or kept.revision > newest else kept

    def _first_codes(self, connection: Transaction, schema: Schema) -> KeptCodes | None:
        """What to bring up to date: the codes kept last."""
        token = meta_repository.read_meta(connection, STATES_AS_OF)
        return self._kept.codes(token, schema.label_ids) if token else None

    def _later_codes(
        self, connection: Transaction, known: KeptCodes | None, schema: Schema, count: int
    ) -> tuple[NDArray[np.int8], int] | None:
        """Codes brought up to date, and how many rows of them had to be read again."""
        if known is None or known.label_ids != schema.label_ids or len(known.codes) > count:
            return None
        before = known.codes
        changed = rows_changed_since(connection, known.action, MOST_ROWS)
        if changed is None:
            return None
        if not len(changed) and len(before) == count:
            return before, 0
        codes = np.full((count, before.shape[1]), State.UNKNOWN, dtype=np.int8)
        codes[: len(before)] = before
        if len(changed):
            codes[changed] = read_code_block(connection, changed, schema.label_ids)
        return codes, len(changed)

    def _new_token(self, key: str) -> str | None:
        """None where it cannot be written down: the next start is slower, nothing else."""
        token = uuid.uuid4().hex
        with suppress(EnvironmentFault), self._database.write() as connection:
            meta_repository.write_meta(connection, key, token)
            return token
        return None


def _in_use(states: NDArray[np.int8], judging: NDArray[np.int8], schema: Schema) -> Split:
    """Without archived labels, which have filled in what they imply."""
    return _shown(states, schema), _shown(judging, schema)


def _shown(states: NDArray[np.int8], schema: Schema) -> NDArray[np.int8]:
    if schema.in_use.label_ids != schema.label_ids:
        shown = [schema.columns[label_id] for label_id in schema.in_use.label_ids]
        states = np.take(states, shown, axis=1)
    states.setflags(write=False)
    return states
