"""Annotations in a CSV table: a ``path`` column and one column a task.

::

    path,objects,scene
    beach/01.jpg,sea|sand,beach     sea and sand are present, the other objects are not listed
    beach/02.jpg,-,beach            no object is present
    beach/03.jpg,,                  nothing is known
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import InvalidName, Problem
from labelmt.domain.schema import TaskKind, clean_name, name_key, same_name
from labelmt.domain.text import Text, counted, mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    Cell,
    Column,
    ParsedTable,
    TableRow,
    refuse_problems,
)
from labelmt.formats.csv_records import Record, read_records, shown

PATH = "path"
JOINT = "|"
NONE = "-"
COLUMN_LIMIT = 1000
"""Most columns of a table; more is another kind of file, or an attack."""


def parse_table(file: Path, kinds: Mapping[str, TaskKind]) -> ParsedTable:
    """Read a table of annotations that must be without problems; see ``read_table``.

    Raises:
        InvalidTable: with every problem and its line.
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
    """
    table, problems = read_table(file, kinds)
    refuse_problems(problems, file)
    return table


def read_table(file: Path, kinds: Mapping[str, TaskKind]) -> tuple[ParsedTable, list[Problem]]:
    """Read a table of annotations as far as it can be read.

    Args:
        file: UTF-8; ``path`` and the tasks' names in its first line.
        kinds: kinds of tasks by name. Where a column is not among them, any cell with ``|``
            or ``-`` makes it multilabel: a multiclass task has exactly one label an image.

    Returns:
        the table, a cell with a problem read as unknown, and every problem with its line, to
        which the caller can add what only it can know before it refuses the table.

    Raises:
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
    """
    problems: list[Problem] = []
    records = read_records(file, problems)
    header = next(records, None)
    if header is None:
        problems.append(Problem(1, "there is no header: the file is empty or cannot be read"))
        return ParsedTable((), ()), problems
    names, path_index = _read_header(header, problems)
    raw = _complete(list(records), len(names), header, problems)
    rows = _read_paths(raw, path_index, problems)
    columns, cells = [], []
    for index, name in enumerate(names):
        if index == path_index or not name:
            continue
        texts = [record.cells[index].strip() for record in raw]
        column = Column(name, _kind(name, texts, kinds))
        reader = _CellReader(column, problems)
        columns.append(column)
        cells.append([reader.read(one.line, given) for one, given in zip(raw, texts, strict=True)])
    by_row = zip(*cells, strict=True) if cells else ((),) * len(rows)
    return ParsedTable(
        tuple(columns),
        tuple(
            TableRow(record.line, path, row)
            for record, path, row in zip(raw, rows, by_row, strict=False)
        ),
    ), problems


def _read_header(header: Record, problems: list[Problem]) -> tuple[list[str], int | None]:
    """Names by column, empty where one cannot be used, and which column is the path."""
    line = header.line
    if len(header.cells) > COLUMN_LIMIT:
        problems.append(
            Problem(
                line,
                text(
                    "{cells:,} columns; at most {most:,} are read",
                    cells=len(header.cells),
                    most=COLUMN_LIMIT,
                ),
            )
        )
        return [], None
    names: list[str] = []
    seen: dict[str, int] = {}
    path_index = None
    for index, given in enumerate(header.cells):
        try:
            name = clean_name(given, "column")
        except InvalidName as error:
            problems.append(
                Problem(
                    line,
                    text(
                        "column {column}, “{given}”: {what}",
                        column=index + 1,
                        given=shown(given),
                        what=error.what,
                    ),
                )
            )
            names.append("")
            continue
        first = seen.setdefault(name_key(name), index)
        if first != index:
            problems.append(
                Problem(
                    line,
                    text(
                        "columns {first} and {second} are both called “{name}”",
                        first=first + 1,
                        second=index + 1,
                        name=name,
                    ),
                )
            )
            names.append("")
            continue
        if path_index is None and same_name(name, PATH):
            path_index = index
        names.append(name)
    if path_index is None:
        problems.append(Problem(line, "there is no column “path”"))
    elif len(header.cells) == 1:
        problems.append(Problem(line, "there is no column of a task beside “path”"))
    return names, path_index


def _complete(
    records: list[Record], width: int, header: Record, problems: list[Problem]
) -> list[Record]:
    """The records that have a cell for every column; nothing where the header was refused."""
    whole = []
    for record in records:
        if len(record.cells) == width:
            whole.append(record)
        elif width:
            count = len(record.cells)
            problems.append(
                Problem(
                    record.line,
                    counted(
                        "{count:,} cell, but the header has {width:,}",
                        "{count:,} cells, but the header has {width:,}",
                        count,
                        width=width,
                    ),
                )
            )
    return whole


def _read_paths(
    records: list[Record], path_index: int | None, problems: list[Problem]
) -> list[str]:
    if path_index is None:
        return []
    paths: list[str] = []
    lines: dict[str, int] = {}
    for record in records:
        given = record.cells[path_index]
        path = posixpath.normpath(given) if given.strip() else ""
        paths.append(path)
        if not path or path == "." or "\0" in path:
            problems.append(
                Problem(
                    record.line, text("“{given}” is no path of an image", given=shown(given)), PATH
                )
            )
            continue
        first = lines.setdefault(path, record.line)
        if first != record.line:
            problems.append(
                Problem(
                    record.line,
                    text("“{path}” is on line {line} already", path=shown(path), line=first),
                    PATH,
                )
            )
    return paths


def _kind(name: str, texts: Sequence[str], kinds: Mapping[str, TaskKind]) -> TaskKind:
    for given, kind in kinds.items():
        if same_name(given, name):
            return kind
    several = any(JOINT in given or given == NONE for given in texts)
    return TaskKind.MULTILABEL if several else TaskKind.MULTICLASS


@dataclass(slots=True)
class _CellReader:
    """Reads the cells of one column."""

    column: Column
    problems: list[Problem]
    spellings: dict[str, str] = field(default_factory=dict)
    """From what counts of a name to the spelling that came first."""
    known: dict[str, Cell] = field(default_factory=dict)
    """Cells that have been read without a problem: a table repeats few texts many times."""

    def read(self, line: int, given: str) -> Cell:
        if given in self.known:
            return self.known[given]
        before = len(self.problems)
        cell = self._read(line, given)
        if len(self.problems) == before:
            self.known[given] = cell
        return cell

    def _read(self, line: int, given: str) -> Cell:
        if not given:
            return None
        if self.column.kind is TaskKind.MULTILABEL:
            if given == NONE:
                return ()
            parts = given.split(JOINT)
        else:
            parts = [given]
            if JOINT in given:
                self._note(
                    line,
                    text(
                        "“{given}” joins labels, but a multiclass task has exactly one",
                        given=shown(given),
                    ),
                )
                return None
            if given == NONE:
                self._note(
                    line,
                    "“-” (none), but a multiclass task has exactly one label; leave the cell "
                    "empty if it is unknown",
                )
                return None
        names = (self._name(line, part) for part in parts)
        return tuple(dict.fromkeys(name for name in names if name))

    def _name(self, line: int, part: str) -> str:
        try:
            name = clean_name(part, "label")
        except InvalidName as error:
            self._note(line, text("“{given}”: {what}", given=shown(part), what=error.what))
            return ""
        return self.spellings.setdefault(name_key(name), name)

    def _note(self, line: int, what: str | Text) -> None:
        self.problems.append(Problem(line, what, self.column.name))


FORMAT = AnnotationFormat(
    name="csv",
    title="CSV",
    suffixes=(".csv", ".tsv", ".txt"),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS,
    summary=mark("CSV: header `path`, then one column a task."),
    explained=mark(
        "the column “path” names the image, every other column is a task. "
        "A cell lists the labels that are present, joined by “|”; “-” means none; "
        "an empty cell is unknown."
    ),
    reader=read_table,
)
