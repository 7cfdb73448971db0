"""Annotations from a table into the project: all of it, or a list of what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.tasks import Schema, TaskKind
from labelmt.formats.csv_table import Column, ParsedTable, TableRow, parse_table
from labelmt.project.commands import ImportAnnotations, ImportedTask
from labelmt.project.image_table import ImageTable
from labelmt.project.project import Project


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``annotations`` counts pairs whose state changed."""

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
    """Import a CSV table as one undoable action.

    Args:
        kinds: kinds of columns by name; where not given, the kind of the project's task of
            that name, else guessed from the cells.
        unlisted: what labels a multilabel cell does not name are, ABSENT or UNKNOWN.

    Raises:
        InvalidTable: every problem with its line; nothing was imported.
    """
    schema = project.schema()
    ours = {task.name: task.kind for task in schema.tasks}
    table = parse_table(file, ours | dict(kinds))
    problems = _kind_problems(table.columns, schema)
    rows = _rows(table, _ByPath(project.images()), problems)
    if problems:
        raise InvalidTable(
            f"The table has {len(problems):,} problem{'s' if len(problems) > 1 else ''}.",
            tuple(sorted(problems, key=lambda problem: problem.line)),
            subject=str(file),
        )
    before = project.annotation_count()
    command = ImportAnnotations(file.name, _tasks(table, rows), unlisted)
    changes = project.apply(command)
    new = [c.name for c in table.columns if schema.task_named(c.name) is None]
    count = project.annotation_count() - before
    return ImportReport(len(set(rows)), max(count, 0), tuple(new), changes)


def _kind_problems(columns: tuple[Column, ...], schema: Schema) -> list[Problem]:
    problems = []
    for column in columns:
        task = schema.task_named(column.name)
        if task is not None and task.kind is not column.kind:
            what = f"this task is {task.kind} in the project, not {column.kind}"
            problems.append(Problem(1, what, column.name))
    return problems


class _ByPath:
    """Images by their path under a root, or by the end of it where that is unique."""

    def __init__(self, images: ImageTable) -> None:
        self._exact: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._paths = [_key(path) for path in images.paths]
        for row, path in enumerate(self._paths):
            self._exact.setdefault(path, []).append(row)
            self._by_name.setdefault(path.rpartition("/")[2], []).append(row)

    def find(self, text: str) -> list[int]:
        """Rows that a table's path may mean."""
        path = _key(text)
        exact = self._exact.get(path)
        if exact:
            return exact
        named = self._by_name.get(path.rpartition("/")[2], [])
        shorter = [row for row in named if self._paths[row].endswith(f"/{path}")]
        # A table made elsewhere often has more folders in front than the project's root.
        return shorter or [row for row in named if f"/{path}".endswith(f"/{self._paths[row]}")]


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path.replace("\\", "/")).removeprefix("./")


def _rows(table: ParsedTable, images: _ByPath, problems: list[Problem]) -> list[int]:
    rows: list[int] = []
    lines: dict[int, int] = {}
    for one in table.rows:
        found = images.find(one.path)
        if len(found) != 1:
            problems.append(_path_problem(one, len(found)))
            continue
        row = found[0]
        if row in lines:
            what = f"{one.path!r} is the same image as line {lines[row]}"
            problems.append(Problem(one.line, what, "path"))
        lines[row] = one.line
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
