"""Plans an import of a schema into the project's: adds and updates, never deletes."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping

from labelmt.domain.errors import InvalidTable
from labelmt.domain.hierarchy import parents_of
from labelmt.domain.key_sets import free_key
from labelmt.domain.schema import (
    Label,
    Task,
    clean_description,
    clean_name,
    least_used_color,
    name_key,
)
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
    colors = Counter(label.color.upper() for label in plan.schema.labels)
    rows = dict(command.images)
    labels = [pair for draft, task in found for pair in _labels(draft, task, plan, colors, rows)]
    new = {label.id for _, label in labels} - plan.schema.columns.keys()
    after = _with_keys(labels, new, plan)
    for draft, task in found:
        _link(draft, task, [one for one in after.values() if one.task_id == task.id], after)
    plan.put_labels(after.values())
    for task_id in {label.task_id for label in after.values()}:
        parents = parents_of(plan.schema.task(task_id))
        for label in after.values():
            if (
                label.task_id == task_id and label.id not in new
            ):  # of a new one nothing is annotated
                plan.imply(label.id, parents)
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
            former=_former(task.former, draft.former, task.name, "former name"),
        )
    )
    return plan.schema.task(task.id)


def _labels(
    draft: TaskDraft,
    task: Task,
    plan: ChangeBuilder,
    colors: Counter[str],
    rows: Mapping[str, int],
) -> Iterator[tuple[LabelDraft, Label]]:
    """The labels without keys and links, which may need labels that come later.

    Args:
        colors: how many labels have each; counted on.
        rows: of the images that examples name.
    """
    known = {name_key(label.name): label for label in task.labels}
    position = max((label.position for label in task.labels), default=0)
    for one in draft.labels:
        label = known.get(name_key(one.name))
        if label is None:
            position += 1
            color = one.color or least_used_color(colors)
            name = clean_name(one.name, "label name")
            label = Label(plan.new_label_id(), task.id, name, color.upper(), "", position)
            colors[label.color] += 1
        synonyms = one.synonyms
        yield (
            one,
            dataclasses.replace(
                label,
                color=label.color if one.color is None else one.color.upper(),
                archived=label.archived if one.archived is None else one.archived,
                synonyms=label.synonyms
                if synonyms is None
                else tuple(clean_name(each, "synonym") for each in synonyms),
                description=label.description
                if one.description is None
                else clean_description(one.description),
                examples=label.examples
                if one.examples is None
                else tuple(dict.fromkeys(rows[each] for each in one.examples if each in rows)),
                former=_former(label.former, one.former, label.name, "former name"),
            ),
        )


def _former(
    known: tuple[str, ...], given: tuple[str, ...] | None, name: str, what: str
) -> tuple[str, ...]:
    """Former names as they are stored: none of them the name of now."""
    if given is None:
        return known
    cleaned = {name_key(one): clean_name(one, what) for one in given}
    return tuple(one for key, one in cleaned.items() if key != name_key(name))


def _with_keys(
    labels: list[tuple[LabelDraft, Label]], new: set[int], plan: ChangeBuilder
) -> dict[int, Label]:
    """Label id to label. First the keys the file names, where they are free or change hands."""
    mine = {label.id: label for _, label in labels}
    hidden = {task.id for task in plan.schema.tasks if task.archived}
    others = (label for label in plan.schema.in_use.labels if label.id not in mine)
    taken: Counter[str] = Counter()
    owners: dict[str, int] = {}
    full: set[int] = set()

    def take(label: Label) -> None:
        taken[label.shortcut] += 1
        if label.shortcut:
            owners[label.shortcut] = label.task_id

    for one in others:
        take(one)

    def in_use(label: Label) -> bool:
        return not label.archived and label.task_id not in hidden

    def put(label_id: int, key: str) -> None:
        label = mine[label_id]
        if in_use(label):
            taken[label.shortcut] -= 1
            if not taken[label.shortcut]:
                owners.pop(label.shortcut, None)
            take(dataclasses.replace(label, shortcut=key))
        mine[label_id] = dataclasses.replace(label, shortcut=key)

    def next_free(task_id: int) -> str:
        """Keys are just taken from here on: where there is none, there is none later."""
        key = "" if task_id in full else free_key(owners, task_id)
        if not key:
            full.add(task_id)
        return key

    for one in mine.values():
        if in_use(one):
            take(one)
    for draft, label in labels:
        if draft.shortcut is not None:
            put(label.id, "")
    for draft, label in labels:
        if draft.shortcut and not taken[draft.shortcut.upper()]:
            put(label.id, draft.shortcut.upper())
    for draft, label in labels:
        now = mine[label.id]
        if now.shortcut or now.archived or not (draft.shortcut or label.id in new):
            continue
        own = label.shortcut
        put(label.id, own if own and not taken[own] else next_free(label.task_id))
    return mine


def _link(draft: TaskDraft, task: Task, mine: list[Label], after: dict[int, Label]) -> None:
    """Let labels imply those that the file names, by their names, else by their synonyms."""
    if all(one.parents is None for one in draft.labels):
        return
    ids = {label.id for label in mine}
    order = sorted(
        (*mine, *(label for label in task.labels if label.id not in ids)),
        key=lambda one: (one.position, one.id),
    )
    names: dict[str, int] = {}
    for label in order:
        names.setdefault(name_key(label.name), label.id)
    for label in order:
        for synonym in label.synonyms:
            names.setdefault(name_key(synonym), label.id)
    for one in draft.labels:
        if one.parents is not None:
            above = (names.get(name_key(name)) for name in one.parents)
            parents = tuple(dict.fromkeys(parent for parent in above if parent is not None))
            child = names[name_key(one.name)]
            after[child] = dataclasses.replace(after[child], parents=parents)
