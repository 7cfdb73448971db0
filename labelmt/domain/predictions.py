"""Predictions: a model's probabilities of every image, as columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
"""In the place of a label's id: no label's."""
OUT_OF_FOLD = "out_of_fold.npy"
"""Name of the file beside a run's probabilities that ``Predictions.out_of_fold`` maps."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """Calibrated probabilities, usually memory-mapped.

    Attributes:
        run_id: the run they come from.
        label_ids: the columns.
        probabilities: (rows, labels) float16; NaN where nothing was predicted. May have
            fewer rows than the project has images: the rest has no predictions.
        thresholds: (labels,) float32; a label counts as predicted from here.
        out_of_fold: the same of annotated images by models that never saw them, NaN of others;
            None where the run left none.
        rest: another run's, for images and labels that this one does not know.
        elsewhere: whether another project's model says so, see ``run_records.ELSEWHERE``.
    """

    run_id: int
    label_ids: tuple[int, ...]
    probabilities: NDArray[np.float16]
    thresholds: NDArray[np.float32]
    out_of_fold: NDArray[np.float16] | None = None
    rest: Predictions | None = None
    elsewhere: bool = False

    def column(self, label_id: int) -> NDArray[np.float16] | None:
        """(rows,) probabilities of one label, or None for a label nothing is known of."""
        more = None if self.rest is None else self.rest.column(label_id)
        if label_id not in self.label_ids:
            return more
        own = self.probabilities[:, self.label_ids.index(label_id)]
        return own if more is None else filled(own, more)

    def at(self, rows: NDArray[np.int64], label_id: int) -> NDArray[np.float16]:
        """(n,) probabilities of one label on some images; NaN where nothing is known."""
        found = np.full(len(rows), np.nan, dtype=np.float16)
        if label_id in self.label_ids:
            inside = rows < len(self.probabilities)
            found[inside] = self.probabilities[rows[inside], self.label_ids.index(label_id)]
        if self.rest is not None:
            gaps = np.isnan(found)
            found[gaps] = self.rest.at(rows[gaps], label_id)
        return found

    def threshold(self, label_id: int) -> float | None:
        """The probability from which a label counts as predicted; None where nothing is known."""
        if label_id in self.label_ids:
            return float(self.thresholds[self.label_ids.index(label_id)])
        return None if self.rest is None else self.rest.threshold(label_id)

    def of(self, label_id: int) -> Predictions | None:
        """The predictions that know a label: these, or the rest."""
        if label_id in self.label_ids:
            return self
        return None if self.rest is None else self.rest.of(label_id)

    @property
    def elsewhere_labels(self) -> frozenset[int]:
        """Ids of the labels that another project's model predicts, and no run of this project."""
        own = set[int]()
        known: Predictions | None = self
        while known is not None:
            if known.elsewhere:
                return frozenset(known.label_ids) - own - {NOBODY}
            own.update(known.label_ids)
            known = known.rest
        return frozenset()

    def without(self, label_ids: Collection[int]) -> Predictions:
        """The same, and nothing of some labels."""
        ids = tuple(NOBODY if one in label_ids else one for one in self.label_ids)
        rest = None if self.rest is None else self.rest.without(label_ids)
        return replace(self, label_ids=ids, rest=rest)


def filled(own: NDArray[np.float16], more: NDArray[np.float16]) -> NDArray[np.float16]:
    """(rows, ...) the first where it says something, else the second; either may be shorter."""
    out = np.full((max(len(own), len(more)), *own.shape[1:]), np.nan, dtype=np.float16)
    out[: len(more)] = more
    np.copyto(out[: len(own)], own, where=~np.isnan(own))
    return out
