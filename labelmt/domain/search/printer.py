"""Prints a search as text again; reading it gives the same search."""

from __future__ import annotations

import re

from labelmt.domain.annotations import State
from labelmt.domain.search.fullwidth import PLAIN
from labelmt.domain.search.terms import (
    STATE_KEYS,
    All,
    AreRows,
    Aspect,
    AtPlace,
    Commented,
    Compare,
    Either,
    Expression,
    Figure,
    HasState,
    InPath,
    InTask,
    Is,
    Like,
    Name,
    Not,
    Provenance,
    Query,
    Sample,
    SortBy,
    Taken,
    WithCamera,
    Word,
)

WORDS_OF_THE_LANGUAGE = ("or", "and", "not")
_WIDE = "".join(PLAIN)
_BARE = re.compile(rf"[^\s()\"\\=:<>{_WIDE}-][^\s()\"\\=:<>{_WIDE}]*")


def print_query(query: Query) -> str:
    """The search in one line."""
    parts = [] if query.where is None else [print_expression(query.where)]
    return " ".join([*parts, *(print_sort(one) for one in query.sort)])


def print_expression(term: Expression) -> str:
    """One term, or a tree of them, with the parentheses it needs."""
    match term:
        case Either(terms):
            return " or ".join(f"({_p(t)})" if isinstance(t, Either) else _p(t) for t in terms)
        case All(terms):
            return " ".join(f"({_p(t)})" if isinstance(t, All | Either) else _p(t) for t in terms)
        case Not(inner):
            text = _p(inner)
            return f"-({text})" if isinstance(inner, All | Either | Not) else f"-{text}"
        case Word(text):
            return quoted(text)
        case InPath(pattern):
            return f"path:{quoted(pattern)}"
        case Commented(text):
            return f"comment:{quoted(text)}"
        case Taken(when):
            return f"taken:{quoted(when)}"
        case WithCamera(camera):
            return f"camera:{quoted(camera)}"
        case AtPlace(None):
            return "place:*"
        case AtPlace(latitude, longitude, metres):
            return f"place:{latitude!r},{longitude!r},{_distance(metres)}"
        case AreRows(rows):
            return f"image:{','.join(f'#{row}' for row in rows)}"
        case Sample(count):
            return f"sample:{count}"
        case Like(images):
            return f"like:{quoted(images)}"
        case Is(condition):
            return f"is:{condition}"
        case HasState(name, state):
            key = next(key for key, one in STATE_KEYS.items() if one is state)
            return f"{'task' if name.task and state is State.PRESENT else key}:{print_name(name)}"
        case InTask(name):
            return f"task:{quoted(name.task)}"
        case Compare(figure, comparison, value, name):
            return f"{print_figure(figure, name)}{comparison}{_number(figure, value)}"
        case Provenance(aspect, value, name):
            return f"{aspect}:{print_name(name) if aspect is Aspect.OF else quoted(value)}"


_p = print_expression


def print_sort(sort: SortBy) -> str:
    """An order."""
    return f"sort:{'-' if sort.turned else ''}{print_figure(sort.figure, sort.name)}"


def print_figure(figure: Figure, name: Name) -> str:
    return f"p({print_name(name)})" if figure is Figure.PROBABILITY else figure.value


def print_name(name: Name) -> str:
    return f"{quoted(name.task)}={quoted(name.label)}" if name.task else quoted(name.label)


def quoted(text: str) -> str:
    """The text as one value, in quotes where it needs them."""
    if _BARE.fullmatch(text) and text.lower() not in WORDS_OF_THE_LANGUAGE:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _distance(metres: float) -> str:
    return f"{metres / 1000:.6g}km" if metres % 1000 == 0 else f"{round(metres, 3)!r}m"


_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def _number(figure: Figure, value: float) -> str:
    if figure is Figure.SIZE:
        for unit, name in _UNITS:
            if value >= unit and value % unit == 0:
                return f"{value / unit:.0f}{name}"
    return f"{value:.0f}" if value == int(value) else repr(value)
