"""Plans an import of a schema into the project's: adds and updates, never deletes."""

from __future__ import annotations

import dataclasses

from labelmt.domain.errors import InvalidTable
from labelmt.domain.schema import Label, Task, clean_name, name_key
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.project.commands.commands import ImportSchema
from labelmt.project.commands.schema_import_problems import find_problems


def plan_schema_import(command: ImportSchema, plan: ChangeBuilder) -> str:
    """Make what is missing, change what differs. New labels come after those that are there.

    Raises:
        InvalidTable: every problem with its line; nothing is changed.
    """
    problems = find_problems(command.tasks, plan.schema)
    if problems:
        raise InvalidTable(
            "This schema cannot be imported.", tuple(problems), subject=command.file_name
        )
    found = [(draft, _task(draft, plan)) for draft in command.tasks]
    known = {(task.id, name_key(label.name)): label for _, task in found for label in task.labels}
    labels = [
        (one, task, _label(one, task, known.get((task.id, name_key(one.name))), plan))
        for draft, task in found
        for one in draft.labels
    ]
    _give_keys([(one, label.id) for one, _, label in labels], plan)
    for one, task, label in labels:
        if one.parents is not None:
            _link(one.parents, task, label, plan)
    for _, _, label in labels:
        plan.imply(label.id)
    return f"Import {command.file_name}"


def _task(draft: TaskDraft, plan: ChangeBuilder) -> Task:
    task = plan.schema.task_named(draft.name)
    if task is None:
        task = plan.add_task(clean_name(draft.name, "task name"), draft.kind)
    unlabelled = draft.unlabelled_absent
    plan.put_task(
        dataclasses.replace(
            task,
            unlabelled_absent=task.unlabelled_absent if unlabelled is None else unlabelled,
            archived=task.archived if draft.archived is None else draft.archived,
        )
    )
    return plan.schema.task(task.id)


def _label(draft: LabelDraft, task: Task, label: Label | None, plan: ChangeBuilder) -> Label:
    """The label without key and links, which may need labels that come later.

    Args:
        label: the one of this name, if there is one; a file names each once.
    """
    if label is None:
        color = draft.color or plan.schema.next_color()
        label = plan.add_label(task, clean_name(draft.name, "label name"), color.upper(), "")
    synonyms = draft.synonyms
    label = dataclasses.replace(
        label,
        color=label.color if draft.color is None else draft.color.upper(),
        archived=label.archived if draft.archived is None else draft.archived,
        synonyms=label.synonyms
        if synonyms is None
        else tuple(clean_name(one, "synonym") for one in synonyms),
    )
    plan.put_label(label)
    return label


def _give_keys(labels: list[tuple[LabelDraft, int]], plan: ChangeBuilder) -> None:
    """First the keys the file names, where they are free or change hands within the file."""
    before = {label_id: plan.schema.label(label_id).shortcut for _, label_id in labels}
    for draft, label_id in labels:
        if draft.shortcut is not None:
            _put_key(label_id, "", plan)
    for draft, label_id in labels:
        if draft.shortcut and not _taken(draft.shortcut.upper(), plan):
            _put_key(label_id, draft.shortcut.upper(), plan)
    new = {label_id for label_id, (first, _) in plan.delta.labels.items() if first is None}
    for draft, label_id in labels:
        label = plan.schema.label(label_id)
        if label.shortcut or label.archived or not (draft.shortcut or label_id in new):
            continue
        if draft.shortcut == "":
            continue
        own = before[label_id]
        free = own if own and not _taken(own, plan) else plan.schema.in_use.next_shortcut()
        _put_key(label_id, free, plan)


def _taken(key: str, plan: ChangeBuilder) -> bool:
    return plan.schema.in_use.label_for_shortcut(key) is not None


def _put_key(label_id: int, key: str, plan: ChangeBuilder) -> None:
    plan.put_label(dataclasses.replace(plan.schema.label(label_id), shortcut=key))


def _link(names: tuple[str, ...], task: Task, label: Label, plan: ChangeBuilder) -> None:
    above = (plan.schema.label_called(task.id, name) for name in names)
    parents = tuple(dict.fromkeys(one.id for one in above if one is not None))
    plan.put_label(dataclasses.replace(plan.schema.label(label.id), parents=parents))
