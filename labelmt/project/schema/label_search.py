"""Fuzzy search of labels: beginnings first, then words, then near misses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from labelmt.domain.schema import Label, Schema, name_key

LEAST = 60.0
"""Similarity (0 to 100, RapidFuzz's ratio) from which a name is offered."""
_SHORT = 3
"""With fewer letters everything is near everything."""
_PART = 0.95
"""What a misspelt beginning counts of a whole name misspelt as much."""


@dataclass(frozen=True, slots=True)
class Match:
    """A label that what was typed may mean.

    Attributes:
        called: the name, synonym or former name that was met.
        was: whether that is a former name.
        exact: whether just this was typed, but for case and spaces: it is chosen beforehand.
    """

    label: Label
    called: str
    exact: bool
    was: bool = False


def find_labels(schema: Schema, text: str, most: int = 8) -> list[Match]:
    """The best matches, each label once, best first; nothing for no text."""
    typed = name_key(text)
    if not typed:
        return []
    found: list[tuple[bool, float, int, Match]] = []
    for place, label in enumerate(schema.labels):
        names = [(one, False) for one in (label.name, *label.synonyms)]
        names += [(one, True) for one in label.former]
        rank, called, was = max(
            ((_rank(typed, name_key(one)), one, was) for one, was in names),
            key=lambda found: found[0],
        )
        if rank >= LEAST:
            exact = typed == name_key(called)
            found.append((was, -rank, place, Match(label, called, exact, was)))
    found.sort(key=lambda one: (one[0] and not one[3].exact, one[1], one[0], one[2]))
    return [match for *_, match in found[:most]]


def _rank(typed: str, name: str) -> float:
    """Over 100 for what begins as typed; shorter names, nearer to the whole, come first."""
    share = len(typed) / max(len(name), 1)
    if name == typed:
        return 500.0
    if name.startswith(typed):
        return 400.0 + share
    if _begins_word(typed, name):
        return 300.0 + share
    if len(typed) > 1 and typed in name:
        return 200.0 + share
    if len(typed) < _SHORT:
        return 0.0
    beginning = name[: len(typed)]
    return max(fuzz.ratio(typed, name), _PART * fuzz.ratio(typed, beginning))


def _begins_word(typed: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(typed)}", name) is not None
