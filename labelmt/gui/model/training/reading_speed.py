"""How fast images are read here: measured whenever features are extracted, kept between runs."""

from __future__ import annotations

import time

from labelmt.domain.protocol.messages import Event, Progress
from labelmt.gui.core.window_settings import window_settings

KEY = "reading_speed"
PHASE = "features"
LEAST_S, LEAST_IMAGES = 1.0, 20
"""Less than so much tells nothing."""


class ReadingSpeed:
    """Images a second, as it was measured last; 0 where it never was."""

    def __init__(self) -> None:
        kept = str(window_settings().value(KEY, ""))
        try:
            self.images_per_second = max(0.0, float(kept))
        except ValueError:
            self.images_per_second = 0.0
        self._job: int | None = None
        self._told: int | None = None
        self._began, self._first = 0.0, 0

    def take(self, event: Event) -> None:
        """Follow a job; between its first and its newest image of the phase lies what is told."""
        if not isinstance(event, Progress) or event.phase != PHASE:
            if self._job is not None and isinstance(event, Progress):
                # What follows of the same job are other views of the images, which take longer.
                self._job, self._told = None, self._job
                window_settings().setValue(KEY, f"{self.images_per_second:.3f}")
            return
        if event.job == self._told:
            return
        now = time.monotonic()
        if event.job != self._job:
            self._job, self._began, self._first = event.job, now, event.done
            return
        seconds, images = now - self._began, event.done - self._first
        if seconds >= LEAST_S and images >= LEAST_IMAGES:
            self.images_per_second = images / seconds

    def seconds_for(self, images: int) -> float | None:
        """How long so many take; None where that was never measured."""
        return images / self.images_per_second if self.images_per_second else None
