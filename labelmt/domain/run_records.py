"""Run records: trainings as a project knows them, with state, score and who serves."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.metric_records import TaskMetrics

LIVE = "live"
"""Stage of the one run that learning as one labels refreshes again and again."""
ELSEWHERE = "elsewhere"
"""Stage of a run that is what another project's model says of the images."""

ENDED = ("finished", "cancelled")
"""States of a run that left weights and figures."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One training.

    Attributes:
        state: "running", "finished", "cancelled" (its best weights were kept) or "failed".
        stage: the stage that was asked for, "heads" or "finetune"; or LIVE, ELSEWHERE, "imported".
        created_at, finished_at: ISO 8601, UTC; finished_at is empty while running.
        tasks: figures on the validation images, or cross-fitted ones. test: on the test part.
        serves: whether its predictions are the ones shown.
        problem: why it failed, or empty.
        notes: what a person wrote of it.
    """

    id: int
    name: str
    stage: str
    backbone: str
    state: str
    created_at: str
    finished_at: str = ""
    tasks: tuple[TaskMetrics, ...] = ()
    serves: bool = False
    problem: str = ""
    notes: str = ""
    test: tuple[TaskMetrics, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """How good a run was in a task with so many annotated images.

    Attributes:
        at: ISO 8601, UTC. stage: the run's. images: with any annotation in the task.
        score: mAP, or accuracy of a multiclass task.
    """

    at: str
    run_id: int
    stage: str
    task_id: int
    images: int
    score: float
