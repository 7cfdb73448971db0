"""Completion of a search as it is typed: what may stand where the cursor is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labelmt.domain.schema import Schema, name_key
from labelmt.domain.search.fullwidth import plain_punctuation
from labelmt.domain.search.printer import print_name, quoted
from labelmt.domain.search.terms import (
    KEYS,
    ME,
    SORTS,
    SOURCES,
    STATE_KEYS,
    Condition,
    Name,
)

MOST = 50
"""Options offered; typing on narrows them down."""

_STARTS = (
    *(f"{key}:" for key in KEYS),
    "p(",
    "uncertainty>",
    "similarity>",
    "size>",
    "rating>=",
    "labels>=",
)
_TOKEN = re.compile(r'-*(?:p\s*\([^)]*|"(?:[^"\\]|\\.)*"?|[^\s()"])*', re.IGNORECASE)
_KEYED = re.compile(r"([a-z]+):(.*)", re.IGNORECASE | re.DOTALL)
_PROBABILITY = re.compile(r"p\s*\((.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completions:
    """What could take the place of a part of the text.

    Attributes:
        start, stop: that part, from 0.
        options: best first. One that ends a term ends in a blank.
    """

    start: int
    stop: int
    options: tuple[str, ...] = ()


def completions(
    text: str, cursor: int, schema: Schema, runs: Sequence[int] = (), *, asked: bool = False
) -> Completions:
    """What completes the term that ends at the cursor.

    Args:
        asked: also offer where nothing is typed yet.
    """
    text = plain_punctuation(text)
    start, typed = _term_before(text, cursor)
    start += len(typed) - len(typed.lstrip("-"))
    typed = typed.lstrip("-")
    if not typed and not asked:
        return Completions(start, cursor)
    options = tuple(dict.fromkeys(_options(typed, schema, runs)))[:MOST]
    if options and options[0].strip() == typed:
        options = ()  # it is written out already
    return Completions(start, cursor, options)


def _term_before(text: str, cursor: int) -> tuple[int, str]:
    """Where the term under the cursor begins, and what of it is before the cursor."""
    place = 0
    while place < cursor:
        found = _TOKEN.match(text, place, cursor)
        end = found.end() if found is not None else place
        if end == cursor:
            return place, text[place:cursor]
        place = max(end, place) + 1  # over a blank or parenthesis
    return cursor, ""


def _options(typed: str, schema: Schema, runs: Sequence[int]) -> Iterable[str]:
    probability = _PROBABILITY.fullmatch(typed)
    if probability is not None:
        return [f"p({name})>" for name in _labels(probability[1], schema)]
    keyed = _KEYED.fullmatch(typed)
    if keyed is None:
        starts = [one for one in _STARTS if one.startswith(typed.lower())]
        return [*starts, *(f"label:{name} " for name in _labels(typed, schema) if typed)]
    key, value = keyed[1].lower(), keyed[2]
    if key in STATE_KEYS or key == "of":
        return [f"{key}:{name} " for name in _labels(value, schema)]
    if key == "task":
        return _tasks(value, schema)
    if key == "sort":
        minus, what = ("-", value[1:]) if value.startswith("-") else ("", value)
        inside = _PROBABILITY.fullmatch(what)
        if inside is not None:
            return [f"sort:{minus}p({name}) " for name in _labels(inside[1], schema)]
        known = [*(one.value + " " for one in SORTS), "p("]
        return [f"sort:{minus}{one}" for one in known if one.startswith(what.lower())]
    values = {
        "is": [one.value for one in Condition],
        "source": list(SOURCES),
        "annotator": [ME],
        "run": [str(run) for run in reversed(runs)],
        "since": ["today", "yesterday"],
        "before": ["today", "yesterday"],
    }.get(key, [])
    return [f"{key}:{one} " for one in values if one.startswith(value.lower())]


def _tasks(value: str, schema: Schema) -> list[str]:
    task, equals, label = value.partition("=")
    if equals:
        found = schema.task_called(_bare(task))
        names = [one.name for one in found.labels] if found is not None else []
        return [f"task:{task}={quoted(name)} " for name in _near(_bare(label), names)]
    return [f"task:{quoted(one)}" for one in _near(_bare(task), [t.name for t in schema.tasks])]


def _labels(typed: str, schema: Schema) -> list[str]:
    """Names of labels as they are written; with the task where several tasks have the label."""
    written: dict[str, list[str]] = {}
    for task in schema.tasks:
        for label in task.labels:
            several = len(schema.by_name[name_key(label.name)]) > 1
            name = Name(label.name, task.name if several else "")
            written.setdefault(label.name, []).append(print_name(name))
    near = _near(_bare(typed), written)
    key = name_key(_bare(typed))
    also = [
        label.name
        for label in schema.labels
        if any(key in name_key(synonym) for synonym in (*label.synonyms, *label.former))
    ]
    return [one for name in dict.fromkeys((*near, *also)) for one in written[name]]


def _near(typed: str, names: Iterable[str]) -> list[str]:
    """Names with the text in them; those that begin with it come first."""
    key = name_key(typed)
    having = [name for name in names if key in name_key(name)]
    return sorted(having, key=lambda name: not name_key(name).startswith(key))


def _bare(value: str) -> str:
    """The value without quotes, the last of which may be still to come."""
    if not value.startswith('"'):
        return value
    inner = value[1:]
    if inner.endswith('"') and not inner.endswith('\\"'):
        inner = inner[:-1]
    return re.sub(r"\\(.)", r"\1", inner)
