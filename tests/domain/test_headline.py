"""Which figures of a task are told first."""

from __future__ import annotations

from dataclasses import replace

from labelmt.domain.metric_records import JudgedBy, LabelMetrics, TaskMetrics, headline
from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.domain.schema import TaskKind

SEEN = JudgedBy("cross-fitted", 100, 90, "chosen")
APART = JudgedBy("cross-fitted", 100, 12, "chosen")
WORSE = LabelMetrics(1, "a", 50, 50, 0.7, 0.7, 0.7, 0.7, 0.5)
LABEL = LabelMetrics(1, "a", 50, 50, 0.95, 0.9, 0.9, 0.9, 0.5)
UNLIKE = TaskMetrics(
    1, "kind", TaskKind.MULTILABEL, 98, map=0.7, micro_f1=0.79, ece=0.2, labels=(WORSE,),
    intervals={"map": (0.6, 0.8), "micro_f1": (0.7, 0.85), "ece": (0.1, 0.3)}, judged_by=APART,
)  # fmt: skip
TASK = TaskMetrics(
    1, "kind", TaskKind.MULTILABEL, 100, map=0.95, micro_f1=0.8, macro_f1=0.75, ece=0.03,
    labels=(LABEL,), judged_by=SEEN, unlike=UNLIKE,
    intervals={"map": (0.9, 0.97), "micro_f1": (0.78, 0.84), "ece": (0.01, 0.05)},
)  # fmt: skip


def test_what_is_worse_than_its_interval_on_unlike_images_is_told_with_its_own() -> None:
    told = headline(TASK)
    assert (told.map, told.micro_f1, told.macro_f1, told.ece) == (0.7, 0.8, 0.75, 0.2)
    assert told.intervals == {"map": (0.6, 0.8), "micro_f1": (0.78, 0.84), "ece": (0.1, 0.3)}
    assert (told.labels, told.images, told.judged_by) == ((WORSE,), 98, APART)
    assert told.unlike is None


def test_what_is_as_good_on_unlike_images_stays() -> None:
    alike = TaskMetrics(1, "kind", TaskKind.MULTILABEL, 98, map=0.91, micro_f1=0.9, ece=0.0)
    told = headline(replace(TASK, unlike=alike))
    assert (told.map, told.micro_f1, told.ece) == (0.95, 0.8, 0.03)
    assert told.judged_by == SEEN


def test_where_nothing_is_known_of_unlike_images_or_of_intervals_nothing_is_replaced() -> None:
    assert headline(replace(TASK, unlike=None)).map == 0.95
    assert headline(replace(TASK, intervals={})).map == 0.95


def test_the_part_that_chance_chose_is_told_before_what_a_person_chose() -> None:
    by = JudgedBy("cross-fitted", 60, 60, "random")
    random = TaskMetrics(
        1, "kind", TaskKind.MULTILABEL, 60, map=0.8, intervals={"map": (0.65, 0.9)}, judged_by=by
    )
    told = headline(replace(TASK, random=random))
    assert (told.map, told.judged_by) == (0.8, by)


def test_a_task_with_all_of_these_is_read_as_it_was_written() -> None:
    assert from_plain(TaskMetrics, to_plain(TASK)).unlike is not None
    assert to_plain(from_plain(TaskMetrics, to_plain(TASK))) == to_plain(TASK)
    assert from_plain(TaskMetrics, to_plain(TASK)) == TASK
