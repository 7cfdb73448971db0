"""Files of a job that lays out the map of images: their names, and how they are read.

They lie in the folder that the command names. ``points.npy``: (n, axes) float32, where images lie
along the principal axes of their features. ``start.npy``: (n, 2) float32, where they lay on the
map; NaN where one had no place. ``places.npy`` is what the worker makes: (n, 2) float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.derived_files import read_array

POINTS, START, PLACES = "points.npy", "start.npy", "places.npy"
ROWS, STAMPS = "rows.npy", "stamps.npy"
"""Which images these are; the worker has no need of them."""

Floats = NDArray[np.float32]


def read_points(folder: Path) -> tuple[Floats, Floats]:
    """Points and where they lay before.

    Raises:
        UnusableFile: one is not there, not whole, or not of this form.
    """
    points: Floats = read_array(folder / POINTS, np.float32, (None, None))
    start: Floats = read_array(folder / START, np.float32, (len(points), 2))
    return points, start
