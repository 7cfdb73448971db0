"""Which images a run is judged by, and its figures on the test part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import JudgedBy, TaskMetrics
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.evaluation.metrics import task_metrics
from labelmt.learning.jobs.job_context import JobContext


def judged_images(context: JobContext, cross_fitted: NDArray[np.int64] | None) -> JudgedBy:
    """What the figures beside the test part's are of.

    Args:
        cross_fitted: the rows that folds judged; None where validation images were held out.
    """
    data = context.data
    rows = data.validation_rows if cross_fitted is None else cross_fitted
    part = "validation" if cross_fitted is None else "cross-fitted"
    return JudgedBy(part, len(rows), _groups(context, rows), data.manifest.validation_sample)


def test_figures(
    context: JobContext, fitted: Sequence[TaskCalibration]
) -> tuple[tuple[TaskMetrics, ...], JudgedBy | None]:
    """Figures of the predictions as they are shown, on images that nothing learnt or chose on."""
    data = context.data
    rows = data.test_rows[~np.isin(data.test_rows, list(context.failed))]
    values = context.published.values[rows].astype(np.float32)
    told = ~np.isnan(values).any(axis=1)
    rows, values = rows[told], values[told]
    if not len(rows):
        return (), None
    tasks = tuple(
        task_metrics(
            spec,
            data.judging[rows][:, columns],
            values[:, columns],
            np.array(one.thresholds, dtype=np.float32),
        )
        for spec, one, columns in zip(
            context.specs, fitted, task_slices(context.specs), strict=True
        )
    )
    by = JudgedBy("test", len(rows), _groups(context, rows), data.manifest.test_sample)
    return tasks, by


def _groups(context: JobContext, rows: NDArray[np.int64]) -> int:
    if context.data.groups is not None:
        return len(np.unique(context.data.groups[rows]))
    if not context.entry.pretrained:  # features of random weights say nothing of likeness
        return len(rows)
    with context.open_cache() as cache:
        features = np.asarray(cache.features[rows], dtype=np.float32)
        groups = context.data.groups_of(rows, features)
    return len(np.unique(groups))
