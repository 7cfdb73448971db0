"""A model's probabilities of every image, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OUT_OF_FOLD = "out_of_fold.npy"
"""Name of the file beside a run's probabilities that ``Predictions.out_of_fold`` maps."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """Calibrated probabilities, usually memory-mapped.

    Attributes:
        run_id: the run they come from.
        label_ids: the columns.
        probabilities: (rows, labels) float16; NaN where nothing was predicted. May have
            fewer rows than the project has images: the rest has no predictions.
        thresholds: (labels,) float32; a label counts as predicted from here.
        out_of_fold: the same of annotated images by models that never saw them, NaN of others;
            None where the run left none.
    """

    run_id: int
    label_ids: tuple[int, ...]
    probabilities: NDArray[np.float16]
    thresholds: NDArray[np.float32]
    out_of_fold: NDArray[np.float16] | None = None

    def column(self, label_id: int) -> NDArray[np.float16] | None:
        """(rows,) probabilities of one label, or None for a label the run did not know."""
        try:
            return self.probabilities[:, self.label_ids.index(label_id)]
        except ValueError:
            return None
