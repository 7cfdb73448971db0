"""How unlike the annotated images the others are: what a run tells of where its figures hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.derived_files import UnusableFile, read_record
from labelmt.domain.text import Text, counted

SHIFT = "shift.json"
"""The file of a run's folder."""


@dataclass(frozen=True, slots=True)
class ShiftRecord:
    """What telling annotated images from the others has shown.

    Attributes:
        annotated, others: how many images there are of each.
        auc: area under the curve of a classifier between them: 0.5 where they are alike.
        unlike: rows of images that look unlike any annotated one, the most unlike first.
    """

    annotated: int
    others: int
    auc: float
    unlike: tuple[int, ...]

    def told(self) -> Text | None:
        """A sentence for a person; None where nothing has to be said."""
        return told_unlike(len(self.unlike)) if self.unlike else None


def told_unlike(count: int) -> Text:
    """The sentence of so many images."""
    return counted(
        "{count:,} image looks unlike any you annotated: figures may not hold for it.",
        "{count:,} images look unlike any you annotated: figures may not hold for them.",
        count,
    )


def read_shift(folder: Path) -> ShiftRecord | None:
    """Of a run's folder; None where the run has none, or one that is damaged."""
    try:
        return read_record(folder / SHIFT, ShiftRecord)
    except UnusableFile:
        return None
