"""Choice for each task whether likeness (μ) regularises its heads, by folds of a few images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.fares import FEWEST, TRIED
from labelmt.learning.training.heads_by_views import SeenFeatures, Smoothness, fold_logits_seen
from labelmt.learning.training.smoothness_choice import better_unsmoothed

FOLDS = 5


def tried_rows(data: JobData) -> NDArray[np.int64]:
    """A few random annotated images to choose by, those first of which somebody saw anything."""
    rows = np.concatenate([data.train_rows, data.validation_rows])
    if data.manifest.validation_named:
        rows = data.train_rows
    order = np.random.default_rng(data.manifest.settings.seed).permutation(rows)
    judges = np.isin(order, data.judged(order))
    return np.sort(np.concatenate([order[judges], order[~judges]])[:TRIED])


def can_choose(data: JobData, rows: NDArray[np.int64]) -> bool:
    """Whether folds of these images tell."""
    return data.manifest.settings.smoothness > 0 and len(data.judged(rows)) >= FEWEST


def chosen_smoothness(
    data: JobData, seen: SeenFeatures, smooth: Smoothness, rows: NDArray[np.int64]
) -> tuple[frozenset[int], NDArray[np.float32]]:
    """Fit heads of five folds with μ, and without where these images are enough to choose by.

    Returns:
        the ids of tasks that fare no better with it, and (n, all labels) logits of each of the
        rows by heads of the other folds, as chosen for each task.
    """
    settings, specs = data.manifest.settings, data.manifest.tasks
    plain, states = seen.of(rows), data.states[rows]
    parts = fold_rows(states, FOLDS, settings.seed, data.groups_of(rows, plain.reference))
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    logits = fold_logits_seen(smooth.features(plain), states, settings.head_l2, parts, choice)
    if not can_choose(data, rows):
        return frozenset(), logits
    without = fold_logits_seen(plain, states, settings.head_l2, parts, choice)
    unsmoothed = better_unsmoothed(specs, data.judging[rows], without, logits)
    for spec, columns in zip(specs, task_slices(specs), strict=True):
        if spec.id in unsmoothed:
            logits[:, columns] = without[:, columns]
    return unsmoothed, logits
