"""Estimates how fast a person reviews and how long the rest takes."""

from __future__ import annotations

from statistics import median

LATEST = 30
"""Images whose times count."""
LONGEST_S = 60.0
"""Who takes longer has gone for a coffee."""
FEWEST = 3


class ReviewPace:
    """Times of the last images, in seconds."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self.done = 0

    def note(self, seconds: float) -> None:
        """An image was answered in this time."""
        self.done += 1
        if 0 <= seconds <= LONGEST_S:
            self._times = [*self._times, seconds][-LATEST:]

    def seconds_for(self, images: int) -> float | None:
        """What so many images will take; None while that cannot be told."""
        return median(self._times) * images if len(self._times) >= FEWEST else None
