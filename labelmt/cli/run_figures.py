"""A run's figures for programs: on the test part, with those on validation images beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelmt.cli.metric_text import with_labels
from labelmt.domain.protocol.json_records import to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from labelmt.domain.metric_records import JudgedBy, TaskMetrics
    from labelmt.domain.protocol.messages import RunFinished

RANKED = ("map", "accuracy")
"""What needs neither calibration nor thresholds, so that its interval is of the figure told."""

Intervals = dict[int, dict[str, list[float]]]


def figures_as_plain(finished: RunFinished, run_folder: Path) -> dict[str, Any]:
    """The figures of a run; without a test part those of validation stand in its place.

    Args:
        run_folder: where the run keeps what it was judged by.
    """
    told = validation_intervals(run_folder, finished.tasks)
    validation = _plain(finished.tasks, finished.judged_by, told)
    if not finished.test:
        return {**validation, "validation": validation}
    test = _plain(finished.test, finished.test_judged_by, test_intervals(run_folder, finished.test))
    return {**test, "validation": validation}


def _plain(
    tasks: Sequence[TaskMetrics], by: JudgedBy | None, intervals: Intervals
) -> dict[str, Any]:
    judged = {"judged_by": None if by is None else to_plain(by)}
    plain: dict[str, Any] = {}
    for task in tasks:
        figures = with_labels(task)
        told = intervals.get(task.task_id, {})
        own = {name: one for name, one in told.items() if figures.get(name) is not None}
        plain[task.name] = figures | {"intervals": own} | judged
    return {"tasks": plain, **judged}


def validation_intervals(folder: Path, tasks: Sequence[TaskMetrics]) -> Intervals:
    """Of what ranks alone: other figures are cross-fitted, and what is kept is not."""
    from labelmt.domain.held_out_predictions import UnreadableHeldOutPredictions, read_held_out

    try:
        judged = read_held_out(folder)
    except UnreadableHeldOutPredictions:
        judged = None
    if judged is None:
        return {}
    found = _intervals(tasks, judged.label_ids, judged.states, judged.probabilities)
    return {
        task: {name: one for name, one in told.items() if name in RANKED}
        for task, told in found.items()
    }


def test_intervals(folder: Path, tasks: Sequence[TaskMetrics]) -> Intervals:
    """Of all means on the test part, from the predictions as they are shown."""
    import numpy as np

    from labelmt.domain.annotations import State
    from labelmt.domain.protocol.implied_absences import with_implied_absences
    from labelmt.domain.protocol.manifest import read_manifest

    specs = read_manifest(folder).tasks
    rows = np.load(folder / "test.npy", allow_pickle=False)
    states, judging, values = (
        np.load(folder / f"{name}.npy", allow_pickle=False, mmap_mode="r")[rows]
        for name in ("annotations", "judging", "probabilities")
    )
    judging = with_implied_absences(specs, states, judging)
    told = (judging != State.UNKNOWN).any(axis=1) & ~np.isnan(values).any(axis=1)
    label_ids = tuple(label_id for spec in specs for label_id in spec.label_ids)
    return _intervals(tasks, label_ids, judging[told], values[told].astype(np.float32))


def _intervals(
    tasks: Sequence[TaskMetrics],
    label_ids: tuple[int, ...],
    states: NDArray[np.int8],
    probabilities: NDArray[np.float32],
) -> Intervals:
    # Here, for commands that start at once: scipy takes a while to load.
    import numpy as np

    from labelmt.learning.evaluation.intervals import task_intervals

    place = {label_id: column for column, label_id in enumerate(label_ids)}
    found: Intervals = {}
    for task in tasks:
        columns = [place[label.label_id] for label in task.labels]
        levels = np.array([label.threshold for label in task.labels], dtype=np.float32)
        own = task_intervals(task.kind, states[:, columns], probabilities[:, columns], levels)
        found[task.task_id] = {name: list(one) for name, one in own.means.items()}
    return found
