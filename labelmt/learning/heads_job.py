"""Stage 1 as a job: features, heads, calibration, predictions of every image."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from labelmt.domain import messages
from labelmt.domain.metrics import EpochRecord, mean_score
from labelmt.learning.calibration import TaskCalibration
from labelmt.learning.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.feature_cache import FeatureCache
from labelmt.learning.figures import calibrate_all, data_loss, figures_of
from labelmt.learning.heads import fit_heads, fold_logits, head_logits
from labelmt.learning.job_data import ordered_indices, refuse_empty
from labelmt.learning.network import Heads, Network
from labelmt.learning.workbench import Workbench

FOLDS_BELOW = 500
"""Annotated images below which five folds serve calibration and figures too (METHOD.md)."""


@dataclass(frozen=True, eq=False, slots=True)
class HeadsResult:
    """What stage 1 made.

    Attributes:
        record: its line in metrics.jsonl; ``record.tasks`` are figures on images the weights
            never saw.
        complete: whether every image is predicted; a cancel leaves some out.
    """

    heads: Heads
    fitted: tuple[TaskCalibration, ...]
    record: EpochRecord
    complete: bool


def run_heads(
    bench: Workbench, first_rows: Sequence[int]
) -> Iterator[messages.Event | HeadsResult]:
    """Stage 1 in the order a person waits for it; the last thing it yields is its result.

    Nothing is yielded as a result when it is cancelled before there are heads.
    """
    refuse_empty(bench.data)
    yield from bench.load_backbone()
    infer = bench.infer()
    needed, rest = ordered_indices(bench.data, first_rows)
    with bench.open_cache() as cache:
        for event in bench.extract(cache, infer, needed):
            if not isinstance(event, tuple):
                yield event
        if bench.control.cancelled:
            return
        bench.data = bench.data.without(set(bench.failed))
        refuse_empty(bench.data)
        yield messages.Progress(bench.job, "heads", 0, 1)
        heads, fitted, record = _fit(bench, cache)
        append_metrics(bench.data.run_folder, record)
        save_heads(bench, heads, fitted)
        yield messages.Progress(bench.job, "heads", 1, 1)
        yield messages.EpochMetrics(bench.job, record)
        images = bench.data.images
        ready = [images.rows[i] for i in needed if images.rows[i] not in bench.failed]
        bench.predict_cached(cache, heads, fitted, ready)
        yield bench.publish(fitted, "heads", complete=not rest, final=not rest)
        if rest:
            yield from bench.predict_growing(cache, infer, heads, fitted, rest, "heads")
            complete = not bench.control.cancelled
            yield bench.publish(fitted, "heads", complete=complete, final=True)
    yield HeadsResult(heads, fitted, record, not bench.control.cancelled)


def _fit(
    bench: Workbench, cache: FeatureCache
) -> tuple[Heads, tuple[TaskCalibration, ...], EpochRecord]:
    """Heads on the training images; calibration and figures on images they never saw."""
    began = time.monotonic()
    data, specs, settings = bench.data, bench.specs, bench.data.manifest.settings
    train, held = data.train_rows, data.validation_rows
    features = np.asarray(cache.features[train], dtype=np.float32)
    heads = fit_heads(specs, features, data.states[train], settings.head_l2)
    unseen, logits = held, head_logits(heads, np.asarray(cache.features[held], dtype=np.float32))
    if len(train) + len(held) < FOLDS_BELOW and len(train) >= 2:
        # Too few to hold enough out: each training image is scored by heads of the other folds.
        out_of_fold = fold_logits(
            specs, features, data.states[train], settings.head_l2, seed=settings.seed
        )
        unseen = np.concatenate([held, train])
        logits = np.concatenate([logits, out_of_fold])
    fitted = calibrate_all(specs, data.states[unseen], logits)
    tasks = figures_of(specs, fitted, data.states[unseen], logits)
    record = EpochRecord(
        stage="heads",
        epoch=1,
        epochs=1,
        train_loss=data_loss(specs, data.states[train], head_logits(heads, features)),
        validation_loss=data_loss(specs, data.states[unseen], logits),
        score=mean_score(tasks),
        best=True,
        seconds=time.monotonic() - began,
        tasks=tasks,
    )
    return heads, fitted, record


def save_heads(bench: Workbench, heads: Heads, fitted: Sequence[TaskCalibration]) -> None:
    """Make the run's folder serve the frozen backbone with these heads."""
    config = config_of(bench.data.manifest, "heads", tuned=False, data=bench.data.fingerprint())
    save_run(bench.data.run_folder, config, Network(bench.backbone, heads), fitted)
