"""Whether images that are being marked are on the screen, so that a person saw what they said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen

Rows = NDArray[np.int64]


def seen_in_viewer(rows: Rows, shown: int | None) -> Seen:
    """Of images marked while one is shown by itself, that one alone is looked at."""
    return Seen.ONE if len(rows) == 1 and shown == int(rows[0]) else Seen.UNSEEN


def seen_in_grid(rows: Rows, visible: Sequence[int]) -> Seen:
    """Of images marked in the grid, all have to be in sight; one by itself is looked at."""
    if len(rows) > len(visible) or not np.isin(rows, visible).all():
        return Seen.UNSEEN
    return Seen.ONE if len(rows) == 1 else Seen.VISIBLE


def seen_on_map(rows: Rows, pictures: Sequence[int]) -> Seen:
    """Of images marked on the map, all have to be shown as pictures: a point shows nothing."""
    if len(rows) > len(pictures) or not np.isin(rows, pictures).all():
        return Seen.UNSEEN
    return Seen.VISIBLE
