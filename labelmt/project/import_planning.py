"""The rows an import changes."""

from __future__ import annotations

from labelmt.domain.annotations import Source, State
from labelmt.domain.tasks import Label, Task, TaskKind, clean_name
from labelmt.project.commands import ImportAnnotations, ImportedTask
from labelmt.project.plan import Plan


def plan_import(command: ImportAnnotations, plan: Plan) -> None:
    """Make missing tasks and labels, and assert what the table asserts.

    A multilabel cell asserts every label of the task, or (``unlisted`` unknown) just those it
    names. A multiclass cell asserts its one label. Pairs the table says nothing of stay.
    """
    for imported in command.tasks:
        task = plan.schema.task_named(imported.name) or plan.add_task(
            clean_name(imported.name, "task name"), imported.kind
        )
        labels = _labels(imported, task, plan)
        if imported.kind is TaskKind.MULTICLASS:
            _assert_one(imported, labels, plan)
        else:
            _assert_any(imported, labels, command.unlisted, plan)


def _labels(imported: ImportedTask, task: Task, plan: Plan) -> dict[str, Label]:
    """Every label of the task by its name in the table, or its own."""
    by_name: dict[str, Label] = {}
    for name in imported.labels:
        label = plan.schema.label_named(task.id, name)
        if label is None:
            label = plan.add_label(
                plan.schema.task(task.id),
                clean_name(name, "label name"),
                plan.schema.next_color(),
                plan.schema.next_shortcut(),
            )
        by_name[name] = label
    known = {label.id for label in by_name.values()}
    rest = (label for label in plan.schema.task(task.id).labels if label.id not in known)
    return by_name | {label.name: label for label in rest}


def _assert_one(imported: ImportedTask, labels: dict[str, Label], plan: Plan) -> None:
    rows: dict[int, list[int]] = {label.id: [] for label in labels.values()}
    decided: list[int] = []
    none: list[int] = []
    for row, names in imported.cells:
        if names:
            rows[labels[names[0]].id].append(row)
            decided.append(row)
        else:
            none.append(row)
    for label_id, present in rows.items():
        mine = set(present)
        plan.clear_present(label_id, [row for row in decided if row not in mine])
        plan.annotate(label_id, present, State.PRESENT, Source.IMPORT)
        plan.annotate(label_id, none, State.ABSENT, Source.IMPORT)


def _assert_any(
    imported: ImportedTask, labels: dict[str, Label], unlisted: State, plan: Plan
) -> None:
    present: dict[int, list[int]] = {label.id: [] for label in labels.values()}
    for row, names in imported.cells:
        for name in names:
            present[labels[name].id].append(row)
    none = [row for row, names in imported.cells if not names]
    for label_id, rows in present.items():
        plan.annotate(label_id, rows, State.PRESENT, Source.IMPORT)
        named = set(rows)
        # "-" says that no label is present, whatever unlisted labels mean elsewhere.
        others = none if unlisted is State.UNKNOWN else [row for row, _ in imported.cells]
        rest = [row for row in others if row not in named]
        plan.annotate(label_id, rest, State.ABSENT, Source.IMPORT)
