"""Rules of which images belong together: ``folder``, ``name:REGEX``, ``time:SECONDS`` and others.

Images of one group (a burst, a patient, a site, a video) are never parted between training and
what judges it. The functions here make group numbers of paths and times; likeness is in
``likeness_groups``.
"""

from __future__ import annotations

import enum
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidInput

Groups = NDArray[np.int64]

MOST_PATTERN, MOST_PATH = 200, 200
"""Characters of a pattern, and of the end of a path that it is matched with."""
MOST_REPEATS = 4
"""Repetitions without bound in a pattern: each may multiply its time by the length of a path."""


class Together(enum.StrEnum):
    """What says that images belong together; stored by these words."""

    LIKENESS = "likeness"
    FOLDER = "folder"
    NAME = "name"
    TIME = "time"
    COLUMN = "column"
    SEQUENCE = "sequence"
    LOCATION = "location"
    NONE = "none"


_WITH_VALUE = {Together.NAME: "REGEX", Together.TIME: "SECONDS", Together.COLUMN: "NAME"}
RULES = "likeness, folder, name:REGEX, time:SECONDS, column:NAME, sequence, location, none"


@dataclass(frozen=True, slots=True)
class KeepTogether:
    """A rule; ``value`` is a pattern, seconds or a column's name, and empty without one."""

    kind: Together = Together.LIKENESS
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else str(self.kind)

    @property
    def seconds(self) -> float:
        """Of a rule ``time``."""
        return float(self.value)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Of a rule ``name``."""
        return re.compile(self.value)


def parse_rule(text: str) -> KeepTogether:
    """A rule as it is typed and stored.

    Raises:
        InvalidInput: it is none, or its pattern or seconds are not.
    """
    word, colon, value = text.strip().partition(":")
    if word not in list(Together) or bool(colon) != (word in _WITH_VALUE) or (colon and not value):
        raise InvalidInput(
            "There is no such rule of what belongs together.", subject=text, next_step=RULES
        )
    rule = KeepTogether(Together(word), value)
    if rule.kind is Together.NAME:
        _check_pattern(value)
    if rule.kind is Together.TIME:
        try:
            if not 0 < rule.seconds < 1e9:
                raise ValueError(value)
        except ValueError as error:
            raise InvalidInput(
                "Seconds between two captures are a number above 0.", subject=text
            ) from error
    return rule


def _check_pattern(pattern: str) -> None:
    why = ""
    if len(pattern) > MOST_PATTERN:
        why = f"It has more than {MOST_PATTERN} characters."
    elif _may_take_forever(pattern):
        why = "What repeats may hold no repetition and no choice, and there may be few repetitions."
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            why = str(error)
    if why:
        raise InvalidInput(
            "The pattern of file names cannot be used.",
            subject=pattern,
            details=why,
            next_step="For example name:^(.+)_[0-9]+ keeps b01_1.jpg and b01_2.jpg together.",
        )


def _may_take_forever(pattern: str) -> bool:
    """Whether a repeated group holds repetitions or choices, as ``(a+)+``, or much repeats.

    Python's matcher tries all ways to divide a path among them. Refuses more than it must.
    """
    plain = re.sub(r"\\.", "x", pattern)  # what is escaped stands for itself
    plain = re.sub(r"\[\^?\]?[^\]]*\]", "x", plain)
    plain = plain.replace("(?", "(")
    opened: list[int] = []
    repeats = 0
    for at, sign in enumerate(plain):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            inside = plain[opened.pop() + 1 : at]
            if plain[at + 1 : at + 2] in tuple("*+{") and re.search(r"[*+{|]", inside):
                return True
        elif sign in "*+{":
            repeats += 1
    return repeats > MOST_REPEATS or bool(re.search(r"x?\\[1-9]", pattern))


def numbered(keys: Sequence[object | None]) -> Groups:
    """(n,) group numbers of equal keys; None sets an image apart from all others."""
    number: dict[object, int] = {}
    made = [
        number.setdefault(("alone", at) if key is None else key, len(number))
        for at, key in enumerate(keys)
    ]
    return np.array(made, dtype=np.int64)


def by_folder(paths: Sequence[str], roots: Sequence[int]) -> Groups:
    """Paths below their roots, with ``/``, to groups of one folder."""
    return numbered(
        [(root, path.rpartition("/")[0]) for root, path in zip(roots, paths, strict=True)]
    )


def by_name(paths: Sequence[str], pattern: re.Pattern[str]) -> Groups:
    """Groups of what the pattern finds in the path: its groups, or all it matched.

    An image in whose path it finds nothing is on its own.
    """

    def key(path: str) -> object | None:
        found = pattern.search(path[-MOST_PATH:])
        return None if found is None else (found.groups() or found.group())

    return numbered([key(path) for path in paths])


def by_captures(captures: Sequence[Capture], rule: KeepTogether) -> Groups:
    """Groups of one sequence or one location, by the rule; an image without one is on its own."""
    whole = rule.kind is Together.LOCATION
    return numbered([(one.location if whole else one.sequence) or None for one in captures])


def by_time(
    seconds: NDArray[np.float64], gap: float, cameras: Sequence[object] | None = None
) -> Groups:
    """Groups of captures with no gap longer than this between one and the next.

    Args:
        seconds: (n,) times of capture; NaN where none is known: such an image is on its own.
        cameras: (n,) whose captures are no sequence with each other's; None: all are one.
    """
    groups = np.empty(len(seconds), dtype=np.int64)
    kinds = numbered(cameras) if cameras else np.zeros(len(seconds), dtype=np.int64)
    known = np.flatnonzero(~np.isnan(seconds))
    order = known[np.lexsort((seconds[known], kinds[known]))]
    begins = np.diff(seconds[order], prepend=-np.inf) > gap
    begins |= np.diff(kinds[order], prepend=-1) != 0
    groups[order] = np.cumsum(begins) - 1
    unknown = np.flatnonzero(np.isnan(seconds))
    groups[unknown] = int(begins.sum()) + np.arange(len(unknown))
    return groups


def agreement(groups: Groups, likeness: Groups) -> float:
    """How well groups of a rule fit those of likeness, 0 to 1: F1 of the pairs they keep together.

    Args:
        groups, likeness: (n,) group numbers of the same images.
    """
    both = np.unique(np.stack([groups, likeness]), axis=1, return_counts=True)[1]
    ours, theirs = (
        np.unique(groups, return_counts=True)[1],
        np.unique(likeness, return_counts=True)[1],
    )
    pairs = [float((one * (one - 1.0) / 2).sum()) for one in (both, ours, theirs)]
    return 2 * pairs[0] / (pairs[1] + pairs[2]) if pairs[1] + pairs[2] else 0.0
