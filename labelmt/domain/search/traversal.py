"""Traversal of a search's syntax tree: the names in it, found and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from labelmt.domain.search.terms import (
    All,
    AtPlace,
    Commented,
    Compare,
    Condition,
    Either,
    Expression,
    Figure,
    HasState,
    InTask,
    Is,
    Like,
    Name,
    Not,
    Provenance,
    Query,
    SortBy,
    Taken,
    Term,
    WithCamera,
)

Rename = Callable[[Name], Name | None]
"""The name to stand there; None takes the whole term out."""


def leaves(query: Query) -> Iterator[Term]:
    """Every term, in the order they stand in."""
    waiting = [] if query.where is None else [query.where]
    while waiting:
        term = waiting.pop()
        if isinstance(term, All | Either):
            waiting.extend(reversed(term.terms))
        elif isinstance(term, Not):
            waiting.append(term.term)
        else:
            yield term


def names(query: Query) -> tuple[Name, ...]:
    """Every name, in the order they stand in; those of orders come last."""
    found = [_name(term) for term in leaves(query)] + [one.name for one in query.sort]
    return tuple(name for name in found if name is not None and (name.label or name.task))


def renamed(query: Query, rename: Rename) -> Query:
    """The search with other names; what has lost its name is left out.

    ``rename`` is called in the order of ``names``.
    """
    where = None if query.where is None else _renamed(query.where, rename)
    kept: list[SortBy] = []
    for order in query.sort:
        name = rename(order.name) if order.figure is Figure.PROBABILITY else order.name
        if name is not None:
            kept.append(replace(order, name=name))
    return Query(where, tuple(kept))


def asks_for_annotations(query: Query) -> bool:
    """Whether what it finds, or its order, may change with an annotation."""
    asked = (HasState, InTask, Provenance)
    return any(
        isinstance(term, asked)
        or (isinstance(term, Is) and term.condition not in _ABOUT_FILES)
        or (isinstance(term, Compare) and term.figure in (Figure.UNCERTAINTY, Figure.LABELS))
        for term in leaves(query)
    ) or any(
        order.figure in (Figure.UNCERTAINTY, Figure.SUSPICION, Figure.LABELS)
        for order in query.sort
    )


_ABOUT_FILES = ("unreadable", "missing", "predicted", "duplicate", "unsure")


def asks_for_marks(query: Query) -> bool:
    """Whether what it finds, or its order, may change with a flag, a rating or a comment."""
    return any(
        isinstance(term, Commented)
        or (isinstance(term, Is) and term.condition is Condition.UNSURE)
        or (isinstance(term, Compare) and term.figure is Figure.RATING)
        for term in leaves(query)
    ) or any(order.figure is Figure.RATING for order in query.sort)


def asks_for_exif(query: Query) -> bool:
    """Whether what it finds, or its order, may change with what is read of photographs."""
    return any(isinstance(term, Taken | WithCamera | AtPlace) for term in leaves(query)) or any(
        order.figure is Figure.TAKEN for order in query.sort
    )


def likes(query: Query) -> tuple[Like, ...]:
    """The images that others are compared with."""
    return tuple(term for term in leaves(query) if isinstance(term, Like))


def orders(query: Query) -> tuple[SortBy, ...]:
    """The orders that hold: without any, by likeness where that is asked for, else by name."""
    if query.sort:
        return query.sort
    return (SortBy(Figure.SIMILARITY if likes(query) else Figure.NAME),)


def _name(term: Term) -> Name | None:
    return term.name if isinstance(term, HasState | InTask | Compare | Provenance) else None


def _renamed(term: Expression, rename: Rename) -> Expression | None:
    if isinstance(term, Not):
        inner = _renamed(term.term, rename)
        return None if inner is None else Not(inner)
    if isinstance(term, All | Either):
        terms = tuple(one for t in term.terms if (one := _renamed(t, rename)) is not None)
        if len(terms) < 2:
            return terms[0] if terms else None
        return type(term)(terms)
    if isinstance(term, HasState | InTask | Compare | Provenance):
        if not (term.name.label or term.name.task):
            return term
        name = rename(term.name)
        return None if name is None else replace(term, name=name)
    return term
