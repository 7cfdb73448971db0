"""Heads job (stage 1): features, heads, calibration, predictions of every image."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.metric_records import EpochRecord, mean_score
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import write_json
from labelmt.domain.shift_record import SHIFT
from labelmt.domain.text import Text, counted, text
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import (
    JobData,
    keep_duplicates_together,
    keep_test_apart,
    ordered_indices,
    refuse_empty,
)
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.cross_fitting import CrossFitted, cross_fitted
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.held_out_metrics import (
    calibrate_all,
    data_loss,
    evidence_of,
    held_out_predictions,
)
from labelmt.learning.evaluation.shift import shift_between
from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.features.inference import Infer
from labelmt.learning.jobs.chosen_smoothness import can_choose, chosen_smoothness, tried_rows
from labelmt.learning.jobs.chosen_views import keep_choice
from labelmt.learning.jobs.job_context import JobContext, LogitReading
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training import view_choice
from labelmt.learning.training.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.training.fares import FEWEST
from labelmt.learning.training.heads_by_views import (
    Seen,
    SeenFeatures,
    as_seen,
    fit_seen,
    fit_smoothness,
    logits_seen,
)
from labelmt.learning.training.label_dependence import LabelDependence, fit_label_dependence
from labelmt.learning.training.soft_targets import expected_pairs

FOLDS_BELOW = 500
"""Images that judge, below which five folds serve calibration and figures too (docs/method.md)."""

FOLDS = 5
MOST_FOLDED = 20_000
"""Annotated images, seen or not, that five more fits learn from in bounded time."""

EARLY, LATER = 200, 3
"""Annotated images after which there are first heads, and how many times more the next wait for.

Two hundred give a mean average precision of 0.93 to 0.95 on UC Merced, 1,260 give 0.964."""


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


Stage: TypeAlias = Generator[messages.Event, None, tuple[JobContext, HeadsResult | None]]
"""Events, and then the result, None when it was cancelled before there were heads, beside the
context it came about in: split as it is now, and with the views that serve."""


def run_heads(context: JobContext, first_rows: Sequence[int]) -> Stage:
    """Stage 1 in the order a person waits for it: quick predictions, then better ones."""
    # For the figures; a second or two to load, while the processor is busy with other things.
    threading.Thread(target=importlib.import_module, args=("sklearn.metrics",), daemon=True).start()
    views, fits = context.settings.views, count(1)
    if views == "four":
        context = replace(context, views=TaskViews(FOUR_VIEWS))
    context, result = yield from _with_views(context, first_rows, fits, early=True)
    if result is None or context.control.cancelled or views != "auto":
        return context, result
    chosen = yield from _chosen_views(context)
    if chosen != context.views and not context.control.cancelled:
        other = replace(context, views=chosen)
        yield other.note("heads", _told(other))
        other, better = yield from _with_views(other, first_rows, fits, early=False)
        if better is not None:
            return other, better
        # Cancelled; the heads of one view serve.
        save_heads(context, result.heads, LogitReading(result.fitted, result.known_answers))
        write_held_out(context.data.run_folder, result.judged)
    return context, result


def _with_views(
    context: JobContext, first_rows: Sequence[int], fits: Iterator[int], *, early: bool
) -> Stage:
    """Heads from the annotated images at once, and again when all images' features are there.

    Args:
        fits: numbers the fits of the run.
        early: whether heads from the first few of many annotated images are better than none.
    """
    infer = context.infer()
    needed, rest = ordered_indices(context.data, first_rows)
    with context.open_cache() as cache:
        if early:
            yield from _early_heads(context, cache, infer, needed, first_rows, fits)
        yield from _extracted(context, cache, infer, needed)
        if context.control.cancelled:
            return context, None
        context = replace(context, data=context.data.without(set(context.failed)))
        context = yield from _sides(context, cache)
        result = yield from _fit_and_predict(context, cache, needed, fits, final=not rest)
        if rest:
            reading = LogitReading(result.fitted, result.known_answers)
            yield from context.predict_growing(cache, infer, result.heads, reading, rest, "heads")
            if context.control.cancelled:
                yield context.publish(result.fitted, "heads", complete=False, final=True)
            else:
                everything = [*needed, *rest]
                result = yield from _fit_and_predict(context, cache, everything, fits, final=True)
    return context, result


def _early_heads(
    context: JobContext,
    cache: FeatureCaches,
    infer: Infer,
    needed: Sequence[int],
    first_rows: Sequence[int],
    fits: Iterator[int],
) -> Iterator[messages.Event]:
    """Heads from a random few of many annotated images, while the others' features are awaited."""
    images = context.data.images
    ready = cache.valid([images.rows[i] for i in needed], [images.stamps[i] for i in needed])
    rng = np.random.default_rng(context.data.manifest.settings.seed)
    order = [needed[i] for i in rng.permutation(len(needed))]
    on_screen = set(first_rows)
    visible = [index for index, row in enumerate(images.rows) if row in on_screen]
    enough = EARLY
    while int((~ready).sum()) > enough and len(order) >= 2 * enough:
        part = list(dict.fromkeys([*order[:enough], *visible]))
        yield from _extracted(context, cache, infer, part)
        if context.control.cancelled:
            return
        rows = np.array([images.rows[index] for index in order[:enough]])
        few = context.data.with_sides(
            np.intersect1d(context.data.train_rows, rows),
            np.intersect1d(context.data.validation_rows, rows),
        ).without(set(context.failed))
        if len(few.train_rows):
            fewer = replace(context, data=few)
            yield from _fit_and_predict(fewer, cache, part, fits, final=False)
        enough *= LATER


def _extracted(
    context: JobContext, cache: FeatureCaches, infer: Infer, indices: Sequence[int]
) -> Iterator[messages.Event]:
    for event in context.extract(cache, infer, indices):
        if not isinstance(event, tuple):
            yield event


def _sides(
    context: JobContext, cache: FeatureCaches
) -> Generator[messages.Event, None, JobContext]:
    """Near-duplicates of training images leave validation, where it was drawn by us."""
    before = len(context.data.validation_rows)
    data = context.data
    rows = np.concatenate([data.train_rows, data.validation_rows, data.test_rows])
    groups = data.groups_of(rows, _features(cache.features, rows))
    beside, data = keep_test_apart(data, rows, groups)
    annotated = np.isin(rows, np.concatenate([data.train_rows, data.validation_rows]))
    moved, data = keep_duplicates_together(data, rows[annotated], groups[annotated])
    refuse_empty(data)
    if beside:
        told = counted(
            "{count:,} image nearly repeats one of the test part: it is not learnt from.",
            "{count:,} images nearly repeat others of the test part: they are not learnt from.",
            beside,
        )
        yield context.note("heads", told)
    if moved and data.manifest.validation_named:
        told = text(
            "{moved} of {before} validation images nearly repeat others.",
            moved=moved,
            before=before,
        )
        yield context.note("heads", told)
    elif moved:
        yield context.note(
            "heads", text("{moved} near-duplicates left validation for training.", moved=moved)
        )
    return replace(context, data=data)


def _fit_and_predict(
    context: JobContext,
    cache: FeatureCaches,
    indices: Sequence[int],
    fits: Iterator[int],
    *,
    final: bool,
) -> Generator[messages.Event, None, HeadsResult]:
    """Heads from the annotated images, and predictions of ``indices`` with them."""
    yield messages.Progress(context.job, "heads", 0, 1)
    images = context.data.images
    ready = [images.rows[i] for i in indices if images.rows[i] not in context.failed]
    result = fit_on_features(context.data, context.seen(cache), ready, next(fits))
    append_metrics(context.data.run_folder, result.record)
    reading = LogitReading(result.fitted, result.known_answers)
    save_heads(context, result.heads, reading)
    write_held_out(context.data.run_folder, result.judged)
    if final and result.expected_pairs:
        told = text(
            "{count:,} unknown labels of annotated images counted as likely as the known ones "
            "make them.",
            count=result.expected_pairs,
        )
        yield context.note("heads", told)
    if final:
        yield from _shift(context, cache, ready)
    yield messages.Progress(context.job, "heads", 1, 1)
    yield messages.EpochMetrics(context.job, result.record)
    context.predict_cached(cache, result.heads, reading, ready)
    yield context.publish(result.fitted, "heads", complete=final, final=final)
    return result


def _shift(
    context: JobContext, cache: FeatureCaches, ready: Sequence[int]
) -> Iterator[messages.Event]:
    """Whether images without annotations are like the others; said where some are not.

    Those of the test part, and what nearly repeats them, are annotated though nothing learns them.
    """
    if not context.entry.pretrained:  # features of random weights say nothing of likeness
        return
    data = context.data
    known = ((data.states != State.UNKNOWN) | (data.judging != State.UNKNOWN)).any(axis=1)
    rows = np.sort(np.asarray(ready, dtype=np.int64))
    annotated, others = rows[known[rows]], rows[~known[rows]]
    groups = np.arange(data.manifest.row_count)
    groups[annotated] = len(groups) + data.groups_of(
        annotated, _features(cache.features, annotated)
    )
    record = shift_between(cache.features, annotated, others, data.manifest.settings.seed, groups)
    if record is None:
        return
    write_json(data.run_folder / SHIFT, record)
    if told := record.told():
        yield context.note("heads", told)


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
        groups = data.groups_of(rows, _features(seen.reference, rows))
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
    )


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
    groups = data.groups_of(rows, _features(cached, rows))
    return fold_rows(data.judging[rows], FOLDS, data.manifest.settings.seed, groups)


def _few(data: JobData) -> bool:
    """Whether too few images judge to hold some out: folds judge by all of them."""
    rows = np.concatenate([data.train_rows, data.validation_rows])
    few = len(data.judged(rows)) < FOLDS_BELOW and len(rows) <= MOST_FOLDED
    return few and len(data.train_rows) >= 2


def _features(cached: NDArray[np.float16], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray(cached[rows], dtype=np.float32)


def _chosen_views(context: JobContext) -> Generator[messages.Event, None, TaskViews]:
    """Extract four views of a few annotated images, and compare, task by task."""
    data, settings = context.data, context.data.manifest.settings
    if not context.entry.pretrained:  # stage 2 will change what its features are
        return context.views
    chosen = tried_rows(data)
    if len(data.judged(chosen)) < FEWEST or len(data.images.rows) > view_choice.MOST_IMAGES:
        return context.views
    index_of = {row: index for index, row in enumerate(data.images.rows)}
    both = replace(context, views=TaskViews(FOUR_VIEWS, (ONE_VIEW, FOUR_VIEWS)))
    with both.open_cache() as cache:
        indices = [index_of[int(row)] for row in chosen]
        yield from _extracted(both, cache, both.infer(), indices)
        one, several = (_features(array, chosen) for array in cache.arrays)
    if context.control.cancelled:
        return context.views
    better = view_choice.better_seen_as_several(
        data.manifest.tasks,
        one,
        several,
        data.states[chosen],
        settings.head_l2,
        settings.seed,
        groups=data.groups_of(chosen, one),
        judging=data.judging[chosen],
    )
    specs = data.manifest.tasks
    views = TaskViews.of_tasks(
        [
            FOUR_VIEWS if yes and not spec.keep_sides else ONE_VIEW
            for spec, yes in zip(specs, better, strict=True)
        ]
    )
    keep_choice(context, views)
    return views


def _told(context: JobContext) -> Text:
    if not context.views.by_task:
        return text("These images are better seen from four sides.")
    names = [spec.name for i, spec in enumerate(context.specs) if context.views.of(i) == FOUR_VIEWS]
    return text("Better seen from four sides: {tasks}.", tasks=", ".join(names))


def save_heads(context: JobContext, heads: Heads, reading: LogitReading) -> None:
    """Make the run's folder serve the frozen backbone with these heads."""
    config = config_of(
        context.data.manifest,
        "heads",
        tuned=False,
        data=context.data.fingerprint(),
        views=context.views,
    )
    network = Network(context.backbone, heads)
    save_run(context.data.run_folder, config, network, reading.fitted, reading.dependence)
