"""Overall progress of a training: one share that never falls, one time left that does not grow.

A job tells where it is in its step, and how long that step will take. How long the steps after it
take is guessed by the usual proportions between them, and by how long it has taken so far.
"""

from __future__ import annotations

from labelmt.project.training.training_state import TrainingState

WEIGHTS = {
    "heads": {"download": 1, "features": 10, "heads": 2, "predict": 4, "check": 1},
    "finetune": {
        "download": 1, "features": 6, "heads": 1, "decode": 2, "finetune": 14, "predict": 5,
        "check": 1,
    },
    "features": {"download": 1, "features": 10},
    "predict": {"download": 1, "features": 10, "predict": 4},
}  # fmt: skip
"""Of each step in what was asked for, in its order: a guess, mended by what a step tells itself."""
LATEST = 0.99
"""Share that is shown until the job says that it is over."""
FIRST_TELLING = 0.05
"""Share from which the time taken so far tells anything of the time left."""


class OverallProgress:
    """Follows one job after another; ``share`` and ``left`` are None while they cannot be told."""

    def __init__(self) -> None:
        self._job: int | None = None
        self._began = 0.0
        self.share: float | None = None
        self.left: float | None = None
        self._end: float | None = None

    def take(self, state: TrainingState, now: float) -> None:
        """Another state was shown. ``now``: seconds of a clock that only goes on."""
        if state.job is None or state.job != self._job:
            self._job, self._began = state.job, now
            self.share = self.left = self._end = None
        if state.job is None:
            return
        share = _share(state)
        if share is not None:
            self.share = min(max(share, self.share or 0.0), LATEST)
        self._tell_left(state, now)

    def _tell_left(self, state: TrainingState, now: float) -> None:
        share, step_left = self.share, state.seconds_left
        if share is None or share < FIRST_TELLING or step_left is None:
            expected = None
        else:
            taken = now - self._began
            expected = max(step_left, taken * (1 - share) / share)
        if expected is not None:
            end = now + expected
            self._end = end if self._end is None else min(self._end, end)
        if self._end is not None:
            # It may take longer than was told: then no time is told any more.
            self.left = self._end - now if self._end > now else None


def _share(state: TrainingState) -> float | None:
    """Of the whole job, by the proportions of its steps."""
    weights = WEIGHTS.get(state.stage)
    if weights is None or state.step not in weights:
        return state.progress if weights is None else None
    names = list(weights)
    before = sum(weights[name] for name in names[: names.index(state.step)])
    here = weights[state.step] * (state.progress or 0.0)
    return (before + here) / sum(weights.values())
