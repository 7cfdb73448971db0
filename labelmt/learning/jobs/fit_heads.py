"""Heads job (stage 1): features, heads, calibration, predictions of every image."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeAlias

import numpy as np

from labelmt.domain.held_out_predictions import write_held_out
from labelmt.domain.protocol import messages
from labelmt.domain.text import text
from labelmt.learning.data.job_data import ordered_indices
from labelmt.learning.data.views import FOUR_VIEWS, TaskViews
from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.features.inference import Infer
from labelmt.learning.jobs.chosen_views import choose_views, told_choice
from labelmt.learning.jobs.fit_on_features import HeadsResult, fit_on_features
from labelmt.learning.jobs.job_context import JobContext, LogitReading
from labelmt.learning.jobs.split_by_likeness import split_by_likeness
from labelmt.learning.jobs.tell_shift import tell_shift
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.training.checkpoints import append_metrics, config_of, save_run

EARLY, LATER = 200, 3
"""Annotated images after which there are first heads, and how many times more the next wait for.

Two hundred give a mean average precision of 0.93 to 0.95 on UC Merced, 1,260 give 0.964."""

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
    chosen = yield from choose_views(context)
    if chosen != context.views and not context.control.cancelled:
        other = replace(context, views=chosen)
        yield other.note("heads", told_choice(other))
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
        yield from context.extract_all(cache, infer, needed)
        if context.control.cancelled:
            return context, None
        context = replace(context, data=context.data.without(set(context.failed)))
        context = yield from split_by_likeness(context, cache)
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
        yield from context.extract_all(cache, infer, part)
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
    if final and result.useless_names:
        called = {
            label: name
            for spec in context.specs
            for label, name in zip(spec.label_ids, spec.label_names, strict=True)
        }
        told = text(
            "These names say no more of annotated images than chance, and do not count: {names}.",
            names=", ".join(called[label] for label in result.useless_names),
        )
        yield context.note("heads", told)
    if final and result.unnamed:
        tasks = ", ".join(spec.name for spec in context.specs if spec.id in result.unnamed)
        told = text("Names do not help to tell these labels apart: {tasks}.", tasks=tasks)
        yield context.note("heads", told)
    if final:
        yield from tell_shift(context, cache, ready)
    yield messages.Progress(context.job, "heads", 1, 1)
    yield messages.EpochMetrics(context.job, result.record)
    context.predict_cached(cache, result.heads, reading, ready)
    yield context.publish(result.fitted, "heads", complete=final, final=final)
    return result


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
