"""Which labels a thumbnail shows: annotated, suggested, suspected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.schema import Label
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.project.predictions.probabilities import entropies, probabilities_at, suggested_present

UNCERTAIN_BITS = 0.9
"""Entropy from which an unknown pair counts as uncertain: a probability of 0.32 to 0.68."""


MOST_NAMED = 2
"""Of one image; of eighty labels, most of them rare, three look like any image."""


class ChipKind(Enum):
    """Why a label is shown on an image."""

    ANNOTATED = "annotated"
    SUGGESTED = "suggested"
    """Predicted, by more than the margin around its threshold, and unknown."""
    ELSEWHERE = "elsewhere"
    """The same, by another project's model."""
    UNCERTAIN = "uncertain"
    """Unknown, and the model cannot tell."""
    NAMED = "named"
    """Unknown, no model has learnt the label, and the image looks like it by its name alone."""


@dataclass(frozen=True, slots=True)
class Chip:
    label: Label
    kind: ChipKind
    uncertain: bool = False
    """A suggestion the model is not sure of."""


def chips_of(project_view: ProjectView, rows: Rows) -> list[tuple[Chip, ...]]:
    """What each image shows: annotated labels in their order, then the most probable first.

    Of a screen's worth at once, because asked for one by one this was half of what painting cost.

    Args:
        rows: (n,) in ascending order.
    """
    schema, labels = project_view.schema, project_view.schema.labels
    found: list[list[Chip]] = [[] for _ in rows]
    if not labels:
        return [() for _ in rows]
    states = project_view.matrix[rows]
    for place, column in np.argwhere(states == State.PRESENT).tolist():
        found[place].append(Chip(labels[column], ChipKind.ANNOTATED))
    probabilities = probabilities_at(project_view.predictions, schema, rows)
    if probabilities is not None:
        unknown = states == State.UNKNOWN
        yes = suggested_present(probabilities, schema) & unknown
        with np.errstate(invalid="ignore"):
            unsure = (entropies(probabilities.values) >= UNCERTAIN_BITS) & unknown
        places, columns = np.nonzero(yes | unsure)
        likely = np.nan_to_num(probabilities.values[places, columns].astype(np.float32))
        suggested = yes[places, columns]
        own, elsewhere = ChipKind.SUGGESTED, ChipKind.ELSEWHERE
        other = project_view.from_elsewhere
        for at in np.lexsort((-likely, ~suggested, places)).tolist():
            place, column = places[at], columns[at]
            label = labels[column]
            kind = ChipKind.UNCERTAIN
            if suggested[at]:
                kind = elsewhere if label.id in other else own
            found[place].append(Chip(label, kind, bool(unsure[place, column])))
    if project_view.speaking:
        for place, chip in _by_name(project_view, rows):
            found[place].append(chip)
    return [tuple(one) for one in found]


def _by_name(project_view: ProjectView, rows: Rows) -> list[tuple[int, Chip]]:
    """Place among the rows, and chip, of what names alone say: the likeliest MOST_NAMED of each."""
    ids, scores = project_view.scores_by_name(rows)
    places, labels = np.nonzero(~np.isnan(scores))
    order = np.argsort(-scores[places, labels], kind="stable")
    taken, chips = Counter[int](), []
    for place, label in zip(places[order].tolist(), labels[order].tolist(), strict=True):
        taken[place] += 1
        if taken[place] <= MOST_NAMED:
            chips.append((place, Chip(project_view.schema.label(ids[label]), ChipKind.NAMED)))
    return chips
