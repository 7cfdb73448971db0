"""What a person chooses of an export; the rest is as the format has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.formats.base import Pictures

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class ExportChoices:
    """The options of an export, the same for window and command line.

    Attributes:
        format: name; empty: told by the ending of the file.
        tasks: names; none: all.
        rows: images, in their order; None: all.
        present_only: leave out what is absent.
        suggestions: probability from which unknown pairs are written as suggestions; None: none.
        accepted: write accepted suggestions that nobody saw as annotations, where a format has
            no place to tell them apart.
        split: tell training, validation and test part.
        pictures: what becomes of image files; None: as the format has it.
        annotator: write what this person said, in the place of what counts; empty: what counts.
    """

    format: str = ""
    tasks: tuple[str, ...] = ()
    rows: Rows | None = None
    present_only: bool = False
    suggestions: float | None = None
    accepted: bool = False
    split: bool = False
    pictures: Pictures | None = None
    overwrite: bool = False
    annotator: str = ""
