"""How many images each line of the sidebar has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Schema
from labelmt.gui.sidebar import Choice
from labelmt.project.image_table import ImageTable
from labelmt.project.view_query import View, view_mask


def count_views(
    images: ImageTable,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
) -> dict[Choice, int]:
    """Images of every view, and of every label that is present; run it on a pool."""
    counts: dict[Choice, int] = {
        view: int(view_mask(view, images, schema, matrix, predictions).sum()) for view in View
    }
    present = (matrix == State.PRESENT).sum(axis=0)
    counts.update(zip(schema.label_ids, present.tolist(), strict=True))
    return counts
