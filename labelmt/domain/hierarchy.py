"""Label hierarchy: labels that imply others, their ancestors and descendants, and circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labelmt.domain.schema import Task

Parents = Mapping[int, Iterable[int]]
"""Label id to the ids of the labels it implies directly."""


def parents_of(task: Task) -> dict[int, tuple[int, ...]]:
    """The direct parents of each label of a task."""
    return {label.id: label.parents for label in task.labels}


def ancestors(parents: Parents, label_id: int) -> tuple[int, ...]:
    """Every label that one implies, nearest first, itself left out. Ends on circles, too."""
    found: dict[int, None] = {}
    waiting = list(parents.get(label_id, ()))
    while waiting:
        above = waiting.pop(0)
        if above not in found and above != label_id:
            found[above] = None
            waiting.extend(parents.get(above, ()))
    return tuple(found)


def descendants(parents: Parents, label_id: int) -> tuple[int, ...]:
    """Every label that implies one, nearest first, itself left out."""
    children: dict[int, list[int]] = {}
    for child, above in parents.items():
        for parent in above:
            children.setdefault(parent, []).append(child)
    return ancestors(children, label_id)


def circle(parents: Parents) -> tuple[int, ...]:
    """A chain of labels that leads back to its first one, or nothing where there is none."""
    safe: set[int] = set()
    for start in parents:
        path: dict[int, None] = {}
        branches = [iter((start,))]
        while branches:
            one = next(branches[-1], None)
            if one is None:
                branches.pop()
                if path:
                    safe.add(path.popitem()[0])
            elif one in path:
                return tuple(path)[list(path).index(one) :]
            elif one not in safe:
                path[one] = None
                branches.append(iter(tuple(parents.get(one, ()))))
    return ()
