"""Figures on unlike photographs: heads that never saw images looking like those they judge.

Learning takes folds (see unlike_folds.py) on a part of the features, so that it costs a fraction
of what training does: on Grocery, with 127 labels, 5 s of a core where one fit on all features
takes 40. What that changes is less than chance does: the accuracy of random folds on Grocery is
0.971 either way, on Aquarium the mean average precision is 0.938 instead of 0.943.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol import messages
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.held_out_metrics import evidence_of
from labelmt.learning.evaluation.unlike_folds import FEWEST, FOLDS, look_clusters, parts_of
from labelmt.learning.jobs.annotated_features import AnnotatedFeatures
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.heads_by_views import fit_seen, logits_seen

AXES = 256
"""Principal axes of the features that are learnt from."""
STEPS = 40
"""Steps of each fit: what more would change is far below what the folds vary by."""
MOST_IMAGES = 10_000
"""Of more, whole groups are left out at random."""

Told = Generator[messages.Event, None, dict[int, TaskMetrics]]


def tell_unlike(
    context: JobContext, annotated: AnnotatedFeatures, fitted: Sequence[TaskCalibration]
) -> Told:
    """Task id to its figures on unlike images; none of too few images, or where it was cancelled.

    Args:
        fitted: of the heads that serve: nothing is fitted on what is told here.
    """
    data, settings = context.data, context.settings
    if not context.entry.pretrained:  # features of random weights say nothing of likeness
        return {}
    chosen = _some(annotated.groups, settings.seed)
    rows, groups = annotated.rows[chosen], annotated.groups[chosen]
    states, judging = data.states[rows], data.judging[rows]
    judges = (judging != State.UNKNOWN).any(axis=1)
    if int(judges.sum()) < FEWEST:
        return {}
    clusters = look_clusters(annotated.plain[chosen], states, groups)
    parts = parts_of(clusters, states)
    if len(parts) < 2:
        return {}
    seen = annotated.mapped.of(chosen)
    seen = seen.with_features([_narrowed(one.features) for one in seen.parts])
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    logits = np.zeros(states.shape, dtype=np.float32)
    for done, part in enumerate(parts):
        yield messages.Progress(context.job, "check", done, FOLDS)
        if context.control.cancelled:
            return {}
        rest = np.setdiff1d(np.arange(len(rows)), part)
        heads = fit_seen(seen.of(rest), states[rest], settings.head_l2, choice, step=_stop)
        logits[part] = logits_seen(heads, seen.of(part))
    evidence = evidence_of(context.specs, fitted, rows[judges], judging[judges], logits[judges])
    sample = data.manifest.validation_sample
    told = {one.spec.id: one.told(clusters[judges], "cross-fitted", sample) for one in evidence}
    yield messages.Progress(context.job, "check", FOLDS, FOLDS)
    return {task_id: task for task_id, task in told.items() if task.score is not None}


def _stop(iteration: int, _loss: float) -> bool:
    return iteration >= STEPS


def _some(groups: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Places of at most MOST_IMAGES images, in whole groups."""
    if len(groups) <= MOST_IMAGES:
        return np.arange(len(groups))
    of = np.unique(groups, return_inverse=True)[1].reshape(-1)
    order = np.random.default_rng(seed).permutation(int(of.max()) + 1)
    kept = np.cumsum(np.bincount(of)[order]) <= MOST_IMAGES
    return np.flatnonzero(np.isin(of, order[kept]))


def _narrowed(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, width) to (n, AXES), along principal axes; few images span no more, and stay."""
    if min(features.shape) <= AXES:
        return features
    centred = features - features.mean(axis=0)
    if len(centred) < centred.shape[1]:  # the smaller of two problems with the same solution
        squares, places = np.linalg.eigh(centred @ centred.T)
        lengths = np.sqrt(np.maximum(squares[-AXES:], 0))
        return np.ascontiguousarray(places[:, -AXES:] * lengths, dtype=np.float32)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.ascontiguousarray(centred @ axes[:, -AXES:], dtype=np.float32)
