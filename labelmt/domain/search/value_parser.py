"""Parses values of a search: what stands after a key or in a comparison."""

from __future__ import annotations

import re

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidQuery
from labelmt.domain.image_marks import MOST_STARS
from labelmt.domain.search.dates import moment, span_of
from labelmt.domain.search.spelling import did_you_mean
from labelmt.domain.search.terms import (
    SORTS,
    SOURCES,
    STATE_KEYS,
    AreRows,
    Aspect,
    AtPlace,
    Commented,
    Compare,
    Comparison,
    Condition,
    Figure,
    HasState,
    InPath,
    InTask,
    Is,
    Like,
    Name,
    Provenance,
    Sample,
    SortBy,
    Span,
    Taken,
    Term,
    WithCamera,
)
from labelmt.domain.search.text_scanner import Scanner

_PLAIN = re.compile(r"[^\s()\"]+")
_IN_PARENTHESES = re.compile(r"[^()\"=]+")
_OPEN = re.compile(r"p\s*\(\s*", re.IGNORECASE)
_FIGURE = re.compile(r"[a-z]+", re.IGNORECASE)
_COMPARISON = re.compile(r"\s*(<=|>=|<|>|=)\s*")
_NUMBER = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(%|[kmg]?b)?(?=[\s()\"]|$)", re.IGNORECASE)
_SCALES = {"%": 0.01, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9}
_COUNTS = {Figure.RATING: "rating>=3", Figure.LABELS: "labels>=2"}
"""Figures that are whole numbers, with an example."""
_DIGITS = re.compile(r"[0-9]{1,9}")
_PLACE = re.compile(
    r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,9})?),([+-]?[0-9]{1,3}(?:\.[0-9]{1,9})?)"
    r"(?:,([0-9]{1,6}(?:\.[0-9]{1,3})?)(km|m))?"
)
_ROWS = re.compile(r"#[0-9]{1,9}(,#[0-9]{1,9})*")


def read_value(key: str, start: int, scanner: Scanner) -> Term:
    """The term of a key, which is read already; the key began at ``start``.

    Raises:
        InvalidQuery: what follows is not what the key asks for.
    """
    if key in STATE_KEYS or key in ("task", "of"):
        return _named(key, start, scanner)
    at = scanner.position
    text = scanner.value(_PLAIN)
    span = Span(start, scanner.position)
    here = Span(at if text else start, scanner.position)
    if key == "path":
        if not text:
            raise _wrong("A folder or file is missing.", here, "Write it, as in “path:2024/*”.")
        return InPath(text, span)
    if key == "comment":
        if not text:
            raise _wrong("A text is missing.", here, "Write it, as in “comment:blurred”.")
        return Commented(text, span)
    if key in ("taken", "camera", "place"):
        return _of_photograph(key, text, span, here)
    if key == "image":
        if not _ROWS.fullmatch(text):
            raise _wrong("Images have numbers.", here, "Write them, as in “image:#17,#20”.")
        return AreRows(tuple(int(one[1:]) for one in text.split(",")), span)
    if key == "sample":
        if not _DIGITS.fullmatch(text) or not int(text):
            raise _wrong("A sample has a size.", here, "Write it, as in “sample:200”.")
        return Sample(int(text), span)
    if key == "like":
        if not text:
            raise _wrong("An image is missing.", here, "Write its name, as in “like:beach7.jpg”.")
        return Like(text, span)
    if key == "is":
        return Is(Condition(_one_of(text, here, [one.value for one in Condition], key)), span)
    if key == "source":
        text = "kept" if text == "confirmed" else text  # as searches of before have it
        return Provenance(Aspect.SOURCE, _one_of(text, here, SOURCES, key), span=span)
    if key == "run" and not _DIGITS.fullmatch(text):
        raise _wrong("A run has a number.", here, "Write it, as in “run:12”.")
    if key == "annotator" and not text:
        raise _wrong("A name is missing.", here, "Write it, as in “annotator:me”.")
    if key in ("since", "before"):
        try:
            moment(text)
        except ValueError:
            raise _wrong(
                f"“{text}” is not a day." if text else "A day is missing.",
                here,
                "Write “2026”, “2026-01”, “2026-01-31”, “today” or “yesterday”.",
            ) from None
    if key == "run":
        text = str(int(text))
    return Provenance(Aspect(key), text, span=span)


def _of_photograph(key: str, text: str, span: Span, here: Span) -> Term:
    if key == "camera":
        if not text:
            raise _wrong("A camera is missing.", here, "Write a part of its name: “camera:canon”.")
        return WithCamera(text, span)
    if key == "taken":
        try:
            if text != "*":
                span_of(text)
        except ValueError:
            raise _wrong(
                f"“{text}” is not a day." if text else "A day is missing.",
                here,
                "Write “2024”, “2024-06”, “2024-06-03” or “2024-06-01..2024-07-15”.",
            ) from None
        return Taken(text, span)
    if text == "*":
        return AtPlace(span=span)
    found = _PLACE.fullmatch(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        raise _wrong(
            f"“{text}” is not a place." if text else "A place is missing.",
            here,
            "Write degrees north and east, and how far around: “place:52.52,13.41,5km”.",
        )
    metres = float(found[3] or 1) * (1.0 if found[4] == "m" else 1000.0)
    return AtPlace(float(found[1]), float(found[2]), metres, span)


def read_comparison(scanner: Scanner) -> Compare:
    """``p(sea)>0.4``, ``uncertainty>=0.5``, ``size<2MB``. Raises InvalidQuery."""
    start = scanner.position
    figure, name = _figure(scanner)
    sign = scanner.matches(_COMPARISON)
    if sign is None:
        raise _wrong(
            "A probability is compared with a number.",
            Span(start, scanner.position),
            "Write it, as in “p(sea)>0.4”; the text itself goes in quotes.",
        )
    scanner.position = sign.end()
    at = scanner.position
    value = _number(figure, scanner, at)
    return Compare(figure, Comparison(sign[1]), value, name, Span(start, scanner.position))


def read_sort(start: int, scanner: Scanner) -> SortBy:
    """``sort:`` is read already and began at ``start``. Raises InvalidQuery."""
    turned = scanner.peek() == "-"
    scanner.position += turned
    at = scanner.position
    if scanner.matches(_OPEN):
        figure, name = _figure(scanner)
        return SortBy(figure, turned, name, Span(start, scanner.position))
    text = scanner.value(_PLAIN)
    here = Span(at if text else start, scanner.position)
    figure = Figure(_one_of(text, here, [*(one.value for one in SORTS), "p(…)"], "sort"))
    return SortBy(figure, turned, span=Span(start, scanner.position))


def _named(key: str, start: int, scanner: Scanner) -> Term:
    at = scanner.position
    first = scanner.value()
    label = ""
    if scanner.peek() == "=":
        scanner.position += 1
        label = scanner.value()
    elif key != "task":
        first, label = "", first
    name = Name(label, first, Span(at, scanner.position))
    span = Span(start, scanner.position)
    if not label and (key != "task" or not first or scanner.text[scanner.position - 1] == "="):
        what, example = ("task", "task:scene") if key == "task" and not first else ("label", "tree")
        example = example if what == "task" else f"{key}:{first}={example}"
        example = example if first or what == "task" else f"{key}:tree"
        raise _wrong(f"The name of a {what} is missing.", span, f"Write it, as in “{example}”.")
    if key == "task" and not label:
        return InTask(name, span)
    if key == "of":
        return Provenance(Aspect.OF, name=name, span=span)
    return HasState(name, STATE_KEYS.get(key, State.PRESENT), span)


def _figure(scanner: Scanner) -> tuple[Figure, Name]:
    start = scanner.position
    if not scanner.take(_OPEN):
        return Figure(scanner.take(_FIGURE).lower()), Name()
    at = scanner.position
    parts = [_part(scanner)]
    if scanner.peek() == "=":
        scanner.position += 1
        parts.append(_part(scanner))
    name = Name(parts[-1], parts[0] if len(parts) > 1 else "", Span(at, scanner.position))
    if not all(parts):
        what, next_step = "The name of a label is missing.", "Write it, as in “p(sea)>0.4”."
        raise _wrong(what, Span(start, scanner.position), next_step)
    if scanner.peek() != ")":
        raise _wrong(
            "The parenthesis of p(…) is not closed.",
            Span(start, scanner.position),
            "Write it, as in “p(sea)>0.4”; a name with parentheses goes in quotes.",
        )
    scanner.position += 1
    return Figure.PROBABILITY, name


def _part(scanner: Scanner) -> str:
    scanner.skip_blanks()
    part = scanner.value(_IN_PARENTHESES).strip()
    scanner.skip_blanks()
    return part


def _number(figure: Figure, scanner: Scanner, start: int) -> float:
    found = scanner.matches(_NUMBER)
    unit = (found[2] or "").lower() if found else ""
    if figure is Figure.SIZE:
        right, example = unit != "%", "size>2MB"
    elif figure in _COUNTS:
        right, example = not unit, _COUNTS[figure]
    else:
        right, example = unit in ("", "%"), f"{figure.value}>0.5"
        example = "p(sea)>0.4" if figure is Figure.PROBABILITY else example
    if found is None or not right:
        wrong = scanner.word()
        raise _wrong(
            f"“{wrong}” is not a number here." if wrong else "A number is missing.",
            Span(start if wrong else start - 1, scanner.position),
            f"Write one, as in “{example}”.",
        )
    scanner.position = found.end()
    value = round(float(found[1]) * _SCALES.get(unit, 1.0), 12)
    if figure is Figure.RATING and (value > MOST_STARS or value != int(value)):
        raise _wrong(
            "A rating is 0 to 5.", Span(start, found.end()), "Write it, as in “rating>=3”."
        )
    if figure is not Figure.SIZE and figure not in _COUNTS and value > 1:
        raise _wrong(
            f"{found[0]} is more than 1.", Span(start, found.end()), "Write 0 to 1, or 0% to 100%."
        )
    return min(value, 1e18)


def _one_of(text: str, span: Span, known: list[str] | tuple[str, ...], key: str) -> str:
    if text.lower() in known and "…" not in text:
        return text.lower()
    raise _wrong(
        f"“{key}:{text}” is not known." if text else f"Something is missing after “{key}:”.",
        span,
        (did_you_mean(text, known) if text else "") or f"Write one of {', '.join(known)}.",
    )


def _wrong(what: str, span: Span, next_step: str) -> InvalidQuery:
    return InvalidQuery(what, span.start, span.stop, next_step=next_step)
