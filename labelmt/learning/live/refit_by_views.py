"""Refits heads of tasks that see images as different views: each part in a basis of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.live.feature_basis import FeatureBasis
from labelmt.learning.live.refit import Solution, Start, refit, unseen_logits
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.heads import Step, go_on
from labelmt.learning.training.heads_by_views import SeenFeatures, by_columns, joined

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class SeenSolution:
    """One solution for each part of what tasks see, in its basis's coordinates."""

    parts: tuple[Solution, ...]

    def by_label(self, seen: SeenFeatures) -> Start:
        """Where the next fit starts."""
        return {
            label: where
            for part, own in zip(seen.parts, self.parts, strict=True)
            for label, where in own.by_label(part.specs).items()
        }

    def heads(self, bases: Sequence[FeatureBasis], seen: SeenFeatures) -> Heads:
        """All tasks' heads, on plain features."""
        made = [
            basis.heads(part.specs, own.vectors, own.biases)
            for basis, part, own in zip(bases, seen.parts, self.parts, strict=True)
        ]
        return joined(seen.specs, made)

    def logits(self, seen: SeenFeatures) -> Floats:
        """(n, all labels) from coordinates."""
        pairs = zip(seen.parts, self.parts, strict=True)
        return by_columns(seen, [own.logits(part.features) for part, own in pairs])


def refit_seen(
    seen: SeenFeatures,
    states: NDArray[np.int8],
    bases: Sequence[FeatureBasis],
    l2: float,
    start: Start,
    choice: LossChoice,
    step: Step,
) -> SeenSolution:
    """See ``refit``.

    Args:
        seen: coordinates in the bases, one a part. states: (n, all labels).
    """
    return SeenSolution(
        tuple(
            refit(
                part.specs,
                part.features,
                np.ascontiguousarray(states[:, part.columns]),
                basis.variance,
                l2,
                start=start,
                choice=choice,
                step=step,
                prior=part.prior,
            )
            for part, basis in zip(seen.parts, bases, strict=True)
        )
    )


def unseen_logits_seen(
    seen: SeenFeatures,
    states: NDArray[np.int8],
    bases: Sequence[FeatureBasis],
    l2: float,
    parts: Sequence[NDArray[np.int64]],
    choice: LossChoice,
    step: Step = go_on,
) -> Floats:
    """(n, all labels) logits of each image by heads that never saw its part; see fold_rows.

    Args:
        step: whether to stop, asked at each step of each fit; what is left has logits of 0.
    """
    return by_columns(
        seen,
        [
            unseen_logits(
                one.specs,
                one.features,
                np.ascontiguousarray(states[:, one.columns]),
                basis.variance,
                l2,
                parts,
                choice,
                step,
                one.prior,
            )
            for one, basis in zip(seen.parts, bases, strict=True)
        ],
    )
