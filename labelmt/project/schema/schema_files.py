"""Exports and imports a schema as a file; templates to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.resources import resource
from labelmt.domain.schema import Schema
from labelmt.domain.schema_draft import TaskDraft
from labelmt.formats.base import SchemaFormat
from labelmt.formats.output import Output
from labelmt.formats.registry import reader_for, writer_for
from labelmt.formats.schema_yaml import parse_schema
from labelmt.project.commands.commands import ImportSchema
from labelmt.project.commands.schema_import_problems import find_problems
from labelmt.project.images.image_names import unique_names
from labelmt.project.images.path_lookup import ImagePaths
from labelmt.project.images.protected_files import ProtectedFiles
from labelmt.project.project import Project

TEMPLATES = ("photos", "products", "aerial", "chest_xray", "driving")
"""Names of the schemas that come with the program."""


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """What an import did: how many were made, and how many were there and changed."""

    tasks_made: int
    labels_made: int
    changed: int
    changes: Changes


def export_schema(project: Project, file: Path, *, overwrite: bool = False) -> None:
    """Write the whole schema, archived labels included.

    Args:
        overwrite: whether a file may be replaced whose name is not that of a schema.

    Raises:
        Exists, InvalidInput, NoPermission, DiskFull, NotFound, EnvironmentFault: what was there
            before is unchanged.
    """
    schema = project.full_schema()
    format = writer_for(file, SchemaFormat)
    written = format.write(schema, _example_names(project, schema))
    output = Output(
        file,
        overwrite=overwrite or file.suffix.lower() in format.suffixes,
        protected=ProtectedFiles(project.folder, project.images()).reason,
    )
    with output.file() as stream:
        stream.write(written.encode())


def import_schema(project: Project, file: Path) -> SchemaReport:
    """Add the tasks and labels of a file and update those that are there: one undoable action.

    Raises:
        InvalidTable: every problem with its line; nothing was imported.
        NotFound, NoPermission, InvalidInput: the file cannot be read.
    """
    drafts, problems = reader_for(file, SchemaFormat).read(file)
    return _import(project, file.name, drafts, problems)


def import_template(project: Project, name: str) -> SchemaReport:
    """The same for one of TEMPLATES."""
    drafts, problems = parse_schema(template_text(name))
    return _import(project, f"{name}.yaml", drafts, problems)


def template_text(name: str) -> str:
    """A template as YAML."""
    return resource(f"templates/{name}.yaml").read_text(encoding="utf-8")


def _import(
    project: Project, name: str, drafts: tuple[TaskDraft, ...], problems: list[Problem]
) -> SchemaReport:
    before = project.full_schema()
    problems = sorted([*problems, *find_problems(drafts, before)], key=lambda one: one.line)
    if problems:
        raise InvalidTable("This schema cannot be imported.", tuple(problems), subject=name)
    changes = project.apply(ImportSchema(name, drafts, _example_rows(project, drafts)))
    after = project.full_schema()
    tasks = {task.id: task for task in before.tasks}
    known = {label.id: label for label in before.labels}
    changed = sum(known.get(label.id, label) != label for label in after.labels)
    return SchemaReport(
        len(after.tasks) - len(tasks), len(after.labels) - len(known), changed, changes
    )


def _example_names(project: Project, schema: Schema) -> dict[int, str]:
    """The name of each image that is an example, as tables name it too."""
    rows = {row for label in schema.labels for row in label.examples}
    if not rows:
        return {}
    names = unique_names(project.images())
    return {row: names[row] for row in rows if row < len(names)}


def _example_rows(project: Project, drafts: tuple[TaskDraft, ...]) -> tuple[tuple[str, int], ...]:
    """The image that each name of an example means; those that mean none, or several, are not."""
    names = {name for task in drafts for label in task.labels for name in label.examples or ()}
    if not names:
        return ()
    lookup = ImagePaths(project.images())
    found = {name: lookup.find(name) for name in sorted(names)}
    return tuple((name, rows[0]) for name, rows in found.items() if len(rows) == 1)
