"""History entries: the actions of a project, as its History window lists them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An action as a list of them shows it.

    Attributes:
        at: when it was done first; ISO 8601, UTC.
        pairs: how many stored annotations it changed.
        source: the Source of these, empty where they have several or there are none.
        run_id: the run whose suggestions were accepted.
    """

    id: int
    title: str
    annotator: str
    at: str
    pairs: int
    source: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some of a project's actions, the oldest first.

    Attributes:
        total: how many there are, those that can be redone included.
        done: how many of them stand; the rest has been undone.
        start: the place of the first entry here.
    """

    total: int
    done: int
    start: int
    entries: tuple[HistoryEntry, ...]
