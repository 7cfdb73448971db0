"""What the map shows of images beside where they are: colours, legend, names of crowds, marks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A colour as #RRGGBB, and what it means."""

    color: str
    words: str
    images: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """A crowd of images with its name.

    Attributes:
        x, y, radius: on the map.
        words: its name; empty where it has none.
        sure: whether annotations name it, not the model alone.
        island: nothing is annotated in it.
    """

    x: float
    y: float
    radius: float
    words: str
    sure: bool
    island: bool


@dataclass(frozen=True, eq=False)
class MapScene:
    """Colours of all images, and what is written on the map.

    Attributes:
        codes: (rows,) uint8: the place of each image's colour in ``colors``.
        colors: as #RRGGBB, at most 250.
        legend: the lines of the legend; ``title`` is above them.
        crowds: the largest first.
        apart: rows that stand out: unlike all that are annotated.
        density: of very many points a picture of the whole map; None where there are fewer.
    """

    codes: Codes = field(default_factory=lambda: np.zeros(0, np.uint8))
    colors: tuple[str, ...] = ("#808080",)
    title: str = ""
    legend: tuple[LegendLine, ...] = ()
    crowds: tuple[Crowd, ...] = ()
    apart: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    density: QImage | None = None
