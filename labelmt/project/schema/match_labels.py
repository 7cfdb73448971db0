"""Matches another model's labels with a project's, by name and by synonym."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from labelmt.domain.schema import Label, Schema, Task, TaskKind, name_key, same_name


@dataclass(frozen=True, slots=True)
class OtherLabel:
    """A label that another model predicts.

    Attributes:
        synonyms: what else the project that it comes from calls it.
    """

    task: str
    kind: TaskKind
    name: str
    synonyms: tuple[str, ...] = ()


def match_labels(schema: Schema, others: Sequence[OtherLabel]) -> dict[int, int]:
    """Label id to the place among ``others`` that means it; labels without any are left out.

    Names count before synonyms, and a task of the same name before others; letter case and Unicode
    form do not count. Only tasks of one kind are matched, each exclusive one with the one of the
    model's of which most labels are its own, since probabilities of two do not add up to one.
    Where several labels could be meant alike, none is.
    """
    known: dict[str, set[int]] = {}
    for place, other in enumerate(others):
        for name in (other.name, *other.synonyms):
            known.setdefault(name_key(name), set()).add(place)
    best: dict[int, list[tuple[int, int]]] = {}
    mine: dict[int, list[tuple[int, int]]] = {}
    for task in schema.tasks:
        for label in task.labels:
            names = (label.name, *label.synonyms)
            for place in set().union(*(known.get(name_key(one), ()) for one in names)):
                rank = _likeness(task, label, others[place])
                if rank:
                    best.setdefault(label.id, []).append((rank, place))
                    mine.setdefault(place, []).append((rank, label.id))
    found = {}
    for label_id, places in best.items():
        meant = _only_best(places)
        if meant is not None and _only_best(mine[meant]) == label_id:
            found[label_id] = meant
    for task in schema.tasks:
        if task.kind is TaskKind.MULTICLASS:
            _from_one_task(task, others, found)
    return found


def _only_best(ranked: list[tuple[int, int]]) -> int | None:
    top = max(rank for rank, _ in ranked)
    first = [one for rank, one in ranked if rank == top]
    return first[0] if len(first) == 1 else None


def _likeness(task: Task, label: Label, other: OtherLabel) -> int:
    """How sure it is that two that share a name are meant alike; 0: they are not."""
    if task.kind is not other.kind:
        return 0
    return 1 + 2 * same_name(label.name, other.name) + same_name(task.name, other.task)


def _from_one_task(task: Task, others: Sequence[OtherLabel], found: dict[int, int]) -> None:
    """Keep the matches of one task of the model's, in place: the one of which there are most."""
    matched = [label.id for label in task.labels if label.id in found]
    tasks = [others[found[one]].task for one in matched]
    if not tasks:
        return
    counts = Counter(tasks)
    kept = max(counts, key=lambda name: (counts[name], same_name(name, task.name)))
    for label_id, name in zip(matched, tasks, strict=True):
        if name != kept:
            del found[label_id]
