"""Several tasks as one, for formats that know one alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from labelmt.domain.schema import TaskKind, name_key
from labelmt.formats.base import ExportedImage, ExportedTable, ExportedTask, Pair


def as_one_task(table: ExportedTable) -> ExportedTable:
    """The labels of all tasks in one; a label of one name in several is present if it is in any."""
    if len(table.tasks) <= 1:
        return table
    spelt: dict[str, str] = {}
    for label in (label for task in table.tasks for label in task.labels):
        spelt.setdefault(name_key(label), label)  # names that differ in case are one folder or file
    parents = {
        spelt[name_key(label)]: tuple(spelt[name_key(one)] for one in above)
        for task in table.tasks
        for label, above in task.parents
    }
    name = ", ".join(task.name for task in table.tasks)
    task = ExportedTask(name, TaskKind.MULTILABEL, tuple(spelt.values()), tuple(parents.items()))
    return replace(table, tasks=(task,), images=_Joined(table.images, spelt))


@dataclass(frozen=True, eq=False, slots=True)
class _Joined(Collection[ExportedImage]):
    images: Collection[ExportedImage]
    spelt: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.images)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)

    def __iter__(self) -> Iterator[ExportedImage]:
        for image in self.images:
            found: dict[str, Pair] = {}
            for pair in (one for pairs in image.pairs for one in pairs):
                label = self.spelt[name_key(pair.label)]
                before = found.get(label)
                if before is None or pair.state > before.state:
                    found[label] = pair._replace(label=label)
            yield replace(image, pairs=(tuple(found.values()),))
