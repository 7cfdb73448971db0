"""Pages from pieces one below the other: no piece is cut, and no title stands alone at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainter

Paint = Callable[[QPainter, float], None]
"""Paints a piece, its upper edge at y."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays on one page.

    Attributes:
        keep: whether it stays with the next one, as a title does.
        above: what stands above it where it begins a page, as the head of a table does.
        space: whether it is nothing but a distance, left out at the edge of a page.
    """

    height: float
    paint: Paint
    keep: bool = False
    above: Piece | None = None
    space: bool = False


Placed = tuple[float, Piece]


def blank(height: float, *, keep: bool = False) -> Piece:
    """A distance."""
    return Piece(height, lambda _painter, _y: None, keep=keep, space=True)


def pages_of(pieces: Sequence[Piece], height: float) -> list[list[Placed]]:
    """The pieces of each page with their places from its upper edge.

    A piece that is higher than a page has one for itself.
    """
    pages: list[list[Placed]] = [[]]
    y = 0.0
    place = 0
    while place < len(pieces):
        end = place
        while end < len(pieces) - 1 and pieces[end].keep:
            end += 1
        together = pieces[place : end + 1]
        needed = sum(one.height for one in together)
        if y + needed > height and pages[-1]:
            pages.append([])
            y = 0.0
        if not pages[-1]:
            first = next((one for one in together if not one.space), None)
            if first is not None and first.above is not None and len(pages) > 1:
                pages[-1].append((y, first.above))
                y += first.above.height
        for one in together:
            if one.space and not pages[-1]:
                continue
            if y + one.height > height and pages[-1] and needed > height:
                pages.append([])  # more belongs together than a page holds
                y = 0.0
            pages[-1].append((y, one))
            y += one.height
        place = end + 1
    return pages
