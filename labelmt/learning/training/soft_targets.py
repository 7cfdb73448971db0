"""Soft targets: unknown pairs of an annotated image, as likely as its known ones make them.

Where a person answered a few labels of each image, the others' losses can be taken in expectation
instead of left out: one step of expectation-maximisation (Dempster, Laird and Rubin, JRSS B 1977;
for several labels of which some are unknown, Kapoor, Viswanathan and Jain, NIPS 2012). The
expectation comes from heads that never saw the image, moved by the image's known labels as
label_dependence.py moves them. It is an uncertainty, not a label: no pair becomes known by it,
images of which nothing is known have no part in it, metrics and calibration count known pairs
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.calibration import all_probabilities
from labelmt.learning.evaluation.held_out_metrics import calibrate_all, task_slices
from labelmt.learning.objective.losses import PLAIN, LossChoice
from labelmt.learning.training.heads_by_views import Seen, as_seen, fold_logits_seen
from labelmt.learning.training.label_dependence import conditional_weights

Floats = NDArray[np.float32]

FEWEST_KNOWN = 60
"""Known pairs of a label. mAP of UC Merced, 30 % known: 0.719 to 0.701 with 30, 0.857 to 0.862 with
60, 0.934 to 0.942 with 150, 0.958 to 0.963 with 380 (docs/adr/0007)."""
ENOUGH = 3
"""Of each kind: where only presences were marked, nothing is learnt of absences."""
BALANCED = 0.25
"""Standardised difference up to which two groups count as alike (Rubin, HSORM 2001)."""
LEAST_UNKNOWN = 0.05
"""Share of pairs below which the known ones say all there is to say."""
MOST_IMAGES = 20_000
"""Of more, as many pairs are known as help."""


def expected_pairs(
    specs: Sequence[TaskSpec],
    features: Seen,
    states: NDArray[np.int8],
    l2: float,
    parts: Callable[[], Sequence[NDArray[np.int64]]],
    choice: LossChoice = PLAIN,
) -> Floats | None:
    """How likely each unknown pair is, in (0, 1); NaN where it is known or must not count.

    Args:
        features: (n, width), or as each task sees them.
        states: (n, all labels) int8 of State codes.
        parts: gives parts of the images, that score each other; see fold_rows.

    Returns:
        (n, all labels), or None where no pair counts.
    """
    wanted = _wanted(specs, states)
    if len(states) > MOST_IMAGES or not wanted.any():
        return None
    logits = fold_logits_seen(as_seen(specs, features), states, l2, parts(), choice)
    wanted &= _known_at_random(logits, states != State.UNKNOWN)
    if not wanted.any():
        return None
    guessed = all_probabilities(specs, calibrate_all(specs, states, logits), logits)
    likely = np.where(states == State.UNKNOWN, guessed, states == State.PRESENT)
    said = (2 * (likely - likely.mean(axis=0))).astype(np.float32)
    logits += said @ conditional_weights(specs, states, logits, said).T
    given = all_probabilities(specs, calibrate_all(specs, states, logits), logits)
    return np.where(wanted, given, np.float32(np.nan))


def _wanted(specs: Sequence[TaskSpec], states: NDArray[np.int8]) -> NDArray[np.bool_]:
    """(n, all labels) the unknown pairs of labels of which enough is known."""
    present, absent = (states == State.PRESENT).sum(axis=0), (states == State.ABSENT).sum(axis=0)
    enough = (present + absent >= FEWEST_KNOWN) & (np.minimum(present, absent) >= ENOUGH)
    for spec, columns in zip(specs, task_slices(specs), strict=True):
        if spec.kind is TaskKind.MULTICLASS:  # nothing was gained by them
            enough[columns] = False
    unknown = (states == State.UNKNOWN) & enough
    few = unknown.sum() < LEAST_UNKNOWN * len(states) * max(int(enough.sum()), 1)
    return np.zeros_like(unknown) if few else unknown


def _known_at_random(logits: Floats, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(labels,) whether heads expect alike of a label's known and unknown pairs.

    Who marks what is there more often than what is not leaves unknown pairs that are absent more
    often than known ones; what is learnt from these would say too much of those.
    """
    counts = np.stack([known.sum(axis=0), (~known).sum(axis=0)]).clip(min=1)
    means = np.stack([(logits * side).sum(axis=0) for side in (known, ~known)]) / counts
    spread = np.square(logits - np.where(known, means[0], means[1])).mean(axis=0)
    difference_by_sampling = 4 * (1 / counts).sum(axis=0)
    difference = np.square(means[0] - means[1]) / np.maximum(spread, 1e-12)
    return np.asarray(difference <= BALANCED**2 + difference_by_sampling)
