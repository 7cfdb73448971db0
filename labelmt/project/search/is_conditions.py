"""``is:`` conditions: masks of images in each state; also what the sidebar counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import Schema
from labelmt.domain.search.terms import Condition
from labelmt.project.predictions.probabilities import (
    PredictedProbabilities,
    disagreement,
    predicted,
    probabilities_of,
    suggested_present,
)
from labelmt.project.review.unlike_images import still_unlike
from labelmt.project.review.unseen_annotations import unseen_images
from labelmt.project.search.search_columns import BLOCK, Columns, Mask, suspicion_of_images


def condition_mask(condition: Condition, columns: Columns) -> Mask:
    """(images,) whether each image is in a state."""
    match condition:
        case Condition.LABELLED:
            return _any_known(columns)
        case Condition.UNLABELLED:
            return ~_lost(columns) & ~_any_known(columns)
        case Condition.UNREADABLE:
            return _lost(columns)
        case Condition.INCOMPLETE:
            return columns.images.incomplete()
        case Condition.MISSING:
            missing: Mask = columns.images.status == ImageStatus.MISSING
            return missing
        case Condition.CHANGED:
            return columns.images.changed & (_any_known(columns) | columns.images.marked())
        case Condition.UNSURE:
            return columns.images.unsure.copy()
        case Condition.PREDICTED:
            return _by_blocks(columns, _is_predicted)
        case Condition.SUGGESTED:
            return _by_blocks(columns, _is_suggested)
        case Condition.DISAGREE:
            return _by_blocks(columns, _disagrees)
        case Condition.SUSPECT:
            suspect: Mask = ~np.isnan(suspicion_of_images(columns))
            return suspect
        case Condition.UNSEEN:
            judging = columns.matrix if columns.judging is None else columns.judging
            return unseen_images(columns.matrix, judging)
        case Condition.UNLIKE:
            unlike = np.zeros(len(columns), dtype=np.bool_)
            unlike[still_unlike(columns.unlike, columns.images, columns.matrix)] = True
            return unlike
        case Condition.DISPUTED:
            disputed = np.zeros(len(columns), dtype=np.bool_)
            for rows in columns.disputed.values():
                disputed[rows[rows < len(disputed)]] = True
            return disputed
        case Condition.DUPLICATE | Condition.INCONSISTENT:
            raise ValueError(f"{condition} is asked of duplicate_mask, which can say why not")


def suggested_and_disagreeing(columns: Columns) -> tuple[Mask, Mask]:
    """The masks of two states that both ask what the model says, which costs most of them."""
    suggested = np.zeros(len(columns), dtype=np.bool_)

    def ask(
        start: int, states: NDArray[np.int8], probabilities: PredictedProbabilities, schema: Schema
    ) -> Mask:
        yes = predicted(probabilities, schema)
        offered = suggested_present(probabilities, schema, yes) & (states == State.UNKNOWN)
        suggested[start : start + len(states)] = offered.any(axis=1)
        found: Mask = np.any(disagreement(states, probabilities, schema, yes), axis=1)
        return found

    disagreeing = _by_placed_blocks(columns, ask)
    return suggested, disagreeing


def _any_known(columns: Columns) -> Mask:
    # A column at a time: NumPy is slow along short rows.
    known = np.zeros(len(columns), dtype=np.bool_)
    for start in range(0, len(columns), BLOCK):
        block = columns.matrix[start : start + BLOCK]
        part = known[start : start + BLOCK]
        for column in range(block.shape[1]):
            part |= block[:, column] != State.UNKNOWN
    return known


def _lost(columns: Columns) -> Mask:
    status = columns.images.status
    lost: Mask = (status == ImageStatus.UNREADABLE) | (status == ImageStatus.MISSING)
    return lost


def _by_blocks(
    columns: Columns, ask: Callable[[NDArray[np.int8], PredictedProbabilities, Schema], Mask]
) -> Mask:
    return _by_placed_blocks(columns, lambda _start, *block: ask(*block))


def _by_placed_blocks(
    columns: Columns, ask: Callable[[int, NDArray[np.int8], PredictedProbabilities, Schema], Mask]
) -> Mask:
    mask = np.zeros(len(columns), dtype=np.bool_)
    for start in range(0, len(columns), BLOCK):
        stop = min(start + BLOCK, len(columns))
        probabilities = probabilities_of(columns.predictions, columns.schema, start, stop)
        if probabilities is not None:
            mask[start:stop] = ask(start, columns.matrix[start:stop], probabilities, columns.schema)
    return mask


def _is_predicted(
    _states: NDArray[np.int8], probabilities: PredictedProbabilities, _schema: Schema
) -> Mask:
    found: Mask = np.any(~np.isnan(probabilities.values), axis=1)
    return found


def _is_suggested(
    states: NDArray[np.int8], probabilities: PredictedProbabilities, schema: Schema
) -> Mask:
    offered = suggested_present(probabilities, schema) & (states == State.UNKNOWN)
    found: Mask = offered.any(axis=1)
    return found


def _disagrees(
    states: NDArray[np.int8], probabilities: PredictedProbabilities, schema: Schema
) -> Mask:
    found: Mask = np.any(disagreement(states, probabilities, schema), axis=1)
    return found
