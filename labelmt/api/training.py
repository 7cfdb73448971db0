"""Training from a script: progress as an iterator, the result when it has ended."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import changed
from labelmt.domain.text import translated
from labelmt.project.project import Project
from labelmt.project.training.prepare_run import prepare_run, record_event
from labelmt.project.training.run_in_worker import WorkerJob


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """Where a training is.

    Attributes:
        phase: "download", "features", "heads", "decode", "finetune", "predict" or "check".
        done, total: of the phase.
        seconds_left: an estimate, None while it cannot be told.
        message: a sentence for a person, or empty.
        scores: task name to mAP or accuracy on validation images, as a pass ends; else empty.
    """

    phase: str
    done: int
    total: int
    seconds_left: float | None = None
    message: str = ""
    scores: dict[str, float | None] | None = None


def training(
    project: Project, stage: str, settings: dict[str, Any]
) -> Generator[TrainingProgress, None, int]:
    """Train; returns the run's number. Closing the generator ends it and keeps the project whole.

    Raises:
        InvalidSetting, InvalidInput, NotEnoughAnnotations: before anything has begun.
        LabelMTError: it failed.
    """
    chosen = project.training_settings()
    for name, value in settings.items():
        chosen = changed(chosen, name, value)
    prepared = prepare_run(project, stage, chosen)
    run = prepared.run.id
    make = messages.FitHeads if stage == "heads" else messages.FineTune
    job = WorkerJob(make(job=run, manifest=str(prepared.folder)))
    ended = False
    try:
        with closing(job.events()) as events:
            for event in events:
                record_event(project, run, event)
                ended |= isinstance(
                    event, messages.RunFinished | messages.RunFailed | messages.WorkerEnded
                )
                if isinstance(event, messages.Progress):
                    yield TrainingProgress(
                        event.phase, event.done, event.total, event.seconds_left,
                        translated(event.said),
                    )  # fmt: skip
                elif isinstance(event, messages.EpochMetrics):
                    record = event.record
                    scores = {task.name: task.score for task in record.tasks}
                    yield TrainingProgress(record.stage, record.epoch, record.epochs, scores=scores)
    finally:
        if not ended:  # by a script that went away
            record_event(project, run, messages.WorkerEnded("shutdown", 0))
    return run
