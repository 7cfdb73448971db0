"""Sizes of paper, and the room on a page; in points, of which 72 make an inch."""

from __future__ import annotations

from dataclasses import dataclass

MARGIN = 43.0
"""Left and right; 15 mm."""
HEAD, FOOT = 50.0, 54.0
"""Above and below; what stands there is within it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper, upright."""

    name: str
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of what is within the margins."""
        return self.width - 2 * MARGIN, self.height - HEAD - FOOT


A4 = Paper("A4", 595.276, 841.89)
LETTER = Paper("Letter", 612.0, 792.0)
PAPERS = {"a4": A4, "letter": LETTER}
"""Name as options and dialogs have it to the size."""
