"""What every interchange format shares: its declaration, and tables of annotations and predictions.

A format is one module of this package with a ``FORMAT``: what it is called, which files are of
it, what it can carry, and how it is read and written. Window, command line and documentation
know formats from ``registry.REGISTRY`` alone. A module imports no library of its own before it
reads or writes: the registry is loaded at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from labelmt.domain.errors import InvalidInput, InvalidTable, Problem
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.schema_draft import TaskDraft
from labelmt.domain.text import mark, text

P = ParamSpec("P")
R = TypeVar("R")

Cell = tuple[str, ...] | None
"""Labels that are present, () for none of them, None for unknown."""


@dataclass(frozen=True, slots=True)
class Column:
    """A task as a table has it."""

    name: str
    kind: TaskKind


@dataclass(frozen=True, slots=True)
class TableRow:
    """One image of a table.

    Attributes:
        line: where it begins in the file, counted from 1; the header is line 1.
        path: as in the file, but for needless ``./`` and ``//``.
        cells: one per column of the table.
    """

    line: int
    path: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table of annotations. A label is spelt the same in all rows of a column."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class PredictionRow:
    """A calibrated probability of (image, label), and whether the label counts as predicted."""

    path: str
    task: str
    label: str
    probability: float
    predicted: bool


class Carries(Flag):
    """What a format has a place for. What it has none for is lost in it."""

    PRESENT = auto()
    ABSENT = auto()
    UNKNOWN = auto()
    SEVERAL_LABELS = auto()
    SEVERAL_TASKS = auto()
    TASK_KINDS = auto()
    PROBABILITIES = auto()
    THRESHOLDS_APPLIED = auto()
    SCHEMA = auto()
    HIERARCHY = auto()


CARRIED = {
    Carries.PRESENT: mark("labels that are present"),
    Carries.ABSENT: mark("labels that are absent"),
    Carries.UNKNOWN: mark("labels that are unknown"),
    Carries.SEVERAL_LABELS: mark("several labels an image"),
    Carries.SEVERAL_TASKS: mark("several tasks"),
    Carries.TASK_KINDS: mark("kinds of tasks"),
    Carries.PROBABILITIES: mark("probabilities"),
    Carries.THRESHOLDS_APPLIED: mark("what counts as predicted"),
    Carries.SCHEMA: mark("colours, keys, synonyms and archived labels"),
    Carries.HIERARCHY: mark("labels within labels"),
}
"""The same in words."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """Declaration of a format.

    Attributes:
        name: on the command line; stays.
        title: in lists that people choose from.
        suffixes: of its files, in small letters; the first is what is written. Empty for folders.
        carries: what it has a place for.
        summary: its form in a line, for the command line.
        explained: what a person has to know before reading one; empty: nothing.
        is_folder: a folder of files instead of a file.
        reader, writer: functions of its module, of the form its kind of format tells; None
            where it is not read or not written.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    carries: Carries
    summary: str
    explained: str = ""
    is_folder: bool = False
    reader: Callable[..., Any] | None = None
    writer: Callable[..., Any] | None = None

    def fits(self, file: Path) -> bool:
        """Whether a file is called as this format's files are."""
        return file.suffix.lower() in self.suffixes


@dataclass(frozen=True, kw_only=True)
class AnnotationFormat(Format):
    """Labels of images."""

    reader: Callable[[Path, Mapping[str, TaskKind]], tuple[ParsedTable, list[Problem]]] | None = (
        None
    )

    def read(self, file: Path, kinds: Mapping[str, TaskKind]) -> tuple[ParsedTable, list[Problem]]:
        """Read as far as can be read.

        Args:
            kinds: kinds of tasks by name, where they are known; else they are guessed.

        Returns:
            the table, a cell with a problem read as unknown, and every problem with its line.

        Raises:
            NotFound, NoPermission, EnvironmentFault, InvalidTable: the file cannot be read.
        """
        return _able(self, self.reader)(file, kinds)


@dataclass(frozen=True, kw_only=True)
class PredictionFormat(Format):
    """Probabilities of a model."""

    writer: Callable[[Path, Iterable[PredictionRow]], None] | None = None

    def write(self, file: Path, rows: Iterable[PredictionRow]) -> None:
        """Replace a file as a whole.

        Raises:
            DiskFull, NoPermission, NotFound, EnvironmentFault: what was there before is kept.
        """
        _able(self, self.writer)(file, rows)


@dataclass(frozen=True, kw_only=True)
class SchemaFormat(Format):
    """Tasks and labels without images."""

    reader: Callable[[Path], tuple[tuple[TaskDraft, ...], list[Problem]]] | None = None
    writer: Callable[[Schema], str] | None = None

    def read(self, file: Path) -> tuple[tuple[TaskDraft, ...], list[Problem]]:
        """The tasks of a file, and every problem of its form with its line.

        Raises:
            NotFound, NoPermission, InvalidInput: the file cannot be read.
        """
        return _able(self, self.reader)(file)

    def write(self, schema: Schema) -> str:
        """The text of a file, archived labels included."""
        return _able(self, self.writer)(schema)


def _able(format: Format, function: Callable[P, R] | None) -> Callable[P, R]:
    if function is None:
        raise InvalidInput("This format cannot be used in this direction.", subject=format.title)
    return function


def refuse_problems(problems: Sequence[Problem], file: Path) -> None:
    """Raises InvalidTable with the problems, by line, where there are any."""
    if not problems:
        return
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    count = len(ordered)
    raise InvalidTable(
        "The table has one problem."
        if count == 1
        else text("The table has {count:,} problems.", count=count),
        ordered,
        subject=str(file),
    )
