"""Copy and paste of labels: the states that are copied from one image."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, TaskKind

States: TypeAlias = tuple[tuple[int, State], ...]
"""Label ids, each once, with what is asserted of them."""


def known_states(states: NDArray[np.int8], schema: Schema) -> States:
    """What is asserted of one image; of a multiclass task its one label stands for all.

    Args:
        states: (labels,) State codes, implied absents filled in.
    """
    found: list[tuple[int, State]] = []
    for task in schema.tasks:
        known = [
            (label.id, State(int(states[schema.columns[label.id]])))
            for label in task.labels
            if states[schema.columns[label.id]] != State.UNKNOWN
        ]
        chosen = [one for one in known if one[1] is State.PRESENT]
        found += chosen if task.kind is TaskKind.MULTICLASS and chosen else known
    return tuple(found)
