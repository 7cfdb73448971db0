"""What a run tells in the end: its figures, how far each may be off, and which images tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import JudgedBy, TaskMetrics
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.evaluation.metrics import decided_images
from labelmt.learning.jobs.job_context import JobContext

ENOUGH_DRAWN = 50
"""Images that chance chose from which their figures are told: with fewer, intervals say little."""

Told = tuple[tuple[TaskMetrics, ...], JudgedBy | None]
"""Figures of the tasks, and the images of all of them together."""


def held_out_figures(
    context: JobContext,
    evidence: Sequence[Evidence],
    part: str,
    unlike: Mapping[int, TaskMetrics],
) -> Told:
    """Figures on images that were held out, or that folds judged.

    Args:
        part: "validation" or "cross-fitted". unlike: task id to figures on unlike images.
    """
    groups = _groups(context, evidence[0].rows)
    tasks, by = _told(context, evidence, groups, part, context.data.manifest.validation_sample)
    return tuple(replace(task, unlike=unlike.get(task.task_id)) for task in tasks), by


def live_figures(
    context: JobContext, evidence: Sequence[Evidence], groups: NDArray[np.int64], part: str
) -> tuple[TaskMetrics, ...]:
    """The same of live heads.

    Args:
        groups: of the images that are judged, which live learning has found already.
    """
    return _told(context, evidence, groups, part, context.data.manifest.validation_sample)[0]


def test_figures(context: JobContext, fitted: Sequence[TaskCalibration]) -> Told:
    """Figures of the predictions as they are shown, on images that nothing learnt or chose on."""
    data = context.data
    rows = data.test_rows[~np.isin(data.test_rows, list(context.failed))]
    values = context.published.values[rows].astype(np.float32)
    told = ~np.isnan(values).any(axis=1)
    rows, values = rows[told], values[told]
    evidence = [
        Evidence(
            spec,
            rows,
            data.judging[rows][:, columns],
            values[:, columns],
            np.array(one.thresholds, dtype=np.float32),
        )
        for spec, one, columns in zip(
            context.specs, fitted, task_slices(context.specs), strict=True
        )
    ]
    if not len(rows):
        return (), None
    return _told(context, evidence, _groups(context, rows), "test", data.manifest.test_sample)


def _told(
    context: JobContext,
    evidence: Sequence[Evidence],
    groups: NDArray[np.int64],
    part: str,
    sample: str,
) -> Told:
    rows = evidence[0].rows
    if not len(rows):
        return tuple(one.metrics() for one in evidence), None
    tasks = tuple(
        _with_random(context, number, one, groups, part, sample)
        for number, one in enumerate(evidence)
    )
    return tasks, JudgedBy(part, len(rows), len(np.unique(groups)), sample)


def _with_random(
    context: JobContext,
    number: int,
    evidence: Evidence,
    groups: NDArray[np.int64],
    part: str,
    sample: str,
) -> TaskMetrics:
    """Figures of a task, and those of the images among them that only chance chose."""
    named = context.data.manifest.validation_named and part == "validation"
    if context.data.random is None or named or part == "test" or sample == "random":
        return evidence.told(groups, part, sample)
    drawn = context.data.random[evidence.rows, number]
    known = decided_images(evidence.spec.kind, evidence.states)
    if not (known & ~drawn).any():
        return evidence.told(groups, part, "random" if known.any() else sample)
    told = evidence.told(groups, part, sample)
    if int((drawn & known).sum()) < ENOUGH_DRAWN:
        return told
    random = evidence.of(drawn).told(groups[drawn], part, "random")
    return told if random.score is None else replace(told, random=random)


def _groups(context: JobContext, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(rows):
        return rows
    with context.open_cache() as cache:
        return context.data.groups_of(rows, np.asarray(cache.features[rows], dtype=np.float32))
