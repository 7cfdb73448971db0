"""The best of several networks, told from images that it was not chosen on.

Of many epochs and interpolations the best looks better than it is: chance is in the choice. So the
choice is made once more on each half of the validation images, and its figures come from the other
half. What serves is the one that is best on all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.array_checksums import write_array
from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.domain.metric_records import mean_score
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.cross_fitting import CrossFitted, cross_fitted, halves
from labelmt.learning.evaluation.held_out_metrics import data_loss, figures_of

FILE = "choices.npy"
Logits = NDArray[np.float32]


class ChoiceByHalves:
    """Remembers what each half of the validation images would have chosen.

    Args:
        states: (n, all labels) int8 of State codes, what judges. parts: of the n images; those that
            belong together are in one.
    """

    def __init__(
        self,
        specs: Sequence[TaskSpec],
        states: NDArray[np.int8],
        parts: Sequence[NDArray[np.int64]],
    ) -> None:
        self._specs, self._states, self._parts = specs, states, parts
        self._halves = halves(parts)
        self._chosen: list[tuple[float | None, float | None, Logits]] = []

    def offer(self, logits: Logits) -> None:
        """One more candidate, by its (n, all labels) logits."""
        found = [self._judged(half, logits) for half in self._halves]
        if not self._chosen:
            self._chosen = found
        pairs = zip(self._chosen, found, strict=True)
        self._chosen = [new if better(new[:2], old[:2]) else old for old, new in pairs]

    def told(self, served: Logits) -> tuple[CrossFitted | None, Logits]:
        """How the choice is told, beside the logits of each image that this is of.

        Args:
            served: (n, all labels) logits of the candidate that was best on all images.
        """
        chosen = [logits for *_, logits in self._chosen]
        if len(chosen) < 2 or all(np.array_equal(one, served) for one in chosen):
            return cross_fitted(
                self._specs, self._states, self._of_all(served), self._parts
            ), served
        others = chosen[::-1]
        mixed = np.empty_like(served)
        for half, logits in zip(self._halves, others, strict=True):
            mixed[half] = logits[half]
        apart = cross_fitted(self._specs, self._states, others, self._halves)
        return None if apart is None else replace(apart, ranks=True), mixed

    def save(self, folder: Path) -> None:
        """Beside a resume point; see ``load``."""
        if self._chosen:
            write_array(folder / FILE, np.stack([one for *_, one in self._chosen]), durable=False)

    def load(self, folder: Path) -> None:
        """Go on from what was chosen before, where it is there and of these images."""
        try:
            form = (len(self._halves), *self._states.shape)
            kept = read_array(folder / FILE, np.float32, form)
        except UnusableFile:
            return
        if np.isfinite(kept).all():
            pairs = zip(self._halves, kept, strict=True)
            self._chosen = [self._judged(half, logits) for half, logits in pairs]

    def _of_all(self, logits: Logits) -> list[Logits]:
        return [logits] * len(self._parts)

    def _judged(
        self, half: NDArray[np.int64], logits: Logits
    ) -> tuple[float | None, float | None, Logits]:
        plain = [uncalibrated(spec) for spec in self._specs]
        states, ours = self._states[half], logits[half]
        score = mean_score(figures_of(self._specs, plain, states, ours))
        return score, data_loss(self._specs, states, ours), logits


def better(new: tuple[float | None, float | None], old: tuple[float | None, float | None]) -> bool:
    """Of (score, loss): higher score; where it cannot be told, or is the same, lower loss."""
    if new[0] is not None and old[0] is not None and new[0] != old[0]:
        return new[0] > old[0]
    return new[1] is not None and old[1] is not None and new[1] < old[1]
