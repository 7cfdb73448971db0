"""Plans schema edits: order, archive, hierarchy, moves and merges of labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from labelmt.domain.errors import InvalidInput
from labelmt.domain.hierarchy import descendants, parents_of
from labelmt.domain.schema import MOST_EXAMPLES, Label, Task, TaskKind
from labelmt.domain.text import text
from labelmt.project.commands import commands
from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.project.commands.label_merge import plan_merge
from labelmt.project.commands.schema_rules import refuse_called, refuse_circle, refuse_parents


def _delete_labels(command: commands.DeleteLabels, plan: ChangeBuilder) -> str:
    labels = _labels(command.label_ids, plan)
    for label in labels:
        plan.remove_label(plan.schema.label(label.id))
    return f"Delete {_told(labels)}"


def _archive_labels(command: commands.ArchiveLabels, plan: ChangeBuilder) -> str:
    labels = _labels(command.label_ids, plan)
    for label in labels:
        plan.put_label(dataclasses.replace(label, archived=command.archived))
    if not command.archived:
        _free_keys(labels, plan)
    return f"{'Archive' if command.archived else 'Bring back'} {_told(labels)}"


def _archive_task(command: commands.ArchiveTask, plan: ChangeBuilder) -> str:
    task = plan.schema.task(command.task_id)
    plan.put_task(dataclasses.replace(task, archived=command.archived))
    if not command.archived:
        _free_keys(task.labels, plan)
    return f"{'Archive' if command.archived else 'Bring back'} task {task.name}"


def _free_keys(labels: Iterable[Label], plan: ChangeBuilder) -> None:
    """Give labels that are in use again another key where theirs has been given away."""
    for label in labels:
        in_use = plan.schema.in_use
        twice = [one for one in in_use.labels if label.shortcut and one.shortcut == label.shortcut]
        if len(twice) > 1 and label.id in in_use.columns:
            current = plan.schema.label(label.id)
            plan.put_label(
                dataclasses.replace(current, shortcut=in_use.next_shortcut(label.task_id))
            )


def _move_task(command: commands.MoveTask, plan: ChangeBuilder) -> str:
    task = plan.schema.task(command.task_id)
    others = [one for one in plan.schema.tasks if one.id != task.id]
    others.insert(max(0, command.to), task)
    for position, one in enumerate(others, start=1):
        plan.put_task(dataclasses.replace(one, position=position))
    return f"Move task {task.name}"


def _move_labels(command: commands.MoveLabels, plan: ChangeBuilder) -> str:
    labels = _labels(command.label_ids, plan)
    task = plan.schema.task(command.task_id)
    coming = [label for label in labels if label.task_id != task.id]
    for label in coming:
        _move(plan.schema.label(label.id), task, {one.id for one in coming}, plan)
    _free_keys(coming, plan)  # out of an archived task
    if task.kind is TaskKind.MULTICLASS and coming:
        _keep_one(task, coming, plan)
    moved = [label.id for label in labels]
    order = [one.id for one in plan.schema.task(task.id).labels if one.id not in moved]
    at = len(order) if command.to is None else min(max(0, command.to), len(order))
    plan.arrange([*order[:at], *moved, *order[at:]])
    return f"Move {_told(labels)} to {task.name}" if coming else f"Move {_told(labels)}"


def _move(label: Label, task: Task, together: set[int], plan: ChangeBuilder) -> None:
    for name in (label.name, *label.synonyms):
        refuse_called(plan.schema, task.id, name, label)
    plan.unlink(label, keep=together)
    linked = task.kind is TaskKind.MULTILABEL
    parents = tuple(one for one in label.parents if linked and one in together)
    label = dataclasses.replace(plan.schema.label(label.id), task_id=task.id, parents=parents)
    plan.put_label(label)


def _keep_one(task: Task, coming: list[Label], plan: ChangeBuilder) -> None:
    """Where an image of a multiclass task would have two labels, the earlier one stays."""
    chosen = plan.present_rows([label.id for label in task.labels])
    for label in coming:
        present = plan.present_rows([label.id])
        plan.put_values(
            label.id, plan.values([label.id])[label.id], dict.fromkeys(present & chosen)
        )
        plan.conflicts += len(present & chosen)
        chosen |= present


def _set_parents(command: commands.SetParents, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    task = plan.schema.task(label.task_id)
    parents = tuple(dict.fromkeys(command.parents))
    refuse_parents(task, label, parents)
    links = parents_of(task) | {label.id: parents}
    refuse_circle(links, {one.id: one.name for one in task.labels})
    plan.put_label(dataclasses.replace(label, parents=parents))
    for one in (label.id, *descendants(links, label.id)):
        plan.imply(one)
    names = ", ".join(plan.schema.label(one).name for one in parents)
    return f"Let {label.name} imply {names}" if names else f"Let {label.name} imply nothing"


def _merge(command: commands.MergeLabels, plan: ChangeBuilder) -> str:
    into = plan.schema.label(command.into)
    ids = [one for one in command.label_ids if one != into.id]
    if not ids:
        raise InvalidInput(
            "Merging needs at least two labels.",
            subject=into.name,
            kept="Nothing was changed.",
            next_step="Select the labels that are to become one.",
        )
    labels = _labels(ids, plan)
    plan_merge(labels, into, plan)
    return f"Merge {_told(labels)} into {into.name}"


def _set_examples(command: commands.SetExamples, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    plan.check_rows(command.rows)
    rows = [int(row) for row in command.rows]  # NumPy's integers cannot be logged
    if command.chosen:
        examples = tuple(dict.fromkeys((*label.examples, *rows)))
    else:
        examples = tuple(row for row in label.examples if row not in rows)
    if len(examples) > MOST_EXAMPLES and len(examples) > len(label.examples):
        raise InvalidInput(
            text("A label may have at most {most} examples.", most=MOST_EXAMPLES),
            subject=label.name,
            kept="Nothing was changed.",
            next_step="Select fewer images, or take examples away first.",
        )
    plan.put_label(dataclasses.replace(label, examples=examples))
    images = f"{len(rows)} image{'' if len(rows) == 1 else 's'}"
    if command.chosen:
        return f"Use {images} as example of {label.name}"
    return f"No longer use {images} as example of {label.name}"


def _labels(label_ids: Iterable[int], plan: ChangeBuilder) -> list[Label]:
    """The labels by id, each once. Raises NotFound."""
    return [plan.schema.label(label_id) for label_id in dict.fromkeys(label_ids)]


def _told(labels: list[Label]) -> str:
    return f"label {labels[0].name}" if len(labels) == 1 else f"{len(labels)} labels"


SCHEMA_PLANNERS: dict[type, Callable[[Any, ChangeBuilder], str]] = {
    commands.DeleteLabels: _delete_labels,
    commands.ArchiveLabels: _archive_labels,
    commands.ArchiveTask: _archive_task,
    commands.MoveTask: _move_task,
    commands.MoveLabels: _move_labels,
    commands.MergeLabels: _merge,
    commands.SetParents: _set_parents,
    commands.SetExamples: _set_examples,
}
