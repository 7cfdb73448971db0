"""Plans an import of annotations: the rows it changes."""

from __future__ import annotations

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.hierarchy import ancestors, parents_of
from labelmt.domain.schema import Label, Task, TaskKind, clean_name
from labelmt.project.commands.change_builder import ChangeBuilder, Said
from labelmt.project.commands.commands import ImportAnnotations, ImportedTask


def plan_import(command: ImportAnnotations, plan: ChangeBuilder) -> None:
    """Make missing tasks and labels, and assert what the table asserts.

    A name may be a synonym. A multilabel cell asserts every label of the task, or (``unlisted``
    unknown) just those it names. A multiclass cell asserts its one label. Pairs the table says
    nothing of stay.

    Raises:
        NotFound: a row that is no image.
        InvalidInput: a task of this name is of the other kind.
    """
    for imported in command.tasks:
        task = plan.schema.task_named(imported.name) or plan.add_task(
            clean_name(imported.name, "task name"), imported.kind
        )
        if task.kind is not imported.kind:
            raise InvalidInput(
                f"This task is {task.kind}, not {imported.kind}.",
                subject=task.name,
                kept="Nothing was imported.",
            )
        plan.check_rows([row for row, _ in imported.cells])
        labels = _labels(imported, task, plan)
        if imported.kind is TaskKind.MULTICLASS:
            _assert_one(imported, labels, plan.schema.task(task.id), plan)
        else:
            _assert_any(imported, labels, command.unlisted, plan)


def _labels(imported: ImportedTask, task: Task, plan: ChangeBuilder) -> dict[str, Label]:
    """Every label of the task by its name in the table, or its own."""
    by_name: dict[str, Label] = {}
    for name in imported.labels:
        label = plan.schema.label_called(task.id, name)
        if label is None:
            label = plan.add_label(
                plan.schema.task(task.id),
                clean_name(name, "label name"),
                plan.schema.next_color(),
                plan.schema.in_use.next_shortcut(),
            )
        by_name[name] = label
    known = {label.id for label in by_name.values()}
    rest = (label for label in plan.schema.task(task.id).labels if label.id not in known)
    return by_name | {label.name: label for label in rest}


def _assert_one(
    imported: ImportedTask, labels: dict[str, Label], task: Task, plan: ChangeBuilder
) -> None:
    chosen = {row: labels[names[0]].id for row, names in imported.cells if names}
    plan.choose(task, chosen, Said(Source.IMPORT))
    none = [row for row, names in imported.cells if not names]
    for label in labels.values():
        plan.annotate(label.id, none, State.ABSENT, Said(Source.IMPORT))


def _assert_any(
    imported: ImportedTask, labels: dict[str, Label], unlisted: State, plan: ChangeBuilder
) -> None:
    present: dict[int, set[int]] = {label.id: set() for label in labels.values()}
    parents = parents_of(plan.schema.task_of(next(iter(present)))) if present else {}
    above = {label_id: ancestors(parents, label_id) for label_id in present}
    for row, names in imported.cells:
        for name in names:
            # A cell that names a label names what it implies, or both would contradict below.
            for label_id in (labels[name].id, *above[labels[name].id]):
                present[label_id].add(row)
    none = [row for row, names in imported.cells if not names]
    for label_id, named in present.items():
        plan.annotate(label_id, sorted(named), State.PRESENT, Said(Source.IMPORT))
        # "-" says that no label is present, whatever unlisted labels mean elsewhere.
        others = none if unlisted is State.UNKNOWN else [row for row, _ in imported.cells]
        rest = [row for row in others if row not in named]
        plan.annotate(label_id, rest, State.ABSENT, Said(Source.IMPORT))
