"""Report of compare-sharing: one backbone for all tasks against one for each, with Δm."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.schema import TaskKind


@dataclass(frozen=True, slots=True)
class TaskSharing:
    """One task, learnt with the others and alone, from one seed.

    Attributes:
        shared, separate: mAP of a multilabel task, accuracy of a multiclass one, on the
            validation images; None where there are too few to tell.
        change: (shared − separate) / separate; low, high: its 95 % interval over resampled
            validation images.
    """

    name: str
    kind: TaskKind
    shared: float | None
    separate: float | None
    change: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SharingReport:
    """Attributes:
    delta: Δm, the mean of the tasks' changes; low, high: its 95 % interval.
    images: validation images.
    """

    tasks: tuple[TaskSharing, ...]
    delta: float | None
    low: float | None
    high: float | None
    images: int
    seed: int
    shared_seconds: float
    separate_seconds: float
