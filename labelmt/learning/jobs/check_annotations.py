"""Finds label errors: scores every annotation by heads that never saw its image."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.array_checksums import write_array
from labelmt.domain.predictions import OUT_OF_FOLD
from labelmt.domain.protocol import messages
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.calibration import TaskCalibration, all_probabilities
from labelmt.learning.jobs.annotated_features import AnnotatedFeatures
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.heads_by_views import fit_seen, logits_seen

FOLDS = 5
MOST_IMAGES = 20_000
"""A fold's heads learn from a random part of more: they judge as well, in bounded time."""

MOST_REPEATS = 0.2
"""Share of images with a near-duplicate beyond which likeness is the domain's, such as X-rays':
what resembles an image is then the best witness that its annotation is a mistake."""


def check_annotations(
    context: JobContext, annotated: AnnotatedFeatures, fitted: Sequence[TaskCalibration]
) -> Generator[messages.Event, None, None]:
    """Probabilities of the annotated images by heads of the other folds, on cached features.

    Written as (rows, all labels) float16 beside the run's probabilities, NaN for images without
    annotations. A cancel leaves no file.

    Args:
        fitted: calibration of heads that were scored on images they never saw.
    """
    data = context.data
    settings = data.manifest.settings
    rows, seen = annotated.rows, annotated.mapped
    if len(rows) < 2 * FOLDS:
        return
    states = data.states[rows]
    parts = fold_rows(states, FOLDS, settings.seed, _groups(data, annotated.groups))
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    rng = np.random.default_rng(settings.seed)
    logits = np.zeros(states.shape, dtype=np.float32)
    for done, part in enumerate(parts):
        yield messages.Progress(context.job, "check", done, len(parts))
        if context.control.cancelled:
            return
        rest = np.setdiff1d(np.arange(len(rows)), part)
        if len(rest) > MOST_IMAGES:
            rest = np.sort(rng.choice(rest, MOST_IMAGES, replace=False))
        heads = fit_seen(seen.of(rest), states[rest], settings.head_l2, choice)
        logits[part] = logits_seen(heads, seen.of(part))
    yield messages.Progress(context.job, "check", len(parts), len(parts))
    yield hand_over(context, rows, fitted, logits)


def hand_over(
    context: JobContext,
    rows: NDArray[np.int64],
    fitted: Sequence[TaskCalibration],
    logits: NDArray[np.float32],
) -> messages.AnnotationsChecked:
    """Write what heads that never saw these images say of them.

    Args:
        logits: (n, all labels), uncalibrated.
    """
    data = context.data
    values = np.full((data.manifest.row_count, logits.shape[1]), np.nan, dtype=np.float16)
    values[rows] = all_probabilities(context.specs, fitted, logits)
    path = data.run_folder / OUT_OF_FOLD
    write_array(path, values)
    return messages.AnnotationsChecked(context.job, str(path))


def _groups(data: JobData, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    repeats = len(groups) - len(np.unique(groups))
    if data.groups is None and repeats > MOST_REPEATS * len(groups):
        return np.arange(len(groups))
    return groups
