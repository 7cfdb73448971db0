"""What every interchange format shares: its declaration, and tables of annotations and predictions.

A format is one module of this package with a ``FORMAT``: what it is called, which files are of
it, what it can carry, and how it is read and written. Window, command line and documentation
know formats from ``registry.REGISTRY`` alone. A module imports no library of its own before it
reads or writes: the registry is loaded at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from labelmt.domain.annotations import State
from labelmt.domain.captures import NOT_TOLD, Capture
from labelmt.domain.errors import InvalidInput, InvalidTable, Problem
from labelmt.domain.image_marks import NO_MARKS, ImageMarks
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.schema_draft import TaskDraft
from labelmt.domain.text import Text, mark, text
from labelmt.formats.output import Output

P = ParamSpec("P")
R = TypeVar("R")

Cell = tuple[str, ...] | None
"""Labels that are present, () for none of them, None for unknown."""


class Pair(NamedTuple):
    """What a file says of one image and one label.

    Attributes:
        state: UNKNOWN where there is a probability and no more.
        source, seen: values of ``Source`` and ``Seen``; empty where the file does not say.
        annotator: who said so; empty where the file does not say. Of one image and label, several
            people may say something.
    """

    label: str
    state: State
    source: str = ""
    seen: str = ""
    probability: float | None = None
    annotator: str = ""


Details = tuple[Pair, ...] | None
"""All that a file says of a cell, label by label; None where the cell itself says all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A task as a table has it.

    Attributes:
        generic: its name is the reader's own word, as the file has none for the task.
        listed: what labels are that a cell does not list: ABSENT or UNKNOWN where the file tells,
            None where whoever imports it does.
        none_said: an empty cell says that no label is present, whatever ``listed`` is.
        labels: names that the file declares, on an image or not.
        parents: label to the labels it implies.
        told: whether file or format tells the kind; else it is guessed from the images.
    """

    name: str
    kind: TaskKind
    generic: bool = field(default=False, compare=False)
    listed: State | None = field(default=None, compare=False)
    none_said: bool = field(default=True, compare=False)
    labels: tuple[str, ...] = field(default=(), compare=False)
    parents: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)
    told: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One image of a table.

    Attributes:
        line: where it begins in the file, counted from 1; the header is line 1. 0: no line.
        path: as in the file, but for needless ``./`` and ``//``.
        cells: one per column of the table.
        details: one per column, or none at all.
        file: of a folder's files the one that says it.
        capture: sequence and location, where the file tells them.
    """

    line: int
    path: str
    cells: tuple[Cell, ...]
    details: tuple[Details, ...] = ()
    file: str = field(default="", compare=False)
    capture: Capture = NOT_TOLD


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A table of annotations. A label is spelt the same in all rows of a column.

    Attributes:
        notes: what was guessed, left out or taken for something, in sentences.
        header: of a table, the names of all its columns. path_column: the one that names the image.
    """

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Text, ...] = field(default=(), compare=False)
    header: tuple[str, ...] = field(default=(), compare=False)
    path_column: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is to be read; what is not given is guessed.

    Attributes:
        kinds: kinds of columns by name.
        schema: of the project: what it knows is not guessed.
        path_column: the column that names the image. columns: those to read, no others.
        separator: between columns, or between the labels of a cell.
        encoding: of a text that is not UTF-8: ``utf-16`` or ``latin-1``.
        images: names and files of the project's images, for formats that look beside them.
    """

    kinds: Mapping[str, TaskKind] = field(default_factory=dict)
    schema: Schema = field(default_factory=Schema)
    path_column: str = ""
    columns: tuple[str, ...] = ()
    separator: str = ""
    encoding: str = ""
    images: Callable[[], Sequence[tuple[str, Path]]] = tuple


@dataclass(frozen=True, slots=True)
class PredictionRow:
    """A calibrated probability of (image, label), and whether the label counts as predicted."""

    path: str
    task: str
    label: str
    probability: float
    predicted: bool


class Heeds(Flag):
    """Which of ``ReadOptions`` a reader has a use for, beside the kinds of columns."""

    NOTHING = 0
    COLUMNS = auto()
    SEPARATOR = auto()
    ENCODING = auto()


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
    PROVENANCE = auto()
    SPLIT = auto()
    PATHS = auto()
    NONE = auto()
    CAPTURES = auto()
    MARKS = auto()


CARRIED = {
    Carries.PRESENT: mark("labels that are present"),
    Carries.ABSENT: mark("labels that are absent"),
    Carries.UNKNOWN: mark("labels that are unknown"),
    Carries.SEVERAL_LABELS: mark("several labels per image"),
    Carries.SEVERAL_TASKS: mark("several tasks"),
    Carries.TASK_KINDS: mark("kinds of tasks"),
    Carries.PROBABILITIES: mark("probabilities"),
    Carries.THRESHOLDS_APPLIED: mark("what counts as predicted"),
    Carries.SCHEMA: mark("colours, keys, synonyms, guidelines and archived labels"),
    Carries.HIERARCHY: mark("labels within labels"),
    Carries.PROVENANCE: mark("source, and how a pair was seen"),
    Carries.SPLIT: mark("training, validation and test part"),
    Carries.PATHS: mark("folders of images"),
    Carries.NONE: mark("images without any label"),
    Carries.CAPTURES: mark("sequences and locations of camera traps"),
    Carries.MARKS: mark("flags, ratings and comments of images"),
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


@dataclass(frozen=True, slots=True)
class ExportedTask:
    """A task that is written; ``labels`` in order, ``parents``: label to those it implies."""

    name: str
    kind: TaskKind
    labels: tuple[str, ...]
    parents: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedImage:
    """An image that is written.

    Attributes:
        name: with ``/``, unlike that of any other image.
        file: where it lies.
        pairs: one tuple per task: known pairs, and probabilities of unknown ones.
        width, height: pixels, 0 where unknown.
        part: ``train``, ``val`` or ``test``; empty where parts are not asked for.
        capture: sequence and location, where they are known and the format has a place for them.
        flat: a name without folders, unlike that of any other image of the project; or empty.
        marks: flag, rating and comment, where the format has a place for them.
    """

    name: str
    file: Path
    pairs: tuple[tuple[Pair, ...], ...]
    width: int = 0
    height: int = 0
    part: str = ""
    capture: Capture = NOT_TOLD
    flat: str = ""
    marks: ImageMarks = NO_MARKS


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """What a format writes: tasks and images; ``images`` may be iterated over again.

    Attributes:
        name: of the project.
        marked: whether an image has a flag, a rating or a comment.
        signed: whether pairs say who said so.
    """

    tasks: tuple[ExportedTask, ...]
    images: Collection[ExportedImage]
    name: str = "labels"
    marked: bool = False
    signed: bool = False


class Pictures(Enum):
    """What becomes of image files where a format has a place for them."""

    NONE = "none"
    COPY = "copy"
    LINK = "link"


@dataclass(frozen=True, kw_only=True)
class AnnotationFormat(Format):
    """Labels of images.

    Attributes:
        recognised: whether a file or folder is of this format, by its beginning; None: never
            guessed. Is given the place and its first bytes, none for a folder.
        unlisted: what labels are that are not listed where neither file nor person tells.
        pictures: what becomes of image files where a person does not say.
        needs_pixels: whether it writes width and height.
        whole_boxes: whether a present label is written as a box, which is the whole image.
        folder_per_label: whether an image lies in the folder of each of its labels.
        written_as: where it is only read, the name of the format to write instead.
        merges: whether it puts labels into files that are there, keeping what else they hold.
        heeds: what a person may say of how it is read.
    """

    reader: Callable[[Path, ReadOptions], tuple[ParsedTable, list[Problem]]] | None = None
    writer: Callable[[ExportedTable, Output], None] | None = None
    recognised: Callable[[Path, bytes], bool] | None = None
    unlisted: State = State.ABSENT
    pictures: Pictures = Pictures.NONE
    needs_pixels: bool = False
    whole_boxes: bool = False
    folder_per_label: bool = False
    written_as: str = ""
    merges: bool = False
    heeds: Heeds = Heeds.NOTHING

    def read(self, file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
        """Read as far as can be read.

        Returns:
            the table, a cell with a problem read as unknown, and every problem with its line.

        Raises:
            NotFound, NoPermission, EnvironmentFault, InvalidTable: the file cannot be read.
        """
        return _able(self, self.reader)(file, options)

    def write(self, table: ExportedTable, output: Output) -> None:
        """Write all of a table. Raises OSError where it cannot be written."""
        _able(self, self.writer)(table, output)


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
    writer: Callable[[Schema, Mapping[int, str]], str] | None = None

    def read(self, file: Path) -> tuple[tuple[TaskDraft, ...], list[Problem]]:
        """The tasks of a file, and every problem of its form with its line.

        Raises:
            NotFound, NoPermission, InvalidInput: the file cannot be read.
        """
        return _able(self, self.reader)(file)

    def write(self, schema: Schema, images: Mapping[int, str] | None = None) -> str:
        """The text of a file, archived labels included.

        Args:
            images: the name of each image that is an example of a label, by its row.
        """
        return _able(self, self.writer)(schema, images or {})


def _able(format: Format, function: Callable[P, R] | None) -> Callable[P, R]:
    if function is None:
        raise InvalidInput("This format cannot be used in this direction.", subject=format.title)
    return function


GENERIC = "labels"
"""The task of labels whose file names none."""


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
