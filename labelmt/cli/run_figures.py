"""A run's figures for programs: what is told first, with those on validation images beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labelmt.domain.metric_records import INTERVAL_LEVEL, headline
from labelmt.domain.protocol.json_records import to_plain
from labelmt.project.runs.plain_figures import intervals_as_plain, means_as_plain, with_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from labelmt.domain.metric_records import JudgedBy, TaskMetrics
    from labelmt.domain.protocol.messages import RunFinished


def figures_as_plain(
    finished: RunFinished, unlearnt: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The figures of a run: of the test part, else the headline's; see ``headline``.

    Whichever these are, ``unlike`` is what heads reach on images that look unlike all they have
    learnt from, empty where that was not told.

    Args:
        unlearnt: task name to how many of its labels the run did not learn: ``labels_known`` counts
            them as well, as it does in ``evaluate``.
    """
    unlike = {task.task_id: task.unlike for task in finished.tasks}
    by = finished.judged_by
    first = [headline(task) for task in finished.tasks]
    if finished.test:
        first, by = list(finished.test), finished.test_judged_by
    return {
        **_plain(first, by, unlike, unlearnt or {}),
        "interval_level": INTERVAL_LEVEL,
        "validation": _plain(finished.tasks, finished.judged_by, unlike, unlearnt or {}),
    }


def _plain(
    tasks: Sequence[TaskMetrics],
    by: JudgedBy | None,
    unlike: dict[int, TaskMetrics | None],
    unlearnt: Mapping[str, int],
) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for task in tasks:
        figures, other = with_labels(task), unlike.get(task.task_id)
        plain[task.name] = figures | {
            "intervals": intervals_as_plain(task),
            "labels_known": figures["labels_known"] + unlearnt.get(task.name, 0),
            "unlike": {} if other is None else means_as_plain(other),
            "unlike_intervals": {} if other is None else intervals_as_plain(other),
            "judged_by": to_plain(task.judged_by),
        }
    return {"tasks": plain, "judged_by": to_plain(by)}
