"""Plans an import of annotations: the rows it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.hierarchy import ancestors, descendants, parents_of
from labelmt.domain.schema import Label, Task, TaskKind, clean_name
from labelmt.domain.text import counted, text
from labelmt.project.commands.change_builder import ChangeBuilder, Said
from labelmt.project.commands.commands import (
    ImportAnnotations,
    ImportedPairs,
    ImportedTask,
    OnConflict,
)
from labelmt.storage.row_delta import Delta

IMPORTED = Said(Source.IMPORT)

Free = Callable[[int, State, Sequence[int]], list[int]]
"""Of the rows on which a state of a label is to be asserted, those where it may be."""


def plan_import(command: ImportAnnotations, plan: ChangeBuilder) -> None:
    """Make missing tasks and labels, and assert what the table asserts.

    A name may be a synonym. A multilabel cell asserts every label of the task, or (``unlisted``
    unknown) just those it names. A multiclass cell asserts its one label. Pairs the table says
    nothing of stay.

    Raises:
        NotFound: a row that is no image.
        InvalidInput: a task of this name is of the other kind; annotations contradict the import
            and it is to fail then.
    """
    for imported in command.tasks:
        task = plan.schema.task_named(imported.name) or plan.add_task(
            clean_name(imported.name, "task name"), imported.kind
        )
        if task.kind is not imported.kind:
            raise InvalidInput(
                text(
                    "This task is {task_kind}, not {kind}.",
                    task_kind=task.kind,
                    kind=imported.kind,
                ),
                subject=task.name,
                kept="Nothing was imported.",
            )
        plan.check_rows([row for row, _ in imported.cells])
        for pairs in imported.pairs:
            plan.check_rows(pairs.rows)
        labels = _labels(imported, task, plan)
        free = _free(plan, task.id) if command.on_conflict is OnConflict.MINE else _all
        said = replace(IMPORTED, annotator=command.annotator)
        if imported.kind is TaskKind.MULTICLASS:
            _assert_one(imported, labels, plan.schema.task(task.id), plan, free, said)
        else:
            unlisted = command.unlisted if imported.unlisted is None else imported.unlisted
            _assert_any(imported, labels, unlisted, plan, free, said)
        _assert_pairs(
            imported.pairs, labels, plan.schema.task(task.id), plan, free, command.annotator
        )
    if command.on_conflict is OnConflict.FAIL:
        count = overwritten(plan.delta)
        if count:
            raise InvalidInput(
                counted(
                    "{count:,} annotation would be overwritten.",
                    "{count:,} annotations would be overwritten.",
                    count,
                ),
                subject=command.file_name,
                kept="Nothing was imported.",
                next_step="Choose whose annotations stay: --on-conflict theirs or mine.",
            )


def overwritten(delta: Delta) -> int:
    """How many annotations that were there get another state, or none."""
    return sum(
        before is not None and (after is None or after.state != before.state)
        for pairs in delta.annotations.values()
        for before, after in pairs.values()
    )


def _all(_label_id: int, _state: State, rows: Sequence[int]) -> list[int]:
    return list(rows)


def _free(plan: ChangeBuilder, task_id: int) -> Free:
    """Leaves out where what is annotated contradicts, by itself or by what it implies."""

    def free(label_id: int, state: State, rows: Sequence[int]) -> list[int]:
        task = plan.schema.task(task_id)
        opposed = [label_id]
        if task.kind is TaskKind.MULTILABEL:
            related = ancestors if state is State.PRESENT else descendants
            opposed += related(parents_of(task), label_id)
        taken = {
            row
            for pairs in plan.read(opposed, rows).values()
            for row, value in pairs.items()
            if value.state != state
        }
        if task.kind is TaskKind.MULTICLASS and state is State.PRESENT:
            others = [label.id for label in task.labels if label.id != label_id]
            taken |= {
                row
                for pairs in plan.read(others, rows).values()
                for row, value in pairs.items()
                if value.state == State.PRESENT
            }
        return [row for row in rows if row not in taken]

    return free


def _labels(imported: ImportedTask, task: Task, plan: ChangeBuilder) -> dict[str, Label]:
    """Every label of the task by its name in the table, or its own."""
    by_name: dict[str, Label] = {}
    made: set[str] = set()
    for name in imported.labels:
        label = plan.schema.label_called(task.id, name)
        if label is None:
            made.add(name)
            label = plan.add_label(
                plan.schema.task(task.id),
                clean_name(name, "label name"),
                plan.schema.next_color(),
                plan.schema.in_use.next_shortcut(task.id),
            )
        by_name[name] = label
    for name, parents in imported.parents:
        above = tuple(
            by_name[one].id for one in parents if one in by_name and by_name[one] != by_name[name]
        )
        if name in made and above:
            by_name[name] = replace(by_name[name], parents=above)
            plan.put_label(by_name[name])
    known = {label.id for label in by_name.values()}
    rest = (label for label in plan.schema.task(task.id).labels if label.id not in known)
    return by_name | {label.name: label for label in rest}


def _assert_one(
    imported: ImportedTask,
    labels: dict[str, Label],
    task: Task,
    plan: ChangeBuilder,
    free: Free,
    said: Said,
) -> None:
    chosen: dict[int, int] = {}
    by_label: dict[int, list[int]] = {}
    for row, names in imported.cells:
        if names:
            by_label.setdefault(labels[names[0]].id, []).append(row)
    for label_id, rows in by_label.items():
        chosen |= dict.fromkeys(free(label_id, State.PRESENT, rows), label_id)
    plan.choose(task, chosen, said)
    none = [row for row, names in imported.cells if not names]
    for label in labels.values():
        plan.annotate(label.id, free(label.id, State.ABSENT, none), State.ABSENT, said)


def _assert_any(
    imported: ImportedTask,
    labels: dict[str, Label],
    unlisted: State,
    plan: ChangeBuilder,
    free: Free,
    said: Said,
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
    told = set(present) if imported.whole else {labels[name].id for name in imported.labels}
    for label_id, named in present.items():
        there = free(label_id, State.PRESENT, sorted(named))
        plan.annotate(label_id, there, State.PRESENT, said)
        if label_id not in told:
            continue
        # "-" says that no label is present, whatever unlisted labels mean elsewhere.
        others = none if unlisted is State.UNKNOWN else [row for row, _ in imported.cells]
        rest = [row for row in others if row not in named]
        plan.annotate(label_id, free(label_id, State.ABSENT, rest), State.ABSENT, said)


def _assert_pairs(
    pairs: Iterable[ImportedPairs],
    labels: dict[str, Label],
    task: Task,
    plan: ChangeBuilder,
    free: Free,
    annotator: str,
) -> None:
    """What is told pair by pair; present comes last: it decides what becomes of the others.

    What somebody named says of a pair where mine are to stay is kept beside it.
    """
    for one in sorted(pairs, key=lambda one: one.state):
        label = labels[one.label]
        said = Said(one.source, seen=one.seen, annotator=one.annotator or annotator)
        rows = free(label.id, one.state, one.rows)
        if said.annotator and len(rows) < len(one.rows):
            plan.say_beside(label.id, set(one.rows).difference(rows), one.state, said)
        if one.state is State.PRESENT and task.kind is TaskKind.MULTICLASS:
            plan.choose(task, dict.fromkeys(rows, label.id), said)
        else:
            plan.annotate(label.id, rows, one.state, said)
