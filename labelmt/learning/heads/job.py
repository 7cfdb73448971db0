"""Stage 1 as a job: features, heads, calibration, predictions of every image."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain import messages
from labelmt.domain.judged import Judged, write_judged
from labelmt.domain.metrics import EpochRecord, mean_score
from labelmt.learning.features import view_choice
from labelmt.learning.features.cache import FeatureCache
from labelmt.learning.features.inference import Infer
from labelmt.learning.features.views import FOUR_VIEWS, ONE_VIEW
from labelmt.learning.heads.expected_pairs import expected_pairs
from labelmt.learning.heads.fitting import fit_heads, fold_logits, head_logits
from labelmt.learning.heads.folds import fold_rows, near_duplicate_groups
from labelmt.learning.heads.known_answers import KnownAnswers, fit_known_answers
from labelmt.learning.heads.smoothness import MOST_IMAGES, fit_smoothness
from labelmt.learning.job_data import (
    JobData,
    keep_duplicates_together,
    ordered_indices,
    refuse_empty,
)
from labelmt.learning.losses import LossChoice
from labelmt.learning.measures.calibration import TaskCalibration
from labelmt.learning.measures.figures import calibrate_all, data_loss, figures_of, judged_of
from labelmt.learning.network import Heads, Network
from labelmt.learning.tuning.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.workbench import Workbench

FOLDS_BELOW = 500
"""Annotated images below which five folds serve calibration and figures too (docs/method.md)."""

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
        expected_pairs: how many unknown pairs counted as likely as known ones make them.
    """

    heads: Heads
    tuning_heads: Heads
    fitted: tuple[TaskCalibration, ...]
    record: EpochRecord
    complete: bool
    judged: Judged
    known_answers: KnownAnswers | None
    expected_pairs: int


Stage: TypeAlias = Generator[messages.Event, None, HeadsResult | None]
"""Events, and then the result; None when it was cancelled before there were heads."""


def run_heads(bench: Workbench, first_rows: Sequence[int]) -> Stage:
    """Stage 1 in the order a person waits for it: quick predictions, then better ones."""
    refuse_empty(bench.data)
    # For the figures; a second or two to load, while the processor is busy with other things.
    threading.Thread(target=importlib.import_module, args=("sklearn.metrics",), daemon=True).start()
    yield from bench.load_backbone()
    views = bench.data.manifest.settings.views
    if views == "four":
        bench.backbone.views = FOUR_VIEWS
    result = yield from _with_views(bench, first_rows, early=True)
    if result is None or bench.control.cancelled or views != "auto":
        return result
    if (yield from _several_are_better(bench)) and not bench.control.cancelled:
        bench.backbone.views = FOUR_VIEWS
        yield bench.note("heads", "These images are better seen from four sides.")
        better = yield from _with_views(bench, first_rows, early=False)
        if better is None:  # cancelled; the heads of one view serve
            bench.backbone.views = ONE_VIEW
            save_heads(bench, result.heads, result.fitted)
            write_judged(bench.data.run_folder, result.judged)
            bench.known_answers = result.known_answers
        return better or result
    return result


def _with_views(bench: Workbench, first_rows: Sequence[int], *, early: bool) -> Stage:
    """Heads from the annotated images at once, and again when all images' features are there.

    Args:
        early: whether heads from the first few of many annotated images are better than none.
    """
    infer = bench.infer()
    needed, rest = ordered_indices(bench.data, first_rows)
    with bench.open_cache() as cache:
        if early:
            yield from _early_heads(bench, cache, infer, needed, first_rows)
        yield from _extracted(bench, cache, infer, needed)
        if bench.control.cancelled:
            return None
        bench.data = bench.data.without(set(bench.failed))
        yield from _sides(bench, cache)
        result = yield from _fit_and_predict(bench, cache, bench.data, needed, final=not rest)
        if rest:
            yield from bench.predict_growing(
                cache, infer, result.heads, result.fitted, rest, "heads"
            )
            if bench.control.cancelled:
                yield bench.publish(result.fitted, "heads", complete=False, final=True)
            else:
                everything = [*needed, *rest]
                result = yield from _fit_and_predict(
                    bench, cache, bench.data, everything, final=True
                )
    return result


def _early_heads(
    bench: Workbench,
    cache: FeatureCache,
    infer: Infer,
    needed: Sequence[int],
    first_rows: Sequence[int],
) -> Iterator[messages.Event]:
    """Heads from a random few of many annotated images, while the others' features are awaited."""
    images = bench.data.images
    ready = cache.valid([images.rows[i] for i in needed], [images.stamps[i] for i in needed])
    chance = np.random.default_rng(bench.data.manifest.settings.seed)
    order = [needed[i] for i in chance.permutation(len(needed))]
    on_screen = set(first_rows)
    visible = [index for index, row in enumerate(images.rows) if row in on_screen]
    count = EARLY
    while int((~ready).sum()) > count and len(order) >= 2 * count:
        part = list(dict.fromkeys([*order[:count], *visible]))
        yield from _extracted(bench, cache, infer, part)
        if bench.control.cancelled:
            return
        rows = np.array([images.rows[index] for index in order[:count]])
        few = bench.data.with_sides(
            np.intersect1d(bench.data.train_rows, rows),
            np.intersect1d(bench.data.validation_rows, rows),
        ).without(set(bench.failed))
        if len(few.train_rows):
            yield from _fit_and_predict(bench, cache, few, part, final=False)
        count *= LATER


def _extracted(
    bench: Workbench, cache: FeatureCache, infer: Infer, indices: Sequence[int]
) -> Iterator[messages.Event]:
    for event in bench.extract(cache, infer, indices):
        if not isinstance(event, tuple):
            yield event


def _sides(bench: Workbench, cache: FeatureCache) -> Iterator[messages.Event]:
    """Near-duplicates of training images leave validation, where it was drawn by us."""
    if not bench.entry.pretrained:  # features of random weights say nothing of likeness
        return
    before = len(bench.data.validation_rows)
    rows = np.concatenate([bench.data.train_rows, bench.data.validation_rows])
    groups = near_duplicate_groups(np.asarray(cache.features[rows], dtype=np.float32))
    moved, bench.data = keep_duplicates_together(bench.data, rows, groups)
    refuse_empty(bench.data)
    if moved and bench.data.manifest.validation_named:
        yield bench.note("heads", f"{moved} of {before} validation images nearly repeat others.")
    elif moved:
        yield bench.note("heads", f"{moved} near-duplicates left validation for training.")


def _fit_and_predict(
    bench: Workbench,
    cache: FeatureCache,
    data: JobData,
    indices: Sequence[int],
    *,
    final: bool,
) -> Generator[messages.Event, None, HeadsResult]:
    """Heads from the annotated images of ``data``, and predictions of ``indices`` with them."""
    yield messages.Progress(bench.job, "heads", 0, 1)
    images = data.images
    ready = [images.rows[i] for i in indices if images.rows[i] not in bench.failed]
    bench.fits += 1
    result = fit_on_features(data, cache.features, ready, bench.fits)
    bench.known_answers = result.known_answers
    append_metrics(bench.data.run_folder, result.record)
    save_heads(bench, result.heads, result.fitted)
    write_judged(bench.data.run_folder, result.judged)
    if final and result.expected_pairs:
        pairs = f"{result.expected_pairs:,} unknown labels of annotated images"
        yield bench.note("heads", f"{pairs} counted as likely as the known ones make them.")
    yield messages.Progress(bench.job, "heads", 1, 1)
    yield messages.EpochMetrics(bench.job, result.record)
    bench.predict_cached(cache, result.heads, result.fitted, ready)
    yield bench.publish(result.fitted, "heads", complete=final, final=final)
    return result


def fit_on_features(
    data: JobData, cached: NDArray[np.float16], ready: Sequence[int], number: int = 1
) -> HeadsResult:
    """Heads on the training images; calibration and figures on images they never saw.

    Args:
        cached: (rows, width) features, valid at least where ``ready`` says.
        ready: rows whose features show how images vary, annotated or not.
        number: of this fit within the run.
    """
    began = time.monotonic()
    specs, settings = data.manifest.tasks, data.manifest.settings
    l2 = settings.head_l2
    choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
    train, held = data.train_rows, data.validation_rows
    few = len(train) + len(held) < FOLDS_BELOW and len(train) >= 2
    sample = np.asarray(ready, dtype=np.int64)
    if len(sample) > MOST_IMAGES:
        chance = np.random.default_rng(settings.seed)
        sample = np.sort(chance.choice(sample, MOST_IMAGES, replace=False))
    smooth = fit_smoothness(_features(cached, sample), settings.smoothness)

    def mapped(rows: NDArray[np.int64]) -> NDArray[np.float32]:
        features = _features(cached, rows)
        return features if smooth is None else smooth.features(features)

    def plain(heads: Heads) -> Heads:
        return heads if smooth is None else smooth.heads(heads, specs)

    def parts_of(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        groups = near_duplicate_groups(_features(cached, rows))
        return fold_rows(data.states[rows], 5, settings.seed, groups)

    x, states = mapped(train), data.states[train]
    likely = None
    if settings.expected_pairs and not few:  # folds would have to expect anew in each
        likely = expected_pairs(specs, x, states, l2, lambda: parts_of(train), choice)
    tuning = fit_heads(specs, x, states, l2, choice=choice, expected=likely)
    held_logits = head_logits(tuning, mapped(held))
    serving, unseen, logits = tuning, held, held_logits
    if few:
        # Too few to hold enough out: each image is scored by heads of the other folds.
        everyone = train if data.manifest.validation_named else np.concatenate([train, held])
        features, states = mapped(everyone), data.states[everyone]
        logits = fold_logits(specs, features, states, l2, parts_of(everyone), choice)
        unseen = everyone
        if data.manifest.validation_named:
            unseen = np.concatenate([held, train])
            logits = np.concatenate([held_logits, logits])
        else:
            serving = fit_heads(specs, features, states, l2, choice=choice)
    fitted = calibrate_all(specs, data.states[unseen], logits)
    tasks = figures_of(specs, fitted, data.states[unseen], logits)
    record = EpochRecord(
        stage="heads",
        epoch=number,
        epochs=number,
        train_loss=data_loss(specs, data.states[train], head_logits(tuning, x)),
        validation_loss=data_loss(specs, data.states[unseen], logits),
        score=mean_score(tasks),
        best=True,
        seconds=time.monotonic() - began,
        tasks=tasks,
    )
    judged = judged_of(specs, fitted, unseen, data.states[unseen], logits)
    answers = None
    if settings.known_answers:
        answers = fit_known_answers(specs, data.states[unseen], logits, settings.seed)
    guessed = 0 if likely is None else int(np.isfinite(likely).sum())
    return HeadsResult(
        plain(serving), plain(tuning), fitted, record, True, judged, answers, guessed
    )


def _features(cached: NDArray[np.float16], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray(cached[rows], dtype=np.float32)


def _several_are_better(bench: Workbench) -> Generator[messages.Event, None, bool]:
    """Extract four views of a few annotated images, and compare."""
    data, settings = bench.data, bench.data.manifest.settings
    if not bench.entry.pretrained:  # stage 2 will change what its features are
        return False
    rows = np.concatenate([data.train_rows, data.validation_rows])
    if data.manifest.validation_named:
        rows = data.train_rows
    if len(rows) < view_choice.FEWEST or len(data.images.rows) > view_choice.MOST_IMAGES:
        return False
    chosen = np.random.default_rng(settings.seed).permutation(rows)[: view_choice.TRIED]
    chosen = np.sort(chosen)
    with bench.open_cache() as cache:
        one = _features(cache.features, chosen)
    index_of = {row: index for index, row in enumerate(data.images.rows)}
    bench.backbone.views = FOUR_VIEWS
    try:
        with bench.open_cache() as cache:
            indices = [index_of[int(row)] for row in chosen]
            yield from _extracted(bench, cache, bench.infer(), indices)
            several = _features(cache.features, chosen)
    finally:
        bench.backbone.views = ONE_VIEW
    if bench.control.cancelled:
        return False
    states = data.states[chosen]
    return view_choice.several_are_better(
        data.manifest.tasks, one, several, states, settings.head_l2, settings.seed
    )


def save_heads(bench: Workbench, heads: Heads, fitted: Sequence[TaskCalibration]) -> None:
    """Make the run's folder serve the frozen backbone with these heads."""
    config = config_of(
        bench.data.manifest,
        "heads",
        tuned=False,
        data=bench.data.fingerprint(),
        views=bench.backbone.views,
    )
    save_run(bench.data.run_folder, config, Network(bench.backbone, heads), fitted)
