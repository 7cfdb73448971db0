"""Edits a search by a click: a term put in or taken out, another order."""

from __future__ import annotations

from dataclasses import replace

from labelmt.domain.search.terms import (
    All,
    Aspect,
    Condition,
    Expression,
    InPath,
    Is,
    Not,
    Provenance,
    Query,
    SortBy,
    Term,
)

_WILD = frozenset("*?")
_STATES = (Condition.UNLABELLED, Condition.LABELLED, Condition.UNREADABLE, Condition.MISSING)
"""Of these an image has one: asking for another takes the first one's place."""


def asked(query: Query) -> tuple[Expression, ...]:
    """What must hold of every image found, term by term."""
    if query.where is None:
        return ()
    return query.where.terms if isinstance(query.where, All) else (query.where,)


def standing(query: Query, term: Term) -> bool | None:
    """Whether a term is asked for (True), ruled out (False), or not in the search (None)."""
    for one in asked(query):
        if one == term:
            return True
        if one == Not(term):
            return False
    return None


def toggled(query: Query, term: Term, *, negated: bool = False) -> Query:
    """The search with the term asked for or ruled out; taken out where it is that already."""
    wanted: Expression = Not(term) if negated else term
    terms = asked(query)
    kept = [one for one in terms if one not in (term, Not(term)) and not _excludes(wanted, one)]
    if wanted not in terms:
        kept.append(wanted)
    if len(kept) < 2:
        return replace(query, where=kept[0] if kept else None)
    return replace(query, where=All(tuple(kept)))


def ordered(query: Query, sort: SortBy | None) -> Query:
    """The search in this order alone; None is by name."""
    return replace(query, sort=() if sort is None else (sort,))


def _excludes(wanted: Expression, other: Expression) -> bool:
    if isinstance(wanted, InPath) and isinstance(other, InPath):
        return not _WILD.intersection(wanted.pattern + other.pattern)  # an image is in one folder
    if isinstance(wanted, Provenance) and isinstance(other, Provenance):
        return wanted.aspect is other.aspect is Aspect.SOURCE  # an annotation has one
    return (
        isinstance(wanted, Is)
        and isinstance(other, Is)
        and wanted.condition in _STATES
        and other.condition in _STATES
    )
