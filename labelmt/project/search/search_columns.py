"""The columns that a search reads: annotations, probabilities, similarity, uncertainty."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema
from labelmt.project.images.dispute_reading import Disputes
from labelmt.project.images.exif_columns import ExifColumns
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.predictions.probabilities import (
    probabilities_at,
    probabilities_of,
    uncertainty,
)
from labelmt.project.review.suspects import Confirmed, most_suspicious
from labelmt.project.similarity.cosine_similarity import FeatureMemory
from labelmt.project.similarity.duplicate_cache import DuplicateCache

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

BLOCK = 16_384
"""Rows looked at in one go, so that what is computed beside them stays small."""


@dataclass(frozen=True, eq=False)
class Columns:
    """A project's columns at one moment.

    Attributes:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
        predictions: may have fewer rows and other labels than the project; None: no model yet.
        confirmed: suspected mistakes that a person has looked at and kept.
        features: where the images' features are; None: nowhere.
        similarity: (images,) to those that the search names, NaN where there is none; None: it
            names none.
        duplicates: what is known of them; None: nothing.
        judging: of ``matrix``, what a person saw or imported; None: all.
        unlike: rows that the last training found unlike all it knew.
        exif: what the photographs tell of themselves, as far as they have been read.
        disputed: label id to rows of which people say otherwise.
    """

    images: ImageTable
    schema: Schema
    matrix: NDArray[np.int8]
    predictions: Predictions | None
    confirmed: Confirmed = field(default_factory=dict)
    features: FeatureMemory | None = None
    similarity: NDArray[np.float32] | None = None
    duplicates: DuplicateCache | None = None
    judging: NDArray[np.int8] | None = None
    unlike: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    exif: ExifColumns = field(default_factory=ExifColumns)
    disputed: Disputes = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.images)


def probabilities(columns: Columns, label_id: int) -> NDArray[np.float16]:
    """(images,) probabilities of a label; NaN where there is none."""
    found = columns.predictions.column(label_id) if columns.predictions is not None else None
    values = np.full(len(columns), np.nan, dtype=np.float16)
    if found is not None:
        have = min(len(values), len(found))
        values[:have] = found[:have]
    return values


def label_counts(columns: Columns) -> NDArray[np.int32]:
    """(images,) how many labels are present."""
    counts = np.zeros(len(columns), dtype=np.int32)
    for start in range(0, len(columns), BLOCK):
        block = columns.matrix[start : start + BLOCK]
        part = counts[start : start + BLOCK]
        for column in range(block.shape[1]):  # NumPy is slow along short rows
            part += block[:, column] == State.PRESENT
    return counts


def uncertainties(columns: Columns, rows: Rows) -> NDArray[np.float32]:
    """(n,) uncertainty in [0, 1] of rows in ascending order; NaN where there is none."""
    figures = np.full(len(rows), np.nan, dtype=np.float32)
    schema, matrix, predictions = columns.schema, columns.matrix, columns.predictions
    whole = len(rows) == len(columns)
    for start in range(0, len(rows), BLOCK):
        stop = min(start + BLOCK, len(rows))
        if whole:
            states, chances = matrix[start:stop], probabilities_of(predictions, schema, start, stop)
        else:
            part = rows[start:stop]
            states, chances = matrix[part], probabilities_at(predictions, schema, part)
        if chances is not None:
            figures[start:stop] = uncertainty(states, chances, schema)
    return figures


def similarities(columns: Columns) -> NDArray[np.float32]:
    """(images,) cosine with the images that the search names; NaN where there is none."""
    if columns.similarity is not None:
        return columns.similarity
    return np.full(len(columns), np.nan, dtype=np.float32)


def suspicion_of_images(columns: Columns) -> NDArray[np.float32]:
    """(images,) the largest suspicion of a mistake in (0.5, 1]; NaN where there is none."""
    known = columns.predictions, columns.schema, columns.confirmed, columns.judging
    return most_suspicious(columns.matrix, *known)
