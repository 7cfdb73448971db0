"""Images that look unlike any annotated one (covariate shift): where metrics may not hold."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.run_records import ENDED, LIVE
from labelmt.domain.shift_record import SHIFT, read_shift
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder

Rows = NDArray[np.int64]


def unlike_rows(project: Project) -> Rows:
    """(n,) rows that the last training found unlike all it knew, the most unlike first.

    Not on the GUI thread. A later training that found none, or could not tell, leaves none.
    """
    for run in reversed(project.runs()):
        if run.stage != LIVE and run.state in ENDED:
            return unlike_in(run_folder(project.folder, run.id))
    return np.empty(0, dtype=np.int64)


def unlike_in(folder: Path) -> Rows:
    """(n,) rows that a run's folder tells of, the most unlike first; none where it tells none."""
    try:
        written = (folder / SHIFT).stat().st_mtime_ns
    except OSError:
        return np.empty(0, dtype=np.int64)
    return _read(folder, written)


@lru_cache(maxsize=4)
def _read(folder: Path, _written: int) -> Rows:
    """Read once: it is asked for whenever any run changes, and may hold 100,000 rows."""
    record = read_shift(folder)
    rows = np.array(() if record is None else record.unlike, dtype=np.int64)
    rows.flags.writeable = False
    return rows


def still_unlike(rows: Rows, images: ImageTable, states: NDArray[np.int8]) -> Rows:
    """Those of the rows that can be shown and of which nothing is known by now, in their order.

    Args:
        states: (images, labels) int8 of State codes.
    """
    rows = rows[(rows >= 0) & (rows < len(states))]
    rows = rows[images.readable()[rows]]
    found: Rows = rows[(states[rows] == State.UNKNOWN).all(axis=1)]
    return found
