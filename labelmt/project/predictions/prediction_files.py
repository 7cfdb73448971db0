"""Memory-maps the prediction files that a project shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.derived_files import UnusableFile, check_array, check_probabilities, read_array
from labelmt.domain.predictions import OUT_OF_FOLD, Predictions
from labelmt.domain.schema import Schema, TaskKind
from labelmt.storage.run_repository import ServedFile

MOST_NOTED = 100


class UnusablePredictions(Exception):
    """Why the recorded predictions cannot be shown; a later training makes new ones."""


def map_predictions(
    folder: Path,
    run_id: int,
    file: ServedFile,
    chosen: Mapping[int, float],
    hidden: NDArray[np.int64] | None = None,
) -> Predictions:
    """Memory-map a run's probabilities.

    Args:
        chosen: label id to the threshold that a person chose in place of the fitted one.
        hidden: rows of which nothing is shown, as of the test part: whoever annotates them is not
            to be told what the model would say.

    Raises:
        UnusablePredictions: the file is gone, damaged, or not of the form that was recorded.
    """
    if not file.path:
        raise UnusablePredictions("What was noted of its predictions is damaged.")
    path = (folder / file.path).resolve()
    if not path.is_relative_to(folder.resolve()):  # a project may come from somebody else
        raise UnusablePredictions(f"{file.path} is outside the project.")
    labels = len(file.label_ids)
    array = _map(path, file.path, labels, hidden)
    if len(file.thresholds) != labels or not all(0 <= one <= 1 for one in file.thresholds):
        raise UnusablePredictions(f"{file.path} has no threshold for each of its labels.")
    return Predictions(
        run_id,
        file.label_ids,
        array,
        np.array(
            [
                chosen.get(one, fitted)
                for one, fitted in zip(file.label_ids, file.thresholds, strict=True)
            ],
            dtype=np.float32,
        ),
        _map_beside(path.with_name(OUT_OF_FOLD), labels),
    )


def with_rest(own: Predictions, rest: Predictions, schema: Schema) -> Predictions:
    """Predictions with what another run knows beyond them.

    Of a multiclass task that has got another label since, all probabilities are the other run's:
    those of two runs do not add up to one.
    """
    stale = {
        label.id
        for task in schema.tasks
        if task.kind is TaskKind.MULTICLASS
        and any(own.of(one.id) is None and rest.of(one.id) is not None for one in task.labels)
        for label in task.labels
        if rest.of(label.id) is not None
    }
    return _ending_with(own.without(stale) if stale else own, rest)


def _ending_with(own: Predictions, last: Predictions) -> Predictions:
    return replace(own, rest=last if own.rest is None else _ending_with(own.rest, last))


def with_elsewhere(own: Predictions, elsewhere: Predictions, schema: Schema) -> Predictions:
    """The same with another project's, for labels that no run of this project knows.

    A label is one's or the other's: where own runs know it, another project's model fills no
    gaps, so that it can be told of each label whose suggestions these are.
    """
    both = with_rest(own, elsewhere, schema)
    mine = set(elsewhere.label_ids) - both.elsewhere_labels
    return with_rest(own, elsewhere.without(mine), schema) if mine else both


def _map_beside(path: Path, labels: int) -> NDArray[np.float16] | None:
    """What the predictions can do without: the next training makes it anew."""
    try:
        return _map(path, path.name, labels)
    except UnusablePredictions:
        return None


def _map(
    path: Path, name: str, labels: int, hidden: NDArray[np.int64] | None = None
) -> NDArray[np.float16]:
    hides = hidden is not None and len(hidden) > 0
    try:
        # Copied on writing: the few pages with hidden rows, and nothing of the file.
        array: NDArray[np.float16] = read_array(
            path, np.float16, (None, labels), mapped=True, own=hides
        )
        _check_once(path, array)
    except UnusableFile as error:
        raise UnusablePredictions(f"{name}: {error}") from error
    if hidden is not None and hides:
        array[hidden[hidden < len(array)]] = np.nan
        array.flags.writeable = False
    return array


_CHECKED: dict[Path, tuple[int, ...]] = {}
"""Large files whose values were looked at, and which version of them."""


def _check_once(path: Path, array: NDArray[np.float16]) -> None:
    told = path.stat()
    version = told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
    if _CHECKED.get(path) != version:
        check_array(path)
        check_probabilities(array, path.name)
        _CHECKED[path] = version
        while len(_CHECKED) > MOST_NOTED:
            del _CHECKED[next(iter(_CHECKED))]
