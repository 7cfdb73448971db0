"""The predictions a project shows: whose they are, and where they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from labelmt.domain.predictions import Predictions
from labelmt.storage.run_repository import ServedFile


def map_predictions(folder: Path, run_id: int, file: ServedFile) -> Predictions | None:
    """Memory-map a run's probabilities.

    A file that is gone or not of the promised form means no predictions, never an error: a
    later training makes new ones.
    """
    path = (folder / file.path).resolve()
    if not path.is_relative_to(folder.resolve()):  # a project may come from somebody else
        return None
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if array.ndim != 2 or array.dtype != np.float16 or array.shape[1] != len(file.label_ids):
        return None
    return Predictions(run_id, file.label_ids, array, np.array(file.thresholds, dtype=np.float32))
