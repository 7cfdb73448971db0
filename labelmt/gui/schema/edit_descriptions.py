"""Descriptions of schema edits: what they would change, and what they did."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.domain.schema import Schema, TaskKind
from labelmt.project.commands import commands
from labelmt.project.schema.affected_counts import AffectedCounts


def question(command: commands.ProjectCommand, schema: Schema) -> str:
    """What is about to be done, to be confirmed."""
    match command:
        case commands.DeleteTask(task_id=task_id):
            name = schema.task(task_id).name
            return _tr("Delete the task “{0}” with its labels?").format(name)
        case commands.DeleteLabels(label_ids=ids):
            return _tr("Delete {0}?").format(_names(ids, schema))
        case commands.MergeLabels(label_ids=ids, into=into):
            gone = _names([one for one in ids if one != into], schema)
            return _tr("Merge {0} into “{1}”?").format(gone, schema.label(into).name)
        case commands.MoveLabels(label_ids=ids, task_id=task_id):
            name = schema.task(task_id).name
            return _tr("Move {0} to the task “{1}”?").format(_names(ids, schema), name)
        case commands.SetParents(label_id=label_id):
            return _tr("Change what “{0}” implies?").format(schema.label(label_id).name)
        case _:
            return _tr("Do this?")


def consequences(command: commands.ProjectCommand, counts: AffectedCounts, schema: Schema) -> str:
    """What that does to annotations, with numbers; the last line says that undo helps."""
    lines = []
    if counts.annotations:
        lines.append(_annotations(command, counts))
    if counts.conflicts:
        lines.append(_conflicts(command, counts.conflicts, schema))
    if counts.implied:
        lines.append(_count(counts.implied, _tr("One annotation follows from the hierarchy."),
                            _tr("{0} annotations follow from the hierarchy.")))  # fmt: skip
    if not lines:
        lines.append(_tr("No annotation is touched."))
    return " ".join([*lines, _tr("You can undo this.")])


def told(title: str, counts: AffectedCounts | None) -> str:
    """What was done, for the line at the foot of the editor."""
    if counts is None or not (counts.annotations or counts.conflicts or counts.implied):
        return title
    parts = []
    if counts.annotations:
        parts.append(_count(counts.annotations, _tr("1 annotation"), _tr("{0} annotations")))
    if counts.implied:
        parts.append(_count(counts.implied, _tr("1 follows"), _tr("{0} follow")))
    if counts.conflicts:
        parts.append(_count(counts.conflicts, _tr("1 conflict"), _tr("{0} conflicts")))
    return f"{title} ({', '.join(parts)})"


def _annotations(command: commands.ProjectCommand, counts: AffectedCounts) -> str:
    images = _count(counts.images, _tr("one image"), _tr("{0} images"))
    match command:
        case commands.DeleteTask() | commands.DeleteLabels():
            text = _count(counts.annotations, _tr("One annotation on {1} goes with it."),
                          _tr("{0} annotations on {1} go with it."))  # fmt: skip
        case commands.MergeLabels():
            text = _count(counts.annotations, _tr("One annotation on {1} is united with it."),
                          _tr("{0} annotations on {1} are united with it."))  # fmt: skip
        case commands.MoveLabels():
            text = _count(counts.annotations, _tr("One annotation on {1} moves along."),
                          _tr("{0} annotations on {1} move along."))  # fmt: skip
        case _:
            text = _count(counts.annotations, _tr("One annotation on {1}."),
                          _tr("{0} annotations on {1}."))  # fmt: skip
    return text.replace("{1}", images)


def _conflicts(command: commands.ProjectCommand, count: int, schema: Schema) -> str:
    match command:
        case commands.MoveLabels(task_id=task_id):
            one = schema.task(task_id).kind is TaskKind.MULTICLASS
        case commands.MergeLabels(into=into):
            one = schema.task_of(into).kind is TaskKind.MULTICLASS
        case _:
            one = False
    if one:
        return _count(
            count,
            _tr("On one image two labels cannot both stay: the first one does."),
            _tr("On {0} images two labels cannot both stay: the first one does."),
        )
    return _count(count, _tr("On one image present and absent meet: present stays."),
                  _tr("On {0} images present and absent meet: present stays."))  # fmt: skip


def _names(label_ids: tuple[int, ...] | list[int], schema: Schema) -> str:
    if len(label_ids) == 1:
        return _tr("the label “{0}”").format(schema.label(label_ids[0]).name)
    return _tr("{0} labels").format(QLocale().toString(len(label_ids)))


def _count(count: int, one: str, many: str) -> str:
    """Of 1 and many; other places in the text are left as they are."""
    return one if count == 1 else many.replace("{0}", QLocale().toString(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("schema", text)
