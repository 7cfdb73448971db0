"""Estimates how fast a person reviews and how long the rest takes."""

from __future__ import annotations

from statistics import median

LATEST = 30
"""Images whose times count."""
LONGEST_S = 60.0
"""Who takes longer has gone for a coffee."""
PAUSE = 5.0
"""Who takes so many times as long as for the quickest quarter has paused as well."""
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
        if len(self._times) < FEWEST:
            return None
        quick = sorted(self._times)[len(self._times) // 4]
        return median([one for one in self._times if one <= PAUSE * max(quick, 1.0)]) * images
