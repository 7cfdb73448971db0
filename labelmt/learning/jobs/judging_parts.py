"""Parts of the images that judge, for calibration and thresholds each from the other parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.cross_fitting import CrossFitted, cross_fitted

FOLDS = 5


def told_apart(
    data: JobData,
    cached: NDArray[np.float16],
    rows: NDArray[np.int64],
    logits: NDArray[np.float32],
) -> CrossFitted | None:
    """Calibration and thresholds of these rows, each part's from the other parts."""
    parts = judging_parts(data, cached, rows)
    return cross_fitted(data.manifest.tasks, data.judging[rows], [logits] * len(parts), parts)


def judging_parts(
    data: JobData, cached: NDArray[np.float16], rows: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Places in ``rows``, in parts that never split near-duplicates."""
    if len(rows) < 2:
        return []
    groups = data.groups_of(rows, np.asarray(cached[rows], np.float32))
    return fold_rows(data.judging[rows], FOLDS, data.manifest.settings.seed, groups)
