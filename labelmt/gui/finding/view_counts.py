"""How many images each line of the sidebar has."""

from __future__ import annotations

from labelmt.domain.annotations import State
from labelmt.gui.finding.sidebar import ALL, COUNTED, Choice
from labelmt.project.search.columns import Columns
from labelmt.project.search.conditions import condition_mask


def count_views(columns: Columns) -> dict[Choice, int]:
    """Images of every state, and of every label that is present; run it on a pool."""
    counts: dict[Choice, int] = {one: int(condition_mask(one, columns).sum()) for one in COUNTED}
    counts[ALL] = len(columns)
    present = (columns.matrix == State.PRESENT).sum(axis=0)
    counts.update(zip(columns.schema.label_ids, present.tolist(), strict=True))
    return counts
