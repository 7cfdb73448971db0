"""How far a report or contact sheet is, and its end before it is whole."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[int, int], None]
"""Told how much is done, of how much; raises Stopped where a person has ended it."""


class Stopped(Exception):
    """A person has ended it: nothing is left behind."""


def unheard(_done: int, _total: int) -> None:
    """A Step that nobody looks at."""
