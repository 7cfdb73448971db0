"""What the model makes of groups: the label it gives most of a group's images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelmt.domain.annotations import task_columns
from labelmt.gui.library import Library, Rows
from labelmt.project.predicted import chances_at, predicted


def likely_labels(
    library: Library, groups: Sequence[Rows], task_id: int | None
) -> list[tuple[str, float]]:
    """For each group the label predicted of most of its images, and of what share of them.

    No label, an empty name, where nothing is predicted.

    Args:
        groups: rows, a few of each group are enough. task_id: look at this task's labels alone.
    """
    schema = library.schema
    rows = np.unique(np.concatenate([*groups, np.empty(0, dtype=np.int64)]))
    chances = chances_at(library.predictions, schema, rows) if len(rows) else None
    if chances is None:
        return [("", 0.0)] * len(groups)
    yes = predicted(chances, schema)
    if task_id is not None:
        columns = task_columns(schema, schema.task(task_id))
        outside = np.ones(yes.shape[1], dtype=np.bool_)
        outside[columns] = False
        yes[:, outside] = False
    found = []
    for group in groups:
        shares = yes[np.searchsorted(rows, group)].mean(axis=0)
        best = int(shares.argmax())
        share = float(shares[best])
        found.append((schema.label(schema.label_ids[best]).name, share) if share else ("", 0.0))
    return found
