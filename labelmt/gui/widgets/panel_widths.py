"""Widths of the panels beside the images: narrower where there is little room, then hidden."""

from __future__ import annotations

from dataclasses import dataclass

SHARE = 0.42
"""Most of the window's width that panels take by themselves: the images come first."""


@dataclass(slots=True)
class Panel:
    """A panel at the side.

    Attributes:
        wished: its width as a person, or the program, chose it. least: it is not useful below.
        wanted: whether a person wants it at all.
    """

    wished: int = 0
    least: int = 0
    wanted: bool = True


def panel_widths(
    one: Panel, other: Panel, room: int, middle: int, share: float = SHARE, *, asked: bool = False
) -> tuple[int, int]:
    """The widths of ``one`` and ``other``, 0 for what is hidden.

    Args:
        one: makes way for ``other`` where only one of them has room.
        room: width of the panels and what is between them. middle: least of the latter.
        share: of the room that both take at most, beyond their least widths.
        asked: a person asked for ``other``: it is shown though little is left of the middle.
    """
    first = other.least if other.wanted and other.least + middle <= room else 0
    before = bool(first) or not other.wanted
    second = one.least if one.wanted and before and one.least + first + middle <= room else 0
    if not first and other.wanted and asked:
        first, second = min(other.least, room), 0
    spare = round(room * share) - first - second
    wishes = [
        max(0, panel.wished - width) if width else 0
        for panel, width in ((one, second), (other, first))
    ]
    part = min(1.0, max(0, spare) / (sum(wishes) or 1))
    return second + int(wishes[0] * part), first + int(wishes[1] * part)
