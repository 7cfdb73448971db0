"""Compares one backbone for all tasks with one for each, both trained from one seed (Δm)."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec, write_json
from labelmt.domain.schema import TaskKind
from labelmt.domain.sharing_report import SharingReport, TaskSharing
from labelmt.domain.text import mark
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.jobs.fine_tune import FineTuning
from labelmt.learning.jobs.fit_on_features import HeadsResult
from labelmt.learning.jobs.job_context import JobContext

RESAMPLES = 1000
Draws = NDArray[np.float64]


def compare_sharing(
    context: JobContext, stage1: HeadsResult
) -> Generator[messages.Event, None, SharingReport | None]:
    """Fine-tune twice from the same heads, seed and batches; None when it was cancelled."""
    data, home = context.data, context.data.run_folder
    logits: list[NDArray[np.float32]] = []
    seconds: list[float] = []
    for sharing in ("shared", "separate"):
        began = time.monotonic()
        folder = home / sharing
        folder.mkdir(exist_ok=True)
        settings = replace(data.manifest.settings, sharing=sharing)
        manifest = replace(data.manifest, settings=settings, run_folder=str(folder))
        tuning = FineTuning(replace(context, data=replace(data, manifest=manifest)), stage1, ())
        yield context.note("finetune", _NOTES[sharing])
        yield from tuning.learn()
        if context.control.cancelled or tuning.best_logits is None:
            return None
        logits.append(tuning.best_logits)
        seconds.append(time.monotonic() - began)
    states = data.judging[data.validation_rows]
    report = report_of(context.specs, states, *logits, seed=data.manifest.settings.seed)
    report = replace(report, shared_seconds=seconds[0], separate_seconds=seconds[1])
    write_json(home / "sharing.json", report)
    return report


_NOTES = {
    "shared": mark("First: one backbone that all tasks share."),
    "separate": mark("Then: a backbone for each task."),
}


def report_of(
    specs: Sequence[TaskSpec],
    states: NDArray[np.int8],
    shared: NDArray[np.float32],
    separate: NDArray[np.float32],
    *,
    seed: int,
) -> SharingReport:
    """Compare two networks by their (n, all labels) logits of the same validation images.

    The interval is a paired bootstrap: both networks are scored on the same resampled images.
    """
    n = len(states)
    rng = np.random.default_rng(seed)
    once = np.ones((1, n))
    resampled = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES) if n else np.zeros((0, 0))
    draws = np.concatenate([once, resampled.astype(np.float64)]) if n else once
    tasks: list[TaskSharing] = []
    changes: list[Draws] = []
    for spec, columns in zip(specs, task_slices(specs), strict=True):
        known = states[:, columns]
        one = _scores(spec, known, shared[:, columns], draws)
        other = _scores(spec, known, separate[:, columns], draws)
        if one is None or other is None or not other[0] > 0:
            tasks.append(TaskSharing(spec.name, spec.kind, *(None,) * 5))
            continue
        change = (one - other) / np.maximum(other, 1e-9)
        changes.append(change)
        low, high = np.quantile(change[1:], (0.025, 0.975)).tolist()
        figures = (float(one[0]), float(other[0]), float(change[0]), low, high)
        tasks.append(TaskSharing(spec.name, spec.kind, *figures))
    if not changes:
        return SharingReport(tuple(tasks), None, None, None, n, seed, 0.0, 0.0)
    delta = np.mean(changes, axis=0)
    low, high = np.quantile(delta[1:], (0.025, 0.975)).tolist()
    return SharingReport(tuple(tasks), float(delta[0]), low, high, n, seed, 0.0, 0.0)


def _scores(
    spec: TaskSpec, states: NDArray[np.int8], logits: NDArray[np.float32], draws: Draws
) -> Draws | None:
    """(draws,) mAP or accuracy, images counted as often as (draws, n) says."""
    present = states == State.PRESENT
    if spec.kind is TaskKind.MULTICLASS:
        decided = present.any(axis=1)
        if int(decided.sum()) < 2 * TOO_FEW:
            return None
        right = logits.argmax(axis=1) == states.argmax(axis=1)
        counts = draws[:, decided]
        return np.asarray(counts @ right[decided] / np.maximum(counts.sum(axis=1), 1))
    known = states != State.UNKNOWN
    told = [
        weighted_precision(present[mask, label], logits[mask, label], draws[:, mask])
        for label, mask in enumerate(known.T)
        if min(present[mask, label].sum(), (~present[mask, label]).sum()) >= TOO_FEW
    ]
    return np.mean(told, axis=0) if told else None


def weighted_precision(
    truth: NDArray[np.bool_], scores: NDArray[np.float32], draws: Draws
) -> Draws:
    """(draws,) average precision, each of n images counted as often as (draws, n) says.

    Images of one score are found together, whatever their order.
    """
    order = np.argsort(-scores, kind="stable")
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, len(scores) > 0))
    counts = np.cumsum(draws[:, order], axis=1)[:, last]
    hits = np.cumsum(draws[:, order] * truth[order], axis=1)[:, last]
    new = np.diff(hits, axis=1, prepend=0)
    precision = hits / np.maximum(counts, 1)
    return np.asarray((new * precision).sum(axis=1) / np.maximum(new.sum(axis=1), 1))
