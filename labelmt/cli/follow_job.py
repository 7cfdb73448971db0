"""One job in the worker process, followed on the terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from labelmt.cli.console import say, stderr
from labelmt.cli.metric_text import score_text
from labelmt.domain import errors
from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.protocol import messages
from labelmt.domain.text import mark, phrase, text, translated
from labelmt.project.training.run_in_worker import WorkerJob

PHASES = {
    "download": mark("Fetching the backbone"),
    "features": mark("Extracting features"),
    "heads": mark("Fitting heads"),
    "decode": mark("Reading training images"),
    "finetune": mark("Fine-tuning"),
    "predict": mark("Predicting"),
    "export": mark("Writing the model"),
    "compare": mark("Comparing it with the run"),
}


class FollowedJob(Protocol):
    """A job wherever it runs; see WorkerJob."""

    def cancel(self) -> None:
        """End it soon, keeping the best weights so far."""

    def events(self) -> Generator[messages.Event, None, None]:
        """Every event, the one that ends it included."""


def run_job(
    command: messages.JobCommand,
    on_event: Callable[[messages.Event], None],
    job: FollowedJob | None = None,
) -> tuple[messages.RunStarted | None, messages.RunFinished]:
    """Run a job to its end; Ctrl-C cancels it and keeps the best weights so far.

    Args:
        on_event: called with every event, the one that ends the job included.
        job: where it runs; None: in a worker process of its own.

    Raises:
        LabelMTError: the job failed, or the worker ended before it.
    """
    job = job or WorkerJob(command)
    started: messages.RunStarted | None = None
    with shown_progress() as show, _cancel_on_interrupt(job), closing(job.events()) as events:
        for event in events:
            show(event)
            on_event(event)
            if isinstance(event, messages.RunStarted):
                started = event
            elif isinstance(event, messages.RunFinished):
                return started, event
    raise errors.ProtocolError("The worker's events ended without telling how it ended.")


@contextmanager
def shown_progress() -> Iterator[Callable[[messages.Event], None]]:
    """What shows a job's events on the terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=stderr(), transient=True) as bars:
        lines: dict[str, TaskID] = {}
        last: list[EpochRecord | None] = [None]

        def show(event: messages.Event) -> None:
            if isinstance(event, messages.Progress):
                if event.phase not in lines:
                    name = translated(PHASES.get(event.phase, event.phase))
                    lines[event.phase] = bars.add_task(name, total=event.total, left="")
                left = (
                    ""
                    if event.seconds_left is None
                    else phrase("{seconds:.0f} s left", seconds=event.seconds_left)
                )
                bars.update(lines[event.phase], completed=event.done, total=event.total, left=left)
                if event.said:
                    say(translated(event.said))
            elif isinstance(event, messages.EpochMetrics):
                if _other_images(last[0], event.record):
                    say(
                        text(
                            "The passes of fine-tuning are judged by other images, held out: do "
                            "not compare their figures with those of the heads above."
                        )
                    )
                last[0] = event.record
                say(epoch_line(event.record))
            elif isinstance(event, messages.RunStarted) and event.stage:
                say(
                    text(
                        "{train:,} images to train on, {validation:,} to validate, on {device}",
                        train=event.train_images,
                        validation=event.validation_images,
                        device=event.device,
                    )
                )

        yield show


def epoch_line(record: EpochRecord) -> str:
    """Figures of a pass, each with the labels and images that it is of, and what became of it."""
    parts = [f"{record.stage} {record.epoch}/{record.epochs}"]
    if record.train_loss is not None:
        parts.append(phrase("loss {loss:.4f}", loss=record.train_loss))
    parts += [f"{task.name}: {score_text(task)}" for task in record.tasks]
    return " · ".join(parts) + (phrase(" · kept") if record.best else phrase(" · not kept"))


def _other_images(before: EpochRecord | None, record: EpochRecord) -> bool:
    """Whether a line's figures are of other images than those of the line before it."""
    if before is None or before.stage == record.stage:
        return False
    return [task.images for task in before.tasks] != [task.images for task in record.tasks]


@contextmanager
def _cancel_on_interrupt(job: FollowedJob) -> Iterator[None]:
    def cancel(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C ends it
        say(text("Cancelling; the best weights so far are kept. Ctrl-C again stops at once."))
        job.cancel()

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
