"""Which rows of a column differ from what they were, and the column with just these replaced.

Of a million images a label more is one row; what follows from the others need not be found again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_CELLS = 200_000
"""Cells that differ from which finding all anew is as fast."""


def changed_rows(now: NDArray[np.int8], before: NDArray[np.int8]) -> NDArray[np.int64] | None:
    """(n,) rows that differ and those that are new, ascending; None: too many, or another form.

    Args:
        now, before: (rows, width); the rows of ``before`` are the first of ``now``.
    """
    have, width = before.shape
    if width != now.shape[1] or have > len(now) or not width:
        return None
    cells = np.flatnonzero((now[:have] != before).reshape(-1))
    if len(cells) + (len(now) - have) * width > MOST_CELLS:
        return None
    return np.concatenate([np.unique(cells // width), np.arange(have, len(now))])


def with_block(
    before: NDArray[np.int8], count: int, rows: NDArray[np.int64], block: NDArray[np.int8]
) -> NDArray[np.int8]:
    """(count, width) a read-only copy with these rows replaced; ``before`` stays as it is."""
    found = np.empty((count, before.shape[1]), dtype=np.int8)
    found[: len(before)] = before
    found[rows] = block
    found.setflags(write=False)
    return found
