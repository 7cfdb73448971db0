"""What a camera trap's data set tells of an image: its sequence, its place in it, its location."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an image belongs.

    Attributes:
        sequence: of images taken at one trigger of a camera; empty where none is told.
        frame: its place in the sequence; None where that is not told.
        location: where the camera stood, such as a site's number; empty where none is told.
    """

    sequence: str = ""
    frame: int | None = None
    location: str = ""

    def __bool__(self) -> bool:
        return bool(self.sequence or self.location)


NOT_TOLD = Capture()
"""Of an image of which nothing is known."""
