"""Near-duplicates of the test part: annotated images that live heads must not learn from.

A run compares all of its annotated images once. Live learning is asked after each annotation: it
compares all where they have grown by a tenth, and in between just the new ones, with the test part
and what was found to repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.data.job_data import JobData

GROWN = 1.1
"""Growth of the annotated images after which all are compared anew."""
MOST_COMPARED = 3000
"""Annotated images that are compared with each other at once: it takes a second or less."""


@dataclass(eq=False, slots=True)
class BesideTestPart:
    """What was found so far; of one set of features."""

    _key: tuple[tuple[int, str], ...] = ()
    """The test part."""
    _compared: dict[int, str] = field(default_factory=dict)
    """Annotated images by the version of them that was compared."""
    _beside: frozenset[int] = frozenset()
    _images: int = 0
    """How many were compared with each other."""

    def rows(
        self, data: JobData, cached: NDArray[np.float16], stamps: Mapping[int, str]
    ) -> frozenset[int]:
        """Rows on either side of the split that belong together with one of the test part.

        Args:
            cached: (rows, width) features, there at least for annotated images and the test part.
            stamps: row to version, of these images.
        """
        if data.groups is not None or not len(data.test_rows):
            return frozenset()  # load_job has left out what a person keeps together
        key = tuple((row, stamps[row]) for row in data.test_rows.tolist())
        if key != self._key:
            self._key, self._compared, self._beside, self._images = key, {}, frozenset(), 0
        annotated = np.sort(np.concatenate([data.train_rows, data.validation_rows]))
        new = [row for row in annotated.tolist() if self._compared.get(row) != stamps[row]]
        if new and len(annotated) > GROWN * self._images:
            new, self._beside, self._images = annotated.tolist(), frozenset(), len(annotated)
        for start in range(0, len(new), MOST_COMPARED):
            part = new[start : start + MOST_COMPARED]
            self._beside = (self._beside - set(part)) | self._repeating(part, data, cached)
            self._compared |= {row: stamps[row] for row in part}
        return self._beside & set(annotated.tolist())

    def _repeating(
        self, part: list[int], data: JobData, cached: NDArray[np.float16]
    ) -> frozenset[int]:
        test = data.test_rows.tolist()
        rows = np.array(sorted({*part, *test, *self._beside}), dtype=np.int64)
        groups = data.groups_of(rows, np.asarray(cached[rows], dtype=np.float32))
        touched = np.isin(groups, groups[np.isin(rows, [*test, *self._beside])])
        return frozenset(rows[touched].tolist()) & frozenset(part)
