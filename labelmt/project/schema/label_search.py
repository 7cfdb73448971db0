"""Fuzzy search of labels: beginnings first, then words, then near misses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from labelmt.domain.schema import Label, Schema, name_key

LEAST = 60.0
"""Similarity (0 to 100, RapidFuzz's ratio) from which a name is offered."""
TYPO = 84.0
"""Similarity from which one name is most likely the other one misspelt."""
_SHORT = 3
"""With fewer letters everything is near everything."""
_PART = 0.95
"""What a misspelt beginning counts of a whole name misspelt as much."""


@dataclass(frozen=True, slots=True)
class Match:
    """A label that what was typed may mean.

    Attributes:
        called: the name or synonym that was met.
        sure: near enough to be taken without choosing it: the same, its beginning, the
            beginning of one of its words, or a slip of the keys.
    """

    label: Label
    called: str
    sure: bool


def find_labels(schema: Schema, text: str, most: int = 8) -> list[Match]:
    """The best matches, each label once, best first; nothing for no text."""
    typed = name_key(text)
    if not typed:
        return []
    found: list[tuple[float, int, Match]] = []
    for place, label in enumerate(schema.labels):
        rank, called = max(
            ((_rank(typed, name_key(one)), one) for one in (label.name, *label.synonyms)),
            key=lambda pair: pair[0],
        )
        if rank >= LEAST:
            found.append((-rank, place, Match(label, called, _sure(typed, name_key(called)))))
    found.sort(key=lambda one: one[:2])
    return [match for _, _, match in found[:most]]


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


def _sure(typed: str, name: str) -> bool:
    if name.startswith(typed) or _begins_word(typed, name):
        return True
    # "class 2" is not a misspelt "class 1".
    same_numbers = re.findall(r"\d+", typed) == re.findall(r"\d+", name)
    return same_numbers and fuzz.ratio(typed, name) >= TYPO


def _begins_word(typed: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(typed)}", name) is not None
