"""Heads on cached features: fitted, calibrated and judged on images that they never saw."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.held_out_predictions import HeldOutPredictions
from labelmt.domain.metric_records import EpochRecord, mean_score
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.held_out_metrics import (
    calibrate_all,
    data_loss,
    evidence_of,
    held_out_predictions,
)
from labelmt.learning.jobs.chosen_names import without_poor_names
from labelmt.learning.jobs.chosen_smoothness import can_choose, chosen_smoothness, tried_rows
from labelmt.learning.jobs.judging_parts import FOLDS, told_apart
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.heads_by_views import (
    Seen,
    SeenFeatures,
    as_seen,
    fit_seen,
    fit_smoothness,
    logits_seen,
)
from labelmt.learning.training.label_dependence import LabelDependence, fit_label_dependence
from labelmt.learning.training.name_priors import (
    names_can_be_read,
    useless_names,
    with_name_priors,
    without_names,
)
from labelmt.learning.training.soft_targets import expected_pairs

FOLDS_BELOW = 500
"""Images that judge, below which five folds serve calibration and figures too (docs/method.md)."""

MOST_FOLDED = 20_000
"""Annotated images, seen or not, that five more fits learn from in bounded time."""


@dataclass(frozen=True, eq=False, slots=True)
class HeadsResult:
    """What stage 1 made.

    Attributes:
        heads: they serve; below FOLDS_BELOW they learnt from the drawn validation images too.
        tuning_heads: they never saw a validation image, so that stage 2 can start from them.
        record: its line in metrics.jsonl; ``record.tasks`` are figures on images that the
            weights which gave them never saw.
        complete: whether every image is predicted; a cancel leaves some out.
        folds: whether folds judged, instead of validation images held out.
        evidence: of each task, what its figures are told from.
        unsmoothed: ids of tasks whose heads are not regularised by likeness (μ).
        useless_names: ids of labels whose names say no more of annotated images than chance.
        unnamed: ids of multiclass tasks whose heads gain nothing by the names.
        expected_pairs: how many unknown pairs counted as likely as known ones make them.
    """

    heads: Heads
    tuning_heads: Heads
    fitted: tuple[TaskCalibration, ...]
    record: EpochRecord
    complete: bool
    judged: HeldOutPredictions
    known_answers: LabelDependence | None
    expected_pairs: int
    folds: bool
    evidence: tuple[Evidence, ...]
    unsmoothed: frozenset[int] = frozenset()
    useless_names: tuple[int, ...] = ()
    unnamed: frozenset[int] = frozenset()


def fit_on_features(
    data: JobData, cached: Seen, ready: Sequence[int], number: int = 1
) -> HeadsResult:
    """Heads on the training images; calibration and figures on images they never saw.

    Args:
        cached: (rows, width) features, or as each task sees them, valid at least where ``ready``
            says.
        ready: rows whose features show how images vary, annotated or not.
        number: of this fit within the run.
    """
    began = time.monotonic()
    specs, settings = data.manifest.tasks, data.manifest.settings
    l2 = settings.head_l2
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    train, held = data.train_rows, data.validation_rows
    few = _few(data)
    sample = np.asarray(ready, dtype=np.int64)
    sample = sample[~np.isin(sample, data.test_rows)]
    if len(sample) > MOST_IMAGES:
        rng = np.random.default_rng(settings.seed)
        sample = np.sort(rng.choice(sample, MOST_IMAGES, replace=False))
    seen = as_seen(specs, cached)
    useless: tuple[int, ...] = ()
    unnamed = frozenset[int]()
    if names_can_be_read(settings, seen):
        seen = with_name_priors(seen, sample, settings.seed)
        useless = useless_names(seen.of(train), data.states[train])
        seen, unnamed = without_poor_names(data, without_names(seen, useless))
    smooth = fit_smoothness(seen.of(sample), settings.smoothness)
    everyone = train if data.manifest.validation_named else np.concatenate([train, held])
    rough, folded = frozenset[int](), None
    if few:  # these folds serve the figures, too
        rough, folded = chosen_smoothness(data, seen, smooth, everyone)
    elif can_choose(data, tried_rows(data)):
        rough, _ = chosen_smoothness(data, seen, smooth, tried_rows(data))
    seen = seen.unsmoothed(rough)

    def mapped(rows: NDArray[np.int64]) -> SeenFeatures:
        return smooth.features(seen.of(rows))

    def plain(heads: Heads) -> Heads:
        return smooth.heads(heads, seen)

    def parts_of(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        groups = data.groups_of(rows, np.asarray(seen.reference[rows], np.float32))
        return fold_rows(data.states[rows], FOLDS, settings.seed, groups)

    x, states = mapped(train), data.states[train]
    likely = None
    if settings.expected_pairs and not few:  # folds would have to expect anew in each
        likely = expected_pairs(specs, x, states, l2, lambda: parts_of(train), choice)
    tuning = fit_seen(x, states, l2, choice, likely)
    held_logits = logits_seen(tuning, mapped(held))
    serving, unseen, logits = tuning, held, held_logits
    if folded is not None:
        # Too few to hold enough out: each image is scored by heads of the other folds.
        unseen, logits = everyone, folded
        if data.manifest.validation_named:
            unseen = np.concatenate([held, train])
            logits = np.concatenate([held_logits, folded])
        else:
            serving = fit_seen(mapped(everyone), data.states[everyone], l2, choice)
    judges = np.isin(unseen, data.judged(unseen))
    unseen, logits = unseen[judges], logits[judges]
    truth = data.judging[unseen]
    fitted = calibrate_all(specs, truth, logits)
    apart = told_apart(data, seen.reference, unseen, logits)
    evidence = evidence_of(specs, fitted, unseen, truth, logits, apart)
    tasks = tuple(one.metrics() for one in evidence)
    record = EpochRecord(
        stage="heads",
        epoch=number,
        epochs=number,
        train_loss=data_loss(specs, data.states[train], logits_seen(tuning, x)),
        validation_loss=data_loss(specs, truth, logits),
        score=mean_score(tasks),
        best=True,
        seconds=time.monotonic() - began,
        tasks=tasks,
    )
    judged = held_out_predictions(specs, fitted, unseen, truth, logits)
    answers = None
    if settings.known_answers:
        answers = fit_label_dependence(specs, truth, logits, settings.seed)
    guessed = 0 if likely is None else int(np.isfinite(likely).sum())
    return HeadsResult(
        plain(serving),
        plain(tuning),
        fitted,
        record,
        True,
        judged,
        answers,
        guessed,
        few,
        evidence,
        rough,
        useless,
        unnamed,
    )


def _few(data: JobData) -> bool:
    """Whether too few images judge to hold some out: folds judge by all of them."""
    rows = np.concatenate([data.train_rows, data.validation_rows])
    few = len(data.judged(rows)) < FOLDS_BELOW and len(rows) <= MOST_FOLDED
    return few and len(data.train_rows) >= 2
