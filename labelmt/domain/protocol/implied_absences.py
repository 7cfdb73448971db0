"""What is not labelled counts as absent, in tasks that say so: filled in once, for all readers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec

States = NDArray[np.int8]


def with_implied_absences(
    specs: Sequence[TaskSpec], states: States, judging: States | None = None
) -> States:
    """The states, with the unknown pairs of tasks whose unlabelled pairs are absent filled in.

    Only on images of which the task knows anything: an image nobody has looked at says nothing.

    Args:
        states: (rows, all labels) int8 of State codes; stays as it is.
        judging: of the same shape, those of the states that somebody saw. Where it is given it is
            filled in instead: what nobody saw is known all the same, and is not absent.
    """
    known = states if judging is None else judging
    if not any(spec.unlabelled_absent for spec in specs):
        return known
    filled = np.array(known)
    start = 0
    for spec in specs:
        columns = slice(start, start + len(spec.label_ids))
        start = columns.stop
        if spec.unlabelled_absent:
            looked_at = (known[:, columns] != State.UNKNOWN).any(axis=1, keepdims=True)
            filled[:, columns][looked_at & (states[:, columns] == State.UNKNOWN)] = State.ABSENT
    return filled
