"""Saved views: searches that were given a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search to come back to. ``query`` is its text, with labels as they are named now."""

    id: int
    name: str
    query: str
