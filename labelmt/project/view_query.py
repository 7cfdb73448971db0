"""Which images to show, and in what order: one pass over the project's columns, no database.

Pure functions of the arrays a window holds; run them on a pool.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Schema
from labelmt.project.image_table import ImageTable
from labelmt.project.name_order import order_by_name
from labelmt.project.predicted import chances_of, disagreement, uncertainty

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

_BLOCK = 16_384
"""Rows looked at in one go, so that what is computed beside them stays small."""


# Plain enums: as strings they would come back from Qt's items as strings.
class View(Enum):
    """What the list on the left offers beside labels."""

    ALL = "all"
    UNLABELLED = "unlabelled"
    """Can be labelled, and nothing is known of it yet."""
    LABELLED = "labelled"
    """At least one pair is known."""
    DISAGREE = "disagree"
    """An annotation is not what the model predicts."""
    UNREADABLE = "unreadable"
    """Cannot be decoded, or is not there any more."""


class Sort(Enum):
    """What images are ordered by. Where there is no figure, an image comes last."""

    NAME = "name"
    """By path; numbers in it count as numbers."""
    ADDED = "added"
    PROBABILITY = "probability"
    UNCERTAINTY = "uncertainty"


@dataclass(frozen=True, slots=True)
class ViewQuery:
    """A view narrowed down and sorted.

    Attributes:
        view: which images.
        present: the id of a label: only images that have it.
        text: paths must contain every one of these words; letter case does not count.
        probability_of: the label whose probability filters and sorts.
        at_least: the least probability shown; 0 shows images without one, too.
        sort: the order. descending: turned round; images without a figure stay last.
    """

    view: View = View.ALL
    present: int | None = None
    text: str = ""
    probability_of: int | None = None
    at_least: float = 0.0
    sort: Sort = Sort.NAME
    descending: bool = False


def select_rows(
    query: ViewQuery,
    images: ImageTable,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
) -> Rows:
    """(n,) rows that a query finds, in its order; equal ones in the order they were added.

    Args:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
        predictions: may have fewer rows and other labels than the project; None: no model yet.
    """
    mask = view_mask(query.view, images, schema, matrix, predictions)
    if query.present is not None:
        column = schema.columns.get(query.present)
        mask &= matrix[:, column] == State.PRESENT if column is not None else False
    if query.at_least > 0 and query.probability_of is not None:
        chances = _probability(query.probability_of, len(images), predictions)
        # Both as the model stores them: 0.9 as typed is a little more than float16's 0.9.
        with np.errstate(invalid="ignore"):
            mask &= chances >= np.float32(np.float16(query.at_least))
    rows = np.flatnonzero(mask)
    if query.text.strip():
        rows = _with_words(rows, images, query.text)
    return _sorted(query, rows, images, schema, matrix, predictions)


def view_mask(
    view: View,
    images: ImageTable,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
) -> Mask:
    """(images,) whether each image belongs to a view."""
    if view is View.ALL:
        return np.ones(len(images), dtype=np.bool_)
    if view is View.LABELLED:
        return _any_known(matrix)
    if view is View.UNREADABLE:
        return ~_can_be_shown(images)
    if view is View.UNLABELLED:
        return _can_be_shown(images) & ~_any_known(matrix)
    mask = np.zeros(len(images), dtype=np.bool_)
    for start in range(0, len(images), _BLOCK):
        stop = min(start + _BLOCK, len(images))
        chances = chances_of(predictions, schema, start, stop)
        if chances is not None:
            mask[start:stop] = disagreement(matrix[start:stop], chances, schema).any(axis=1)
    return mask


def _any_known(matrix: NDArray[np.int8]) -> Mask:
    known: Mask = (matrix != State.UNKNOWN).any(axis=1)
    return known


def _can_be_shown(images: ImageTable) -> Mask:
    lost = (ImageStatus.UNREADABLE, ImageStatus.MISSING)
    return ~np.isin(images.status, lost)


def _probability(
    label_id: int | None, count: int, predictions: Predictions | None
) -> NDArray[np.float32]:
    """(count,) probabilities of a label; NaN where there is none."""
    values = np.full(count, np.nan, dtype=np.float32)
    column = predictions.column(label_id) if predictions and label_id is not None else None
    if column is not None:
        have = min(count, len(column))
        values[:have] = column[:have]
    return values


def _with_words(rows: Rows, images: ImageTable, text: str) -> Rows:
    words = _folded(text).split()
    paths = images.paths
    found = [row for row in rows.tolist() if _has_all(_folded(paths[row]), words)]
    return np.array(found, dtype=np.int64)


def _has_all(path: str, words: list[str]) -> bool:
    return all(word in path for word in words)


def _folded(text: str) -> str:
    """Without letter case; macOS takes accents apart in file names, people type them whole."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def _sorted(
    query: ViewQuery,
    rows: Rows,
    images: ImageTable,
    schema: Schema,
    matrix: NDArray[np.int8],
    predictions: Predictions | None,
) -> Rows:
    if query.sort is Sort.ADDED:
        return rows[::-1].copy() if query.descending else rows
    if query.sort is Sort.NAME:
        order = order_by_name(images)
        wanted = np.zeros(len(images), dtype=np.bool_)
        wanted[rows] = True
        named = order[wanted[order]]
        return named[::-1].copy() if query.descending else named
    if query.sort is Sort.PROBABILITY:
        figures = _probability(query.probability_of, len(images), predictions)[rows]
    else:
        figures = _uncertainty(rows, schema, matrix, predictions)
    # NumPy sorts NaN last, whatever its sign.
    return rows[np.argsort(-figures if query.descending else figures, kind="stable")]


def _uncertainty(
    rows: Rows, schema: Schema, matrix: NDArray[np.int8], predictions: Predictions | None
) -> NDArray[np.float32]:
    figures = np.full(len(matrix), np.nan, dtype=np.float32)
    for start in range(0, len(matrix), _BLOCK):
        stop = min(start + _BLOCK, len(matrix))
        chances = chances_of(predictions, schema, start, stop)
        if chances is not None:
            figures[start:stop] = uncertainty(matrix[start:stop], chances, schema)
    return figures[rows]
