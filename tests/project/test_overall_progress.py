"""Overall progress of a training: the share never falls, the time left does not grow."""

from __future__ import annotations

from labelmt.domain.protocol.messages import Progress, RunStarted
from labelmt.project.training.overall_progress import OverallProgress
from labelmt.project.training.training_state import TrainingState, reduce, requested

STEPS = (
    ("features", 0, None), ("features", 50, 20.0), ("features", 100, 0.5),
    ("heads", 0, None), ("heads", 1, None),
    ("finetune", 0, None), ("finetune", 40, 90.0), ("finetune", 80, 200.0),
    ("predict", 30, 4.0), ("features", 10, 300.0), ("predict", 100, 0.0), ("check", 5, 1.0),
)  # fmt: skip


def followed(pace: float) -> list[tuple[float | None, float | None]]:
    state = requested(TrainingState(), 7, "finetune")
    state = reduce(state, RunStarted(7, "finetune", "cpu", 80, 20))
    overall, told = OverallProgress(), []
    for number, (step, done, left) in enumerate(STEPS):
        state = reduce(state, Progress(7, step, done, 100, left))
        overall.take(state, number * pace)
        told.append((overall.share, overall.left))
    return told


def test_the_share_never_falls_and_ends_before_the_job_says_so() -> None:
    shares = [share for share, _ in followed(10.0) if share is not None]
    assert len(shares) == len(STEPS)
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert 0.8 < shares[-1] < 1


def test_the_time_left_does_not_grow() -> None:
    for pace in (1.0, 10.0, 60.0):
        lefts = [left for _, left in followed(pace)]
        told = [left for left in lefts if left is not None]
        assert told
        assert told == sorted(told, reverse=True)


def test_the_steps_to_come_are_part_of_the_time_left() -> None:
    left = followed(10.0)[1][1]
    assert left is not None
    assert left > 20, "fine-tuning follows"


def test_another_job_begins_anew() -> None:
    overall = OverallProgress()
    state = requested(TrainingState(), 1, "heads")
    overall.take(reduce(state, Progress(1, "predict", 90, 100, 3.0)), 50.0)
    overall.take(requested(TrainingState(), 2, "heads"), 60.0)
    assert (overall.share, overall.left) == (None, None)
