"""Dispatches a command to its job, as a generator of events: testable without a process."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.array_checksums import write_array
from labelmt.domain.errors import DeviceFault, InvalidInput
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.job_data import JobData, load_job, refuse_empty
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.jobs.annotated_features import annotated_features
from labelmt.learning.jobs.check_annotations import check_annotations
from labelmt.learning.jobs.compare_sharing import compare_sharing
from labelmt.learning.jobs.export_model import export_model
from labelmt.learning.jobs.fine_tune import FineTuning
from labelmt.learning.jobs.fit_heads import run_heads
from labelmt.learning.jobs.job_context import JobContext, LogitReading
from labelmt.learning.jobs.lay_out_map import lay_out_map
from labelmt.learning.jobs.learn_live import run_live
from labelmt.learning.jobs.load_backbone import load_backbone
from labelmt.learning.jobs.predict import predict_with
from labelmt.learning.jobs.run_metrics import held_out_figures, test_figures
from labelmt.learning.jobs.score_names import score_names
from labelmt.learning.jobs.unlike_photographs import tell_unlike
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.models.devices import choose_device
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_dependence, load_run
from labelmt.learning.training.ranks import Ranks


def run(
    command: messages.JobCommand,
    control: Control,
    memory: LiveMemory | None = None,
    ranks: Ranks | None = None,
) -> Iterator[messages.Event]:
    """Do a job. Ends with RunFinished, also after a cancel; errors are raised.

    Args:
        memory: what LearnLive keeps from one job to the next.
        ranks: of a training, processes that fine-tune with this one, which is the first of them;
            the others ``follow`` (tune_together.py).

    Raises:
        LabelMTError: the job cannot be done, and why.
    """
    began = time.monotonic()
    memory = memory or LiveMemory()
    if isinstance(command, messages.ExportModel):
        yield from export_model(command, control)
        return
    if isinstance(command, messages.LayOutMap):
        yield from lay_out_map(command, control)
        return
    folder = Path(command.manifest)
    live = isinstance(command, messages.LearnLive)
    data = load_job(folder, memory.images(folder) if live else None)
    torch.manual_seed(data.manifest.settings.seed)
    np.random.seed(data.manifest.settings.seed % 2**32)
    try:
        if isinstance(command, messages.Predict):
            yield from _predict(command, data, control, began)
        elif isinstance(command, messages.LearnLive):
            yield from run_live(command, memory, data, control)
        elif isinstance(command, messages.ExtractFeatures):
            yield from _extract(command, data, control, began)
        elif isinstance(command, messages.ScoreNames):
            yield from score_names(command, data, control)
        else:
            yield from _train(command, data, control, began, ranks)
    except torch.OutOfMemoryError as error:
        raise DeviceFault(
            "The device ran out of memory, also with the smallest batch.",
            subject=data.manifest.settings.device,
            kept="Your annotations and the best weights so far are kept.",
            next_step="Close other programs that use it, or choose another device or backbone.",
            details=str(error),
        ) from error


def _train(
    command: messages.JobCommand,
    data: JobData,
    control: Control,
    began: float,
    ranks: Ranks | None = None,
) -> Iterator[messages.Event]:
    device = ranks.device if ranks else choose_device(data.manifest.settings.device)
    tune = not isinstance(command, messages.FitHeads)
    yield messages.RunStarted(
        command.job,
        "finetune" if tune else "heads",
        str(device),
        len(data.train_rows),
        len(data.validation_rows),
    )
    refuse_empty(data)
    backbone = yield from load_backbone(command.job, data.manifest.settings)
    context = JobContext.begin(command.job, data, control, device, backbone, ranks=ranks)
    context, stage1 = yield from run_heads(context, command.first_rows)
    stage, part = "", ""
    evidence: tuple[Evidence, ...] = ()
    fitted: tuple[TaskCalibration, ...] = ()
    unlike: dict[int, TaskMetrics] = {}
    if stage1 is not None:
        stage, evidence, fitted = "heads", stage1.evidence, stage1.fitted
        part = "cross-fitted" if stage1.folds else "validation"
        if isinstance(command, messages.CompareSharing) and not control.cancelled:
            report = yield from compare_sharing(context, stage1)
            if report is not None:
                yield messages.SharingCompared(command.job, report)
        elif tune and not control.cancelled:
            tuning = FineTuning(context, stage1, command.first_rows)
            yield from tuning.run()
            if tuning.network is not None:
                stage, part = "finetune", "validation"
                evidence, fitted = tuning.evidence, tuning.fitted
        if not control.cancelled and not isinstance(command, messages.CompareSharing):
            with context.open_cache() as cache:
                annotated = annotated_features(context, cache, stage1.unsmoothed)
            yield from check_annotations(context, annotated, stage1.fitted)
            unlike = yield from tell_unlike(context, annotated, stage1.fitted)
    told, judged_by = held_out_figures(context, evidence, part, unlike) if evidence else ((), None)
    tested: tuple[TaskMetrics, ...] = ()
    test_judged_by = None
    if evidence and not control.cancelled and len(data.test_rows):
        tested, test_judged_by = test_figures(context, fitted)
    yield messages.RunFinished(
        command.job,
        stage,
        control.cancelled,
        time.monotonic() - began,
        told,
        judged_by,
        tested,
        test_judged_by,
    )


def _extract(
    command: messages.ExtractFeatures, data: JobData, control: Control, began: float
) -> Iterator[messages.Event]:
    settings = data.manifest.settings
    device = choose_device(settings.device)
    yield messages.RunStarted(command.job, "", str(device), 0, 0)
    backbone = yield from load_backbone(command.job, settings)
    context = JobContext.begin(command.job, data, control, device, backbone)
    first = set(command.first_rows)
    rows = data.images.rows
    order = sorted(range(len(rows)), key=lambda index: rows[index] not in first)
    with context.open_cache() as cache:
        yield from context.extract_all(cache, context.infer(), order)
    yield messages.RunFinished(command.job, "", control.cancelled, time.monotonic() - began)


def _predict(
    command: messages.Predict, data: JobData, control: Control, began: float
) -> Iterator[messages.Event]:
    source = data.manifest.source_run
    if source is None:
        raise InvalidInput("The prediction names no run whose weights to use.")
    config, network, fitted = load_run(Path(source))
    # The run's own tasks and backbone count, whatever the project has become since.
    settings = dataclasses.replace(config.settings, device=data.manifest.settings.device)
    manifest = dataclasses.replace(data.manifest, tasks=config.tasks, settings=settings)
    states = _known_to(config.tasks, data)
    nobody = np.zeros(0, dtype=np.int64)
    data = JobData(manifest, data.images, states, states, data.validation, nobody, nobody)
    device, views = choose_device(settings.device), config.seen
    context = JobContext.begin(command.job, data, control, device, network.backbone, views)
    yield messages.RunStarted(command.job, "", str(device), 0, 0)
    reading = LogitReading(fitted, load_dependence(Path(source), config))
    kept = None
    if command.groups and context.entry.pretrained:  # random weights say nothing of likeness
        kept = np.full((manifest.row_count, network.backbone.width), np.nan, dtype=np.float32)
    yield from predict_with(context, network, reading, config.stage, command.first_rows, kept)
    if kept is not None:
        groups = np.full(len(kept), -1, dtype=np.int32)
        rows = np.flatnonzero(~np.isnan(kept).any(axis=1))
        groups[rows] = near_duplicate_groups(kept, rows)
        path = data.run_folder / "groups.npy"
        write_array(path, groups, durable=False)
        yield messages.GroupsReady(command.job, str(path))
    yield messages.RunFinished(command.job, "", control.cancelled, time.monotonic() - began)


def _known_to(tasks: Sequence[TaskSpec], data: JobData) -> NDArray[np.int8]:
    """(rows, labels of these tasks) what the job was told of its images, as a run learns it."""
    told = {spec.id: (spec, columns) for spec, columns in zip(
        data.manifest.tasks, task_slices(data.manifest.tasks), strict=True
    )}  # fmt: skip
    width = sum(len(spec.label_ids) for spec in tasks)
    states = np.full((data.manifest.row_count, width), State.UNKNOWN, dtype=np.int8)
    for spec, columns in zip(tasks, task_slices(tasks), strict=True):
        if spec.id not in told:
            continue
        now, places = told[spec.id]
        block = data.states[:, places]
        column_of = {label: at for at, label in enumerate(now.label_ids)}
        for column, label in zip(states[:, columns].T, spec.label_ids, strict=True):
            if label in column_of:
                column[:] = block[:, column_of[label]]
        if spec.kind is TaskKind.MULTICLASS:
            # Where a label that the run does not know is right, it knows nothing of the others.
            others = [at for label, at in column_of.items() if label not in spec.label_ids]
            states[(block[:, others] == State.PRESENT).any(axis=1), columns] = State.UNKNOWN
    return states
