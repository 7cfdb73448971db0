"""Several views serve the tasks that fare better with them, judged by groups."""

from __future__ import annotations

import numpy as np

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.training.view_choice import better_seen_as_several

COLOUR = TaskSpec(1, "colour", TaskKind.MULTILABEL, (1,), ("red",))
GARMENT = TaskSpec(2, "garment", TaskKind.MULTILABEL, (2,), ("hat",))


def test_a_task_that_would_fare_worse_keeps_one_view_and_takes_none_from_another() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(200, 6)).astype(np.float32)
    states = (truth[:, :2] > 0).astype(np.int8)
    one, several = truth.copy(), truth.copy()
    one[:, 0] += rng.normal(size=200) * 2  # one view sees colours badly,
    several[:, 1] += rng.normal(size=200) * 0.6  # and several garments a little worse
    choice = better_seen_as_several((COLOUR, GARMENT), one, several, states, 1.0, 0)
    assert choice == (True, False)
    alone = better_seen_as_several((COLOUR,), one, several, states[:, :1].copy(), 1.0, 0)
    assert alone == (True,)


def test_views_that_know_the_burst_alone_are_not_chosen() -> None:
    """Frames of a burst score each other in random folds: what tells bursts apart looks good."""
    rng = np.random.default_rng(1)
    burst = np.repeat(np.arange(50), 4)
    states = (rng.random(50) < 0.5).astype(np.int8)[burst][:, None]
    one = rng.normal(size=(200, 60)).astype(np.float32)
    one[:, 0] += (states[:, 0] * 2 - 1) * 0.8
    several = (np.eye(50)[burst] * 6 + rng.normal(size=(200, 50)) * 0.1).astype(np.float32)
    apart = np.arange(200)
    assert better_seen_as_several((COLOUR,), one, several, states, 1.0, 0, apart) == (True,)
    assert better_seen_as_several((COLOUR,), one, several, states, 1.0, 0, burst) == (False,)
