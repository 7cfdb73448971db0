"""State of a training, reduced from the worker's events alone.

``reduce(state, event)`` is a pure function, so that a recorded stream of events replays
without a worker, a window or a clock. The functions below it are the parent's own actions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.messages import (
    EpochMetrics,
    Event,
    ImagesFailed,
    JobEvent,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    RunStarted,
    StepMetrics,
    WorkerEnded,
)
from labelmt.domain.text import Text
from labelmt.project.training.failure_advice import UNAVAILABLE, TrainingProblem, of_end, of_failure

POINT_LIMIT = 256
"""Most points of a curve; beyond it every second older one is left out."""


class Phase(StrEnum):
    """Where training stands, seen from the window."""

    IDLE = "idle"
    STARTING = "starting"
    """The worker is being started, or a job was sent and has not begun."""
    RUNNING = "running"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    FAILED = "failed"
    """The last job failed; the worker lives."""
    WORKER_LOST = "worker_lost"
    """The worker's process is gone and was not asked to go."""


class Point(NamedTuple):
    """A point of a curve. ``x`` counts the values seen, those left out included."""

    x: int
    y: float


@dataclass(frozen=True, slots=True)
class TrainingState:
    """One moment of a training.

    Attributes:
        device: the one the job computes on; of the last job, while none runs.
        devices: what the worker found, best first; empty while there is no worker.
        job: the number of the job that is under way, None without one.
        stage: what was asked for: "heads", "finetune", "predict" or "features".
        step: what the job is at: "download", "features", "heads", "finetune", "predict".
        done, total: of that step; total 0 while it cannot be told.
        epoch, epochs: of the stage that is being trained, from 1; 0 before.
        seconds_left: an estimate for the whole job.
        message: the job's last sentence for the person.
        losses, scores: the curves of the last training, at most POINT_LIMIT points each.
        tasks: the latest metrics on validation images. test: on the test part, of a job that ended.
        images_failed: images that could not be read in this job.
        served_stage, cancelled, seconds: how the last job ended.
        problem: set in FAILED and WORKER_LOST, and only there.
    """

    phase: Phase = Phase.IDLE
    device: str = ""
    devices: tuple[str, ...] = ()
    job: int | None = None
    stage: str = ""
    step: str = ""
    done: int = 0
    total: int = 0
    epoch: int = 0
    epochs: int = 0
    seconds_left: float | None = None
    message: str | Text = ""
    losses: tuple[Point, ...] = ()
    scores: tuple[Point, ...] = ()
    tasks: tuple[TaskMetrics, ...] = ()
    test: tuple[TaskMetrics, ...] = ()
    images_failed: int = 0
    served_stage: str = ""
    cancelled: bool = False
    seconds: float = 0.0
    problem: TrainingProblem | None = None
    last_step: tuple[str, int] = ("", 0)
    """Stage and epoch of the last StepMetrics: their loss needs no second point at its end."""

    @property
    def progress(self) -> float | None:
        """Share of the step that is done, 0 to 1; None while it cannot be told."""
        return self.done / self.total if self.total > 0 else None

    @property
    def busy(self) -> bool:
        """Whether a job is under way, or about to be."""
        return self.job is not None

    @property
    def can_train(self) -> bool:
        return not self.busy

    @property
    def can_cancel(self) -> bool:
        return self.busy and self.phase is not Phase.CANCELLING

    @property
    def can_restart(self) -> bool:
        """Whether to offer a new worker: this one is gone, or does not heed a cancel."""
        return self.phase in (Phase.WORKER_LOST, Phase.CANCELLING)


def reduce(state: TrainingState, event: Event) -> TrainingState:
    """The state after an event. Events of a job that is not under way change nothing."""
    match event:
        case Ready():
            return _ready(state, event)
        case WorkerEnded():
            return _worker_ended(state, event)
        case RunFailed(kind=kind) if kind == UNAVAILABLE:
            return _over(state, Phase.FAILED, problem=of_failure(event))
        case RunStarted() if event.job == state.job or not state.busy:
            return _run_started(state, event)
        case JobEvent() if event.job != state.job:
            return state
        case Progress():
            return _progress(state, event)
        case StepMetrics():
            return _step(state, event)
        case EpochMetrics():
            return _epoch(state, event)
        case ImagesFailed():
            return replace(state, images_failed=state.images_failed + len(event.rows))
        case RunFinished():
            return _over(
                state,
                Phase.FINISHED,
                served_stage=event.stage,
                cancelled=event.cancelled,
                seconds=_seconds(event.seconds) or 0.0,
                tasks=event.tasks or state.tasks,
                test=event.test,
            )
        case RunFailed():
            return _over(state, Phase.FAILED, problem=of_failure(event))
        case _:  # checkpoints and predictions concern the project, not this state
            return state


def worker_starting(state: TrainingState) -> TrainingState:
    """A worker is being started, without a job or in place of one that was lost."""
    if state.busy and state.phase is not Phase.CANCELLING:
        return state
    return replace(_over(state, Phase.STARTING), devices=())


def requested(state: TrainingState, job: int, stage: str) -> TrainingState:
    """A job was sent. ``stage``: "heads", "finetune", "predict" or "features".

    A training starts new curves; other jobs leave those of the last one.
    """
    fresh = TrainingState(device=state.device, devices=state.devices)
    if stage not in ("heads", "finetune"):
        fresh = replace(fresh, losses=state.losses, scores=state.scores, tasks=state.tasks)
    return replace(fresh, phase=Phase.STARTING, job=job, stage=stage)


def cancel_requested(state: TrainingState) -> TrainingState:
    """Cancel was sent."""
    return replace(state, phase=Phase.CANCELLING) if state.can_cancel else state


def _ready(state: TrainingState, event: Ready) -> TrainingState:
    awaited = state.phase in (Phase.STARTING, Phase.WORKER_LOST) and not state.busy
    return replace(
        state,
        devices=event.devices,
        phase=Phase.IDLE if awaited else state.phase,
        problem=None if awaited else state.problem,
    )


def _worker_ended(state: TrainingState, event: WorkerEnded) -> TrainingState:
    if event.reason == "shutdown":
        # Ours; a state that says how the last job ended is still true.
        over = _over(state, Phase.IDLE) if _under_way(state) else state
        return replace(over, devices=())
    told = state.problem
    if told is None or told.kind != UNAVAILABLE or event.reason != "start":
        told = of_end(event, job_lost=state.busy)
    return replace(_over(state, Phase.WORKER_LOST, problem=told), devices=())


def _run_started(state: TrainingState, event: RunStarted) -> TrainingState:
    if not state.busy:  # a job that this state was not told of
        state = requested(state, event.job, event.stage)
    return replace(_begun(state), device=event.device)


def _progress(state: TrainingState, event: Progress) -> TrainingState:
    total = max(event.total, 0)
    new_step = event.phase != state.step
    return replace(
        _begun(state),
        step=event.phase,
        done=min(max(event.done, 0), total),
        total=total,
        seconds_left=_seconds(event.seconds_left),
        # A sentence stays until the next one or the next step, else nobody could read it.
        message=event.said or ("" if new_step else state.message),
    )


def _step(state: TrainingState, event: StepMetrics) -> TrainingState:
    return replace(
        _begun(state),
        epoch=max(event.epoch, 0),
        epochs=state.epochs if event.stage == state.last_step[0] else 0,
        last_step=(event.stage, event.epoch),
        losses=_with_value(state.losses, event.loss),
    )


def _epoch(state: TrainingState, event: EpochMetrics) -> TrainingState:
    record = event.record
    seen = state.last_step == (record.stage, record.epoch)
    return replace(
        _begun(state),
        epoch=max(record.epoch, 0),
        epochs=max(record.epochs, 0),
        last_step=(record.stage, record.epoch),
        losses=state.losses if seen else _with_value(state.losses, record.train_loss),
        scores=_with_value(state.scores, record.score),
        tasks=record.tasks or state.tasks,
    )


def _begun(state: TrainingState) -> TrainingState:
    """A sign of life starts a job; it does not undo what was asked meanwhile."""
    return replace(state, phase=Phase.RUNNING) if state.phase is Phase.STARTING else state


def _under_way(state: TrainingState) -> bool:
    return state.busy or state.phase is Phase.STARTING


def _over(
    state: TrainingState,
    phase: Phase,
    *,
    problem: TrainingProblem | None = None,
    served_stage: str = "",
    cancelled: bool = False,
    seconds: float = 0.0,
    tasks: tuple[TaskMetrics, ...] | None = None,
    test: tuple[TaskMetrics, ...] = (),
) -> TrainingState:
    """No job any more; the curves stay to be looked at."""
    return replace(
        state,
        phase=phase,
        job=None,
        step="",
        done=0,
        total=0,
        seconds_left=None,
        message="",
        problem=problem,
        served_stage=served_stage,
        cancelled=cancelled,
        seconds=seconds,
        tasks=state.tasks if tasks is None else tasks,
        test=test,
    )


def _with_value(points: tuple[Point, ...], value: float | None) -> tuple[Point, ...]:
    if value is None or not math.isfinite(value):
        return points
    longer = (*points, Point(points[-1].x + 1 if points else 0, value))
    if len(longer) <= POINT_LIMIT:
        return longer
    # The newest values stay as they are; older ones become sparser with each round.
    return (*longer[:-1:2], longer[-1])


def _seconds(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= 0 else None
