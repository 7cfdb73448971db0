"""Imports annotations from a table: all of it, or a list of its problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import Problem
from labelmt.domain.schema import Schema, TaskKind, same_name
from labelmt.formats.base import (
    AnnotationFormat,
    Column,
    ParsedTable,
    TableRow,
    refuse_problems,
)
from labelmt.formats.registry import reader_for
from labelmt.project.commands.commands import ImportAnnotations, ImportedTask
from labelmt.project.images.path_lookup import ImagePaths
from labelmt.project.project import Project


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        images: images the table names.
        annotations: stored annotations that changed. In a multiclass task one label is
            stored and the others follow from it; what was known already does not count.
        tasks_created: names of the tasks that were made.
    """

    images: int
    annotations: int
    tasks_created: tuple[str, ...]
    changes: Changes


def import_table(
    project: Project,
    file: Path,
    kinds: Mapping[str, TaskKind],
    unlisted: State = State.ABSENT,
) -> ImportReport:
    """Import a table of annotations as one undoable action.

    Args:
        kinds: kinds of columns by name; where not given, the kind of the project's task of
            that name, else guessed from the cells.
        unlisted: what labels a multilabel cell does not name are, ABSENT or UNKNOWN.

    Raises:
        InvalidTable: every problem with its line; nothing was imported.
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
    """
    with project.reading():
        schema, images = project.schema(), project.images()
    ours = {task.name: task.kind for task in schema.tasks if not _names(kinds, task.name)}
    table, problems = reader_for(file, AnnotationFormat).read(file, {**kinds, **ours})
    if table.columns:
        problems.extend(_kind_problems(table.columns, schema, kinds))
    rows = _rows(table, ImagePaths(images), problems)
    refuse_problems(problems, file)
    new = tuple(one.name for one in table.columns if schema.task_named(one.name) is None)
    command = ImportAnnotations(file.name, _tasks(table, rows), unlisted)
    changes, pairs = project.apply_counted(command)
    return ImportReport(len(rows), pairs, new, changes)


def _names(names: Mapping[str, TaskKind], name: str) -> bool:
    return any(same_name(one, name) for one in names)


def _kind_problems(
    columns: tuple[Column, ...], schema: Schema, kinds: Mapping[str, TaskKind]
) -> list[Problem]:
    problems = [
        Problem(1, f"there is no column “{name}” to be {kind}")
        for name, kind in kinds.items()
        if not any(same_name(column.name, name) for column in columns)
    ]
    for column in columns:
        task = schema.task_named(column.name)
        if task is not None and task.kind is not column.kind:
            what = f"this task is {task.kind} in the project, not {column.kind}"
            problems.append(Problem(1, what, column.name))
    return problems


def _rows(table: ParsedTable, images: ImagePaths, problems: list[Problem]) -> list[int]:
    rows: list[int] = []
    lines: dict[int, int] = {}
    told = {problem.line for problem in problems if problem.column == "path"}
    for one in table.rows:
        if one.line in told:
            continue
        found = images.find(one.path)
        if len(found) != 1:
            problems.append(_path_problem(one, len(found)))
            continue
        row = found[0]
        first = lines.setdefault(row, one.line)
        if first != one.line:
            what = f"{one.path!r} is the same image as line {first}"
            problems.append(Problem(one.line, what, "path"))
        rows.append(row)
    return rows


def _path_problem(one: TableRow, found: int) -> Problem:
    if not found:
        return Problem(one.line, f"the project has no image {one.path!r}", "path")
    what = f"{found:,} images of the project may be {one.path!r}; give more of their path"
    return Problem(one.line, what, "path")


def _tasks(table: ParsedTable, rows: list[int]) -> tuple[ImportedTask, ...]:
    tasks = []
    for index, column in enumerate(table.columns):
        cells = [
            (row, cell)
            for row, one in zip(rows, table.rows, strict=True)
            if (cell := one.cells[index]) is not None
        ]
        labels = sorted({name for _, names in cells for name in names}, key=str.casefold)
        tasks.append(ImportedTask(column.name, column.kind, tuple(labels), tuple(cells)))
    return tuple(tasks)
