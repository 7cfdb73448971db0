"""The predictions a project shows: whose they are, and where they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.predictions import Predictions
from labelmt.storage.run_repository import ServedFile


class UnusablePredictions(Exception):
    """Why the recorded predictions cannot be shown; a later training makes new ones."""


def map_predictions(folder: Path, run_id: int, file: ServedFile) -> Predictions:
    """Memory-map a run's probabilities.

    Raises:
        UnusablePredictions: the file is gone, damaged, or not of the form that was recorded.
    """
    path = (folder / file.path).resolve()
    if not path.is_relative_to(folder.resolve()):  # a project may come from somebody else
        raise UnusablePredictions(f"{file.path} is outside the project.")
    try:
        array: NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UnusablePredictions(f"{file.path} cannot be read: {error}") from error
    labels = len(file.label_ids)
    if array.ndim != 2 or array.dtype != np.float16 or array.shape[1] != labels:
        raise UnusablePredictions(f"{file.path} does not hold probabilities of {labels} labels.")
    if len(file.thresholds) != labels:
        raise UnusablePredictions(f"{file.path} has no threshold for each of its labels.")
    return Predictions(run_id, file.label_ids, array, np.array(file.thresholds, dtype=np.float32))
