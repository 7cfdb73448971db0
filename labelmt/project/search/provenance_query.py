"""Search terms on provenance of annotations, answered by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from labelmt.domain.schema import Schema
from labelmt.domain.search.dates import moment
from labelmt.domain.search.provenance_filter import AnnotationFilter
from labelmt.domain.search.terms import (
    ME,
    All,
    Aspect,
    Either,
    Expression,
    Not,
    Provenance,
    Query,
)
from labelmt.project.search.label_names import labels_named
from labelmt.project.search.search_columns import Rows

Annotated: TypeAlias = Mapping[AnnotationFilter, Rows]
"""The rows that have an annotation of each provenance asked for."""


def annotation_filters(query: Query, schema: Schema) -> tuple[AnnotationFilter, ...]:
    """Every provenance that must be known to answer the search. Raises InvalidQuery."""
    found: dict[AnnotationFilter, None] = {}

    def walk(term: Expression) -> None:
        if isinstance(term, Provenance):
            found[annotation_filter((term,), schema)] = None
        elif isinstance(term, Not):
            walk(term.term)
        elif isinstance(term, Either):
            for one in term.terms:
                walk(one)
        elif isinstance(term, All):
            together, others = parted(term)
            if together:
                found[annotation_filter(together, schema)] = None
            for one in others:
                walk(one)

    if query.where is not None:
        walk(query.where)
    return tuple(found)


def parted(term: All) -> tuple[tuple[Provenance, ...], tuple[Expression, ...]]:
    """The terms that speak of one and the same annotation, and the others."""
    together = tuple(one for one in term.terms if isinstance(one, Provenance))
    return together, tuple(one for one in term.terms if not isinstance(one, Provenance))


def annotation_filter(terms: Iterable[Provenance], schema: Schema) -> AnnotationFilter:
    """What these terms ask of one annotation. Raises InvalidQuery for a label that is nobody's."""
    label_ids: set[int] | None = None
    conditions: set[tuple[Aspect, str]] = set()
    for term in terms:
        if term.aspect is Aspect.OF:
            ids = {label.id for label in labels_named(term.name, schema)}
            label_ids = ids if label_ids is None else label_ids & ids
        else:
            conditions.add((term.aspect, _stored(term)))
    ids_in_order = None if label_ids is None else tuple(sorted(label_ids))
    return AnnotationFilter(tuple(sorted(conditions)), ids_in_order)


def _stored(term: Provenance) -> str:
    if term.aspect in (Aspect.SINCE, Aspect.BEFORE):
        return moment(term.value)
    if term.aspect is Aspect.ANNOTATOR and term.value.lower() == ME:
        return ME
    return term.value
