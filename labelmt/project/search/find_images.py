"""Evaluates a search query: one mask for each term, combined as the terms are."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.search.terms import (
    All,
    AreRows,
    AtPlace,
    Commented,
    Compare,
    Comparison,
    Condition,
    Either,
    Expression,
    Figure,
    HasState,
    InPath,
    InTask,
    Is,
    Like,
    Not,
    Provenance,
    Query,
    Sample,
    Taken,
    WithCamera,
    Word,
)
from labelmt.domain.search.traversal import likes, orders
from labelmt.project.search.duplicate_conditions import duplicate_mask
from labelmt.project.search.is_conditions import condition_mask
from labelmt.project.search.label_names import check_names, label_named, labels_named, task_named
from labelmt.project.search.like_terms import with_similarity
from labelmt.project.search.path_text import commented, path_text
from labelmt.project.search.photo_conditions import photo_mask
from labelmt.project.search.provenance_query import Annotated, annotation_filter, parted
from labelmt.project.search.result_order import in_order
from labelmt.project.search.search_columns import (
    Columns,
    Mask,
    Rows,
    label_counts,
    probabilities,
    similarities,
    uncertainties,
)

_COMPARE: dict[Comparison, Callable[[Any, Any], Any]] = {
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.EQUAL: operator.eq,
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE: operator.gt,
}


def find_rows(query: Query, columns: Columns, annotated: Annotated) -> Rows:
    """(n,) rows that a search finds, in its order; equal ones in the order they were added.

    Args:
        annotated: has every one of ``annotation_filters`` of the query.

    Raises:
        InvalidQuery: a name in it is nobody's, or images cannot be compared yet.
    """
    check_names(query, columns.schema)
    columns = with_similarity(columns, likes(query))
    if query.where is None:
        rows = np.arange(len(columns), dtype=np.int64)
    else:
        rows = np.flatnonzero(_Finder(columns, annotated).mask(query.where))
    return in_order(orders(query), rows, columns)


def sample_mask(images: int, count: int) -> Mask:
    """(images,) so many by chance. New images may take some places; no others change."""
    # Each row has a number of its own, whatever else there is: a generator's order would not.
    numbers = np.arange(images, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # SplitMix64
        numbers = (numbers ^ (numbers >> np.uint64(shift))) * np.uint64(factor)
    numbers ^= numbers >> np.uint64(31)
    mask = np.zeros(images, dtype=np.bool_)
    if count < images:
        mask[np.argpartition(numbers, count)[:count]] = True
    else:
        mask[:] = True
    return mask


class _Finder:
    def __init__(self, columns: Columns, annotated: Annotated) -> None:
        self._columns = columns
        self._annotated = annotated

    def mask(self, term: Expression) -> Mask:
        """(images,) whether a term holds; the caller may change it."""
        match term:
            case All():
                return self._all(term)
            case Either(terms):
                return self._joined(terms, np.logical_or)
            case Not(inner):
                mask = self.mask(inner)
                return np.logical_not(mask, out=mask)
            case Word(text):
                return path_text(self._columns.images).having(text)
            case InPath(pattern):
                return path_text(self._columns.images).like(pattern)
            case Commented(text):
                return commented(self._columns.images, text)
            case Taken() | WithCamera() | AtPlace():
                return photo_mask(term, self._columns)
            case AreRows(rows):
                chosen = np.zeros(len(self._columns), dtype=np.bool_)
                chosen[[row for row in rows if row < len(chosen)]] = True
                return chosen
            case Sample(count):
                return sample_mask(len(self._columns), count)
            case Like():
                comparable: Mask = ~np.isnan(similarities(self._columns))
                return comparable
            case Is(Condition.DUPLICATE | Condition.INCONSISTENT):
                return duplicate_mask(term, self._columns)
            case Is(condition):
                return condition_mask(condition, self._columns)
            case HasState():
                return self._has_state(term)
            case InTask(name):
                task = task_named(name, self._columns.schema)
                block = self._columns.matrix[:, task_columns(self._columns.schema, task)]
                known: Mask = (block != State.UNKNOWN).any(axis=1)
                return known
            case Compare():
                return self._compare(term)
            case Provenance():
                return self._provenance((term,))

    def _all(self, term: All) -> Mask:
        together, others = parted(term)
        if not together:
            return self._joined(others, np.logical_and)
        mask = self._provenance(together)
        return mask & self._joined(others, np.logical_and) if others else mask

    def _joined(self, terms: tuple[Expression, ...], join: np.ufunc) -> Mask:
        mask = self.mask(terms[0])
        for term in terms[1:]:
            join(mask, self.mask(term), out=mask)
        return mask

    def _has_state(self, term: HasState) -> Mask:
        schema, matrix = self._columns.schema, self._columns.matrix
        mask = np.zeros(len(self._columns), dtype=np.bool_)
        for label in labels_named(term.name, schema):
            mask |= matrix[:, schema.columns[label.id]] == term.state
        return mask

    def _compare(self, term: Compare) -> Mask:
        columns = self._columns
        value: Any = term.value
        if term.figure is Figure.SIZE:
            figures: Any = columns.images.sizes
        elif term.figure is Figure.LABELS:
            figures = label_counts(columns)
        elif term.figure is Figure.RATING:
            figures = columns.images.ratings
        elif term.figure is Figure.UNCERTAINTY:
            figures = uncertainties(columns, np.arange(len(columns), dtype=np.int64))
            value = np.float32(value)
        elif term.figure is Figure.SIMILARITY:
            figures = similarities(columns)
            value = np.float32(value)
        else:
            figures = probabilities(columns, label_named(term.name, columns.schema).id)
            # Both as the model stores them: 0.9 as typed is a little more than float16's 0.9.
            value = np.float16(value)
        with np.errstate(invalid="ignore"):
            mask: Mask = _COMPARE[term.comparison](figures, value)
        return mask

    def _provenance(self, terms: tuple[Provenance, ...]) -> Mask:
        mask = np.zeros(len(self._columns), dtype=np.bool_)
        rows = self._annotated[annotation_filter(terms, self._columns.schema)]
        mask[rows[rows < len(mask)]] = True  # the database may know newer images already
        return mask
