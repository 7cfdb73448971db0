"""Which commands a backup is made before: those that change much at once."""

from __future__ import annotations

from labelmt.project.commands.commands import (
    DeleteLabel,
    DeleteLabels,
    DeleteTask,
    ImportAnnotations,
    ImportSchema,
    MergeLabels,
    ProjectCommand,
    RevertSource,
)


def backed_up_as(command: ProjectCommand) -> str | None:
    """In a word what a backup before this command is for; None: none is made."""
    if isinstance(command, ImportAnnotations | ImportSchema):
        return "import"
    if isinstance(command, MergeLabels):
        return "merge"
    if isinstance(command, DeleteLabel | DeleteLabels | DeleteTask | RevertSource):
        return "deletion"
    return None
