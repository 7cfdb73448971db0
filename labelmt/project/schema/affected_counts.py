"""Counts what a command would change, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.schema import Schema
from labelmt.project.commands import commands
from labelmt.project.project import Project
from labelmt.storage.annotation_repository import count_annotated, count_annotations


@dataclass(frozen=True, slots=True)
class AffectedCounts:
    """Counts of one command.

    Attributes:
        tasks, labels: that change, come or go.
        annotations: stored ones of the labels that the command names; they are moved, merged,
            hidden or deleted with these.
        images: that carry those annotations.
        conflicts: images on which two annotations cannot both stay.
        implied: annotations that are added or turned because one label implies another.
    """

    tasks: int = 0
    labels: int = 0
    annotations: int = 0
    images: int = 0
    conflicts: int = 0
    implied: int = 0


def affected_counts(project: Project, command: commands.ProjectCommand) -> AffectedCounts:
    """What a command would change. Nothing is written.

    Raises:
        NotFound, InvalidName, InvalidInput: it cannot be done.
    """
    with project.reading() as connection:
        plan = project.preview(command)
        named = _named(command, project.full_schema())
        return AffectedCounts(
            len(plan.delta.tasks),
            len(plan.delta.labels),
            count_annotations(connection, named),
            count_annotated(connection, named),
            plan.conflicts,
            plan.implied,
        )


def _named(command: commands.ProjectCommand, schema: Schema) -> tuple[int, ...]:
    """The labels whose annotations a command is about."""
    match command:
        case (
            commands.RenameTask(task_id=task_id)
            | commands.DeleteTask(task_id=task_id)
            | commands.ArchiveTask(task_id=task_id)
            | commands.MoveTask(task_id=task_id)
        ):
            return tuple(label.id for label in schema.task(task_id).labels)
        case commands.MergeLabels(label_ids=label_ids, into=into):
            return tuple(one for one in dict.fromkeys(label_ids) if one != into)
        case (
            commands.DeleteLabels(label_ids=label_ids)
            | commands.ArchiveLabels(label_ids=label_ids)
            | commands.MoveLabels(label_ids=label_ids)
        ):
            return tuple(dict.fromkeys(label_ids))
        case (
            commands.EditLabel(label_id=label_id)
            | commands.SetExamples(label_id=label_id)
            | commands.DeleteLabel(label_id=label_id)
            | commands.SetParents(label_id=label_id)
            | commands.SetAnnotations(label_id=label_id)
        ):
            return (label_id,)
        case _:
            return ()
