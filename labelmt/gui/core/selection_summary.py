"""Summary of the selected images: state, mean probability and threshold of each label."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.annotations import State


@dataclass(frozen=True, slots=True)
class Summary:
    """What a selection has in common, label by label.

    Attributes:
        rows: how many images.
        states: for each label, in schema order, its state on all of them; None = mixed.
        probabilities: for each label the mean over the images that have one, or None.
        thresholds: for each label the probability from which it counts as predicted, or None.
    """

    rows: int
    states: tuple[State | None, ...]
    probabilities: tuple[float | None, ...]
    thresholds: tuple[float | None, ...]
