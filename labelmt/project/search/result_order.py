"""Sorts the rows found in the order that a query asks for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.search.terms import Figure, SortBy
from labelmt.project.images.natural_order import order_by_name
from labelmt.project.search.label_names import label_named
from labelmt.project.search.search_columns import (
    Columns,
    Rows,
    label_counts,
    probabilities,
    similarities,
    suspicion_of_images,
    uncertainties,
)

BY_NAME = SortBy(Figure.NAME)


def in_order(sort: tuple[SortBy, ...], rows: Rows, columns: Columns) -> Rows:
    """Rows, given in ascending order, in the order asked for; ties as they were added.

    Images without a figure come last, whichever way it is sorted. Raises InvalidQuery.
    """
    orders = sort or (BY_NAME,)
    if len(orders) == 1 and orders[0].figure is Figure.NAME:
        return _by_name(rows, columns, descending=orders[0].descending)
    result = rows
    # The least important order first: later ones keep what they find equal as it is.
    for order in reversed(orders):
        keys = _keys(order, rows, columns)
        keys = keys if result is rows else keys[np.searchsorted(rows, result)]
        result = result[np.argsort(keys, kind="stable")]
    return result


def _by_name(rows: Rows, columns: Columns, *, descending: bool) -> Rows:
    order = order_by_name(columns.images)
    wanted = np.zeros(len(columns), dtype=np.bool_)
    wanted[rows] = True
    named = order[wanted[order]]
    return named[::-1].copy() if descending else named


def _keys(order: SortBy, rows: Rows, columns: Columns) -> NDArray[Any]:
    """(n,) numbers to be sorted upwards."""
    figures: NDArray[Any]
    match order.figure:
        case Figure.NAME:
            figures = np.empty(len(columns), dtype=np.int64)
            figures[order_by_name(columns.images)] = np.arange(len(columns))
            figures = figures[rows]
        case Figure.ADDED:
            figures = rows
        case Figure.DATE:
            figures = columns.images.mtimes[rows]
        case Figure.SIZE:
            figures = columns.images.sizes[rows]
        case Figure.TAKEN:
            figures = columns.exif.spread("taken", len(columns))[rows]
        case Figure.LABELS:
            figures = label_counts(columns)[rows]
        case Figure.RATING:
            figures = columns.images.ratings[rows]
        case Figure.UNCERTAINTY:
            return _of_shares(uncertainties(columns, rows), descending=order.descending)
        case Figure.SUSPICION:
            found = suspicion_of_images(columns)[rows]
            return _of_shares(found, descending=order.descending)
        case Figure.SIMILARITY:
            figures = similarities(columns)[rows]
        case Figure.PROBABILITY:
            label = label_named(order.name, columns.schema)
            chances = probabilities(columns, label.id)[rows]
            return _of_halves(chances, descending=order.descending)
    # NumPy sorts NaN last, whatever its sign.
    return -figures if order.descending else figures


def _of_halves(values: NDArray[np.float16], *, descending: bool) -> NDArray[np.uint16]:
    """Whole numbers in the order of probabilities, NaN last.

    16 bits are sorted in one sweep, ten times as fast as floats.
    """
    bits = np.abs(values).view(np.uint16).astype(np.int32)
    if descending:
        bits = _ONE - np.minimum(bits, _ONE)
    bits[np.isnan(values)] = _LAST
    return bits.astype(np.uint16)


def _of_shares(values: NDArray[np.float32], *, descending: bool) -> NDArray[np.uint16]:
    """The same of figures from 0 to 1, in steps of 1/65,534."""
    steps = values * np.float32(_LAST - 1)
    if descending:
        steps = np.float32(_LAST - 1) - steps
    steps[np.isnan(values)] = _LAST
    return steps.astype(np.uint16)


_ONE = int(np.float16(1).view(np.uint16))
_LAST = 2**16 - 1
