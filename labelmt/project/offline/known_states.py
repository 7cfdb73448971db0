"""The annotation states that are known without asking a server: as read last, patched since."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import AnnotationPatch
from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema
from labelmt.project.images.column_loading import ColumnsReader, Split

FOLDED_FROM = 500
"""Patches from which they are written into a copy of the states."""


@dataclass(frozen=True, eq=False)
class Known:
    """States of labels in use.

    Attributes:
        states, judging: (rows, labels) int8 of State codes; rows that were added since are missing.
    """

    schema: Schema
    states: NDArray[np.int8]
    judging: NDArray[np.int8]

    def block(self, rows: NDArray[np.int64], label_ids: tuple[int, ...]) -> AnnotationPatch:
        """The states of these images and labels; unknown where nothing is known."""
        columns = [self.schema.columns[one] for one in label_ids]
        inside = np.flatnonzero(rows < len(self.states))
        found: list[NDArray[np.int8]] = []
        for whole in (self.states, self.judging):
            block = np.full((len(rows), len(columns)), State.UNKNOWN, dtype=np.int8)
            block[inside] = whole[np.ix_(rows[inside], np.array(columns, dtype=np.int64))]
            found.append(block)
        return AnnotationPatch(rows, label_ids, *found)


class KnownStates:
    """Follows the changes of a project. Project's lock guards it."""

    def __init__(self, columns: ColumnsReader) -> None:
        self._columns = columns
        self._read: Split | None = None
        self._base: Split | None = None
        self._patches: list[AnnotationPatch] = []

    def note(self, changes: Changes) -> None:
        """Take over what a change says of pairs."""
        if changes.annotations is None:
            return
        self._follow_reader()
        self._patches.append(changes.annotations)
        if len(self._patches) >= FOLDED_FROM:
            self._fold()

    def now(self) -> Known | None:
        """What is known; None where the states have never been read."""
        self._follow_reader()
        last = self._columns.last_split
        if last is None:
            return None
        self._fold()
        return Known(last[0], *(self._base or last[1]))

    def _follow_reader(self) -> None:
        """What has been read anew holds all patches of before."""
        last = self._columns.last_split
        if last is not None and last[1] is not self._read:
            self._read = self._base = last[1]
            self._patches.clear()

    def _fold(self) -> None:
        last = self._columns.last_split
        if last is None or self._base is None or not self._patches:
            return
        columns = last[0].columns
        if self._base is self._read:
            self._base = self._base[0].copy(), self._base[1].copy()
        states, judging = self._base
        for patch in self._patches:
            found = [i for i, one in enumerate(patch.label_ids) if one in columns]
            known = np.array(found, dtype=np.int64)
            inside = np.flatnonzero(patch.rows < len(states))
            where = np.ix_(
                patch.rows[inside],
                np.array([columns[patch.label_ids[i]] for i in found], dtype=np.int64),
            )
            states[where] = patch.states[np.ix_(inside, known)]
            judging[where] = patch.judging[np.ix_(inside, known)]
        self._patches.clear()
