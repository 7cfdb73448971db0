"""Plans a command: checks everything and builds its row changes; writes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from labelmt.domain.annotations import SEEN_BY_A_PERSON, Seen, Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.hierarchy import ancestors, descendants, parents_of
from labelmt.domain.image_marks import checked_rating, clean_comment
from labelmt.domain.schema import (
    Label,
    Task,
    TaskKind,
    clean_description,
    clean_name,
    same_name,
    with_former,
)
from labelmt.project.commands import commands
from labelmt.project.commands.change_builder import ChangeBuilder, Said
from labelmt.project.commands.history_queries import HistoryQueries
from labelmt.project.commands.import_planner import plan_import
from labelmt.project.commands.own_words import keep_own_words
from labelmt.project.commands.revert import plan_revert_action, plan_revert_source
from labelmt.project.commands.schema_import_planner import plan_schema_import
from labelmt.project.commands.schema_planner import SCHEMA_PLANNERS
from labelmt.project.commands.schema_rules import (
    checked_color,
    checked_shortcut,
    checked_synonyms,
    refuse_called,
    refuse_taken,
)
from labelmt.storage.row_delta import Delta

C = TypeVar("C")


def plan_command(
    command: commands.ProjectCommand, plan: ChangeBuilder, past: HistoryQueries
) -> tuple[str, Delta]:
    """The title of the action and the rows it changes; an empty delta when nothing does.

    Raises:
        NotFound: a task, label or image that is not there.
        InvalidName, InvalidInput: a name, colour or key that cannot be used.
    """
    if isinstance(command, commands.RevertAction):
        return plan_revert_action(command, plan, past), plan.delta
    if isinstance(command, commands.RevertSource):
        return plan_revert_source(command, plan, past), plan.delta
    title = _PLANNERS[type(command)](command, plan)
    if isinstance(command, _STATEMENTS):
        keep_own_words(plan)
    return title, plan.delta


def _create_task(command: commands.CreateTask, plan: ChangeBuilder) -> str:
    name = clean_name(command.name, "task name")
    refuse_taken(plan.schema.task_named(name), "task", name)
    plan.add_task(name, command.kind)
    return f"Make task {name}"


def _rename_task(command: commands.RenameTask, plan: ChangeBuilder) -> str:
    task = plan.schema.task(command.task_id)
    name = clean_name(command.name, "task name")
    other = plan.schema.task_named(name)
    refuse_taken(other if other != task else None, "task", name)
    former = with_former(task.former, task.name, name)
    plan.put_task(dataclasses.replace(task, name=name, former=former))
    return f"Rename task {task.name} to {name}"


def _set_unlabelled_absent(command: commands.SetUnlabelledAbsent, plan: ChangeBuilder) -> str:
    task = plan.schema.task(command.task_id)
    if task.kind is TaskKind.MULTICLASS:
        raise InvalidInput(
            "In a task with exactly one label, what has no annotation is not absent.",
            subject=task.name,
            kept="Nothing was changed.",
        )
    plan.put_task(dataclasses.replace(task, unlabelled_absent=command.on))
    means = "absent" if command.on else "unknown"
    return f"Read what is unlabelled in {task.name} as {means}"


def _delete_task(command: commands.DeleteTask, plan: ChangeBuilder) -> str:
    task = plan.schema.task(command.task_id)
    for label in task.labels:
        plan.remove_label(label)
    plan.remove_task(task)
    return f"Delete task {task.name}"


def _create_label(command: commands.CreateLabel, plan: ChangeBuilder) -> str:
    return f"Make label {_new_label(command, plan).name}"


def _new_label(command: commands.CreateLabel, plan: ChangeBuilder) -> Label:
    name = clean_name(command.name, "label name")
    task = plan.schema.task(command.task_id)
    refuse_called(plan.schema, task.id, name, None)
    shortcut = command.shortcut
    if shortcut is None:
        shortcut = plan.schema.in_use.next_shortcut(task.id)
    return plan.add_label(
        task,
        name,
        checked_color(command.color or plan.schema.next_color()),
        checked_shortcut(shortcut, plan.schema, None),
    )


def _label_with_new(command: commands.LabelWithNew, plan: ChangeBuilder) -> str:
    rows, task_id = _checked_rows(command.rows, plan), command.task_id
    if task_id is None:
        task_name = clean_name(command.task_name, "task name")
        refuse_taken(plan.schema.task_named(task_name), "task", task_name)
        task_id = plan.add_task(task_name, TaskKind.MULTILABEL).id
    label = _new_label(commands.CreateLabel(task_id, command.name), plan)
    said = Said(Source.HUMAN, seen=seen_of(command.seen, rows))
    _assert(plan, label, rows, State.PRESENT, said)
    return f"Make label {label.name}, present on {images_told(rows)}"


def _edit_label(command: commands.EditLabel, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    changes: dict[str, Any] = {}
    if command.name is not None:
        name = changes["name"] = clean_name(command.name, "label name")
        refuse_called(plan.schema, label.task_id, name, label)
        changes["synonyms"] = tuple(one for one in label.synonyms if not same_name(one, name))
        changes["former"] = with_former(label.former, label.name, name)
    if command.synonyms is not None:
        renamed = dataclasses.replace(label, **changes)
        changes["synonyms"] = checked_synonyms(command.synonyms, plan.schema, renamed)
    if command.description is not None:
        changes["description"] = clean_description(command.description)
    if command.color is not None:
        changes["color"] = checked_color(command.color)
    if command.shortcut is not None:
        owner = plan.schema.in_use.label_for_shortcut(command.shortcut)
        if command.take_shortcut and owner is not None and owner.id != label.id:
            plan.put_label(dataclasses.replace(owner, shortcut=""))
        changes["shortcut"] = checked_shortcut(command.shortcut, plan.schema, label)
    plan.put_label(dataclasses.replace(label, **changes))
    if command.name is not None:
        return f"Rename label {label.name} to {changes['name']}"
    if changes.keys() == {"description"}:
        return f"Describe label {label.name}"
    return f"Change label {label.name}"


def _delete_label(command: commands.DeleteLabel, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    plan.remove_label(label)
    return f"Delete label {label.name}"


def _set_annotations(command: commands.SetAnnotations, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    rows = _checked_rows(command.rows, plan)
    state = State(command.state)
    _assert(
        plan, label, rows, state, Said(command.source, command.run_id, seen_of(command.seen, rows))
    )
    return f"Set {label.name} {state.name.lower()} on {images_told(rows)}"


def _confirm(command: commands.ConfirmAnnotations, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    rows = _checked_rows(command.rows, plan)
    plan.confirm(label.id, rows)
    return f"Confirm {label.name} on {images_told(rows)}"


def _settle(command: commands.SettleDisputes, plan: ChangeBuilder) -> str:
    label = plan.schema.label(command.label_id)
    rows = _checked_rows(command.rows, plan)
    state = State(command.state)
    if state is State.UNKNOWN:
        raise InvalidInput(
            "A dispute is settled as present or absent.",
            subject=label.name,
            kept="Nothing was changed.",
        )
    plan.settle(label, rows, state)
    return f"Settle {label.name} as {state.name.lower()} on {images_told(rows)}"


def _paste(command: commands.PasteStates, plan: ChangeBuilder) -> str:
    rows = _checked_rows(command.rows, plan)
    for task in plan.schema.tasks:
        chosen = [
            one
            for one, state in command.states
            if state == State.PRESENT and plan.schema.task_of(one) == task
        ]
        if task.kind is TaskKind.MULTICLASS and len(chosen) > 1:
            raise InvalidInput(
                "Just one label of this task can be present on an image.",
                subject=task.name,
                kept="Nothing was changed.",
            )
    # Present comes last: it decides what becomes of the other labels of its task.
    for label_id, state in sorted(command.states, key=lambda pair: pair[1]):
        _assert(
            plan,
            plan.schema.label(label_id),
            rows,
            State(state),
            Said(Source.HUMAN, seen=seen_of(command.seen, rows)),
        )
    count = len(command.states)
    return f"Paste {count} label{'' if count == 1 else 's'} on {images_told(rows)}"


def _set_rest_absent(command: commands.SetRestAbsent, plan: ChangeBuilder) -> str:
    rows = _checked_rows(command.rows, plan)
    said = Said(Source.HUMAN, seen=seen_of(command.seen, rows))
    tasks = [plan.schema.task(task_id) for task_id in command.task_ids]
    shown = plan.schema.label(command.present) if command.present is not None else None
    if shown is not None:
        _assert(plan, shown, rows, State.PRESENT, said)
    for task in tasks:
        if task.kind is TaskKind.MULTICLASS:
            continue
        ids = [label.id for label in task.labels if not label.archived]
        known = plan.values(ids, rows)
        for label_id in ids:
            fresh = [row for row in rows if row not in known[label_id]]
            plan.annotate(label_id, fresh, State.ABSENT, said)
    rest = f"the rest of {', '.join(task.name for task in tasks)} absent on {images_told(rows)}"
    return f"Set {rest}" if shown is None else f"Set {shown.name} present, {rest}"


def _transfer(command: commands.TransferLabels, plan: ChangeBuilder) -> str:
    rows = [row for row in _checked_rows(command.to, plan) if row != command.row]
    if plan.in_test(command.row):
        raise InvalidInput(
            "This image is in the test part: nothing may be learnt from its labels.",
            kept="Nothing was changed.",
            next_step="Transfer from another image of the group.",
        )
    labels = [label.id for task in plan.schema.tasks for label in task.labels]
    stored = plan.read(labels, _checked_rows((command.row,), plan))
    found = {one: pairs[command.row] for one, pairs in stored.items() if command.row in pairs}
    # Present comes last: it decides what becomes of the other labels of its task.
    for label_id, value in sorted(found.items(), key=lambda pair: pair[1].state):
        said = Said(Source(value.source), value.run_id, Seen.UNSEEN)
        _assert(plan, plan.schema.label(label_id), rows, State(value.state), said)
    return f"Transfer labels to {images_told(rows)}"


def _accept(command: commands.AcceptSuggestions, plan: ChangeBuilder) -> str:
    touched: set[int] = set()
    said = Said(Source.SUGGESTION, command.run_id, command.seen)
    for label_id, state, rows in sorted(command.states, key=lambda one: one[1]):
        label = plan.schema.label(label_id)
        task = plan.schema.task(label.task_id)
        asked = _checked_rows(rows, plan)
        if command.seen in SEEN_BY_A_PERSON:
            found = plan.note_seen(label_id, State(state), asked, command.seen)
            related = ancestors if State(state) is State.PRESENT else descendants
            for other in related(parents_of(task), label_id):  # who sees a cat has seen an animal
                plan.note_seen(other, State(state), sorted(found), command.seen)
            touched.update(found)
        known = set(plan.values([label_id], asked)[label_id])
        if task.kind is TaskKind.MULTICLASS:
            others = plan.values([one.id for one in task.labels], asked)
            for pairs in others.values():
                known |= {row for row, value in pairs.items() if value.state == State.PRESENT}
        known |= _contradicted(plan, task, label_id, State(state), asked)
        fresh = [row for row in asked if row not in known]
        _assert(plan, label, fresh, State(state), said)
        touched.update(fresh)
    return f"Accept suggestions on {images_told(touched)}"


def _contradicted(
    plan: ChangeBuilder, task: Task, label_id: int, state: State, rows: list[int]
) -> set[int]:
    """Where what follows by the hierarchy would overwrite what is annotated: it stays as it is."""
    others = ancestors if state is State.PRESENT else descendants
    related = others(parents_of(task), label_id)
    stored = plan.read(related, rows) if related else {}
    return {
        row for pairs in stored.values() for row, value in pairs.items() if value.state != state
    }


def seen_of(told: Seen | None, rows: Sequence[int]) -> Seen:
    """How a person saw what they asserted; who does not tell has looked at one image at most."""
    return told if told is not None else Seen.ONE if len(rows) == 1 else Seen.UNSEEN


def _assert(
    plan: ChangeBuilder,
    label: Label,
    rows: list[int],
    state: State,
    said: Said,
) -> None:
    task = plan.schema.task(label.task_id)
    if state is State.PRESENT and task.kind is TaskKind.MULTICLASS:
        plan.choose(task, dict.fromkeys(rows, label.id), said)
    else:
        plan.annotate(label.id, rows, state, said)


def _checked_rows(rows: tuple[int, ...], plan: ChangeBuilder) -> list[int]:
    ascending = sorted({int(row) for row in rows})  # NumPy's integers cannot be logged
    plan.check_rows(ascending)
    return ascending


def images_told(rows: Collection[int]) -> str:
    """How many, as titles of the history have it."""
    return f"{len(rows):,} image{'' if len(rows) == 1 else 's'}"


def _import(command: commands.ImportAnnotations, plan: ChangeBuilder) -> str:
    plan_import(command, plan)
    return f"Import {command.file_name}"


def _flag(command: commands.FlagUnsure, plan: ChangeBuilder) -> str:
    rows = _checked_rows(command.rows, plan)
    plan.mark(rows, unsure=command.unsure)
    if command.unsure:
        return f"Flag {images_told(rows)} unsure"
    return f"Unflag {images_told(rows)}"


def _rate(command: commands.RateImages, plan: ChangeBuilder) -> str:
    rows = _checked_rows(command.rows, plan)
    plan.mark(rows, rating=checked_rating(command.rating))
    if not command.rating:
        return f"Clear the rating of {images_told(rows)}"
    return f"Rate {images_told(rows)} {command.rating}"


def _comment(command: commands.CommentImages, plan: ChangeBuilder) -> str:
    rows = _checked_rows(command.rows, plan)
    comment = clean_comment(command.comment)
    plan.mark(rows, comment=comment)
    if not comment:
        return f"Clear the comment on {images_told(rows)}"
    return f"Comment on {images_told(rows)}"


_STATEMENTS = (
    commands.SetAnnotations,
    commands.LabelWithNew,
    commands.ConfirmAnnotations,
    commands.PasteStates,
    commands.SetRestAbsent,
    commands.TransferLabels,
    commands.AcceptSuggestions,
    commands.ImportAnnotations,
    commands.SettleDisputes,
)
"""By these somebody says something of images; the others change labels, or take back."""

_PLANNERS: dict[type, Callable[[Any, ChangeBuilder], str]] = {
    commands.CreateTask: _create_task,
    commands.RenameTask: _rename_task,
    commands.SetUnlabelledAbsent: _set_unlabelled_absent,
    commands.DeleteTask: _delete_task,
    commands.CreateLabel: _create_label,
    commands.EditLabel: _edit_label,
    commands.DeleteLabel: _delete_label,
    commands.SetAnnotations: _set_annotations,
    commands.LabelWithNew: _label_with_new,
    commands.ConfirmAnnotations: _confirm,
    commands.SettleDisputes: _settle,
    commands.PasteStates: _paste,
    commands.SetRestAbsent: _set_rest_absent,
    commands.TransferLabels: _transfer,
    commands.AcceptSuggestions: _accept,
    commands.FlagUnsure: _flag,
    commands.RateImages: _rate,
    commands.CommentImages: _comment,
    commands.ImportAnnotations: _import,
    commands.ImportSchema: plan_schema_import,
    **SCHEMA_PLANNERS,
}
