"""Co-occurrence of annotated labels: images that show both of every two.

Pure functions of arrays; run them on a pool.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Label, Schema
from labelmt.domain.search.printer import print_query
from labelmt.domain.search.terms import All, HasState, Query
from labelmt.project.search.label_names import short_name

BLOCK = 16_384


@dataclass(frozen=True, eq=False, slots=True)
class LabelCooccurrence:
    """``counts``: (labels, labels) int64 in the schema's columns; images with a label itself stand
    on the diagonal."""

    schema: Schema
    counts: NDArray[np.int64]

    def search(self, one: Label, other: Label) -> str:
        """What finds the images of a cell."""
        names = dict.fromkeys(short_name(label, self.schema) for label in (one, other))
        terms = tuple(HasState(name) for name in names)
        return print_query(Query(terms[0] if len(terms) == 1 else All(terms)))


def label_cooccurrence(schema: Schema, states: NDArray[np.int8]) -> LabelCooccurrence:
    """Count them.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
    """
    counts = np.zeros((states.shape[1],) * 2, dtype=np.int64)
    for start in range(0, len(states), BLOCK):
        present = (states[start : start + BLOCK] == State.PRESENT).astype(np.float32)
        counts += (present.T @ present).astype(np.int64)  # exact: a block is below 2**24
    return LabelCooccurrence(schema, counts)
