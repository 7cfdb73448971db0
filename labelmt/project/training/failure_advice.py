"""Explains a failed training in the four sentences a person needs.

The texts are English, or message ids with arguments; they are translated where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.errors import LabelMTError
from labelmt.domain.protocol.messages import RunFailed, WorkerEnded
from labelmt.domain.text import Text, mark

UNAVAILABLE = "WorkerUnavailable"
"""The kind of a RunFailed that says that no worker can be started at all."""

END_PHRASES = {
    "exit": mark("The training process ended by itself."),
    "killed": mark("The training process was ended from outside."),
    "crash": mark("The training process crashed."),
    "memory": mark("The training process ran out of memory and was ended by the system."),
    "protocol": mark("The training process sent something that makes no sense and was ended."),
    "start": mark("The training process did not start."),
    "unknown": mark("The training process ended."),
}
KEPT_RUNNING = mark("All annotations and earlier predictions are kept; this training is lost.")
KEPT_IDLE = mark("All annotations and predictions are kept.")
NEXT_PHRASES = {
    "memory": mark("Restart it, and choose a smaller batch size or backbone in the settings."),
    "start": mark("Look at the details, then try again."),
    "other": mark("Restart it and train again."),
}
_FROM_OUTSIDE = {1, 2, 9, 15}
"""SIGHUP, SIGINT, SIGKILL, SIGTERM: sent by someone; the other signals are the program's."""


@dataclass(frozen=True, slots=True)
class TrainingProblem:
    """What happened, to what, what was kept, what to do; ``details`` is for copying.

    ``kind`` is an error's name in domain.errors, "Bug", or "WorkerEnded".
    """

    kind: str
    what: str | Text
    subject: str = ""
    kept: str | Text = ""
    next_step: str | Text = ""
    details: str = ""


def of_failure(event: RunFailed) -> TrainingProblem:
    """The problem that a failed job told of itself."""
    return TrainingProblem(
        event.kind,
        event.said("what"),
        event.subject,
        event.said("kept"),
        event.said("next_step"),
        event.details,
    )


def of_end(event: WorkerEnded, *, job_lost: bool) -> TrainingProblem:
    """The problem of a worker that ended and was not asked to."""
    reason = event.reason if event.reason in END_PHRASES else "unknown"
    if reason == "killed" and event.code not in _FROM_OUTSIDE:
        reason = "crash"
    return TrainingProblem(
        kind="WorkerEnded",
        what=END_PHRASES[reason],
        kept=KEPT_RUNNING if job_lost else KEPT_IDLE,
        next_step=NEXT_PHRASES.get(reason, NEXT_PHRASES["other"]),
        details="\n".join(part for part in (_number(event), event.stderr_tail) if part),
    )


def failure_of(error: LabelMTError, job: int) -> RunFailed:
    """The event that tells of an error on the parent's side, as the worker tells of its own."""
    return RunFailed(
        job=job,
        kind=type(error).__name__,
        what=error.what,
        subject=error.subject,
        kept=error.kept,
        next_step=error.next_step,
        details=error.details,
        texts=error.texts,
    )


def _number(event: WorkerEnded) -> str:
    if event.reason in ("killed", "memory"):
        return f"signal {event.code}"
    return f"exit status {event.code}" if event.reason in ("exit", "start") else ""
