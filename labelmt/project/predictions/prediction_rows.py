"""Predictions as rows of a table: what counts as predicted, and what that implies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.schema import Schema, TaskKind
from labelmt.formats.base import PredictionRow
from labelmt.project.predictions.probabilities import (
    most_probable,
    raised_by_implying,
    with_implied,
)


def prediction_rows(
    schema: Schema,
    names: Sequence[str],
    probabilities: Mapping[int, NDArray[np.float32]],
    thresholds: Mapping[int, float],
) -> Iterator[PredictionRow]:
    """A row for each image and label, task by task; images that could not be read are left out.

    With a label those count as predicted that it implies, and they are at least as probable.

    Args:
        names: of the images, as rows have them.
        probabilities: label id to (images,) probabilities, NaN where an image could not be read.
        thresholds: label id to threshold, of labels that are not exclusive.
    """
    for task in schema.tasks:
        labels = tuple(label for label in task.labels if label.id in probabilities)
        if not labels:
            continue
        block = np.stack([probabilities[label.id] for label in labels], axis=1)
        if task.kind is TaskKind.MULTICLASS:
            predicted = most_probable(block)[:, None] == np.arange(len(labels))
        else:
            known = replace(task, labels=labels)
            block = raised_by_implying(block, known)
            predicted = block >= np.array([thresholds[label.id] for label in labels])
            with_implied(predicted, known)
        for row in np.flatnonzero(~np.isnan(block).any(axis=1)).tolist():
            for column, label in enumerate(labels):
                probability, yes = float(block[row, column]), bool(predicted[row, column])
                yield PredictionRow(names[row], task.name, label.name, probability, yes)
