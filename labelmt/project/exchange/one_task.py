"""Several tasks as one, for formats that know one alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from labelmt.domain.schema import TaskKind
from labelmt.formats.base import ExportedImage, ExportedTable, ExportedTask, Pair


def as_one_task(table: ExportedTable) -> ExportedTable:
    """The labels of all tasks in one; a label of one name in several is present if it is in any."""
    if len(table.tasks) <= 1:
        return table
    labels = dict.fromkeys(label for task in table.tasks for label in task.labels)
    parents = {label: above for task in table.tasks for label, above in task.parents}
    name = ", ".join(task.name for task in table.tasks)
    task = ExportedTask(name, TaskKind.MULTILABEL, tuple(labels), tuple(parents.items()))
    return replace(table, tasks=(task,), images=_Joined(table.images))


@dataclass(frozen=True, eq=False, slots=True)
class _Joined(Collection[ExportedImage]):
    images: Collection[ExportedImage]

    def __len__(self) -> int:
        return len(self.images)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)

    def __iter__(self) -> Iterator[ExportedImage]:
        for image in self.images:
            found: dict[str, Pair] = {}
            for pair in (one for pairs in image.pairs for one in pairs):
                before = found.get(pair.label)
                if before is None or pair.state > before.state:
                    found[pair.label] = pair
            yield replace(image, pairs=(tuple(found.values()),))
