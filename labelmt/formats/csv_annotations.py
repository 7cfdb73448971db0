"""Annotations in a CSV table: a column for the image's path and one column a task.

::

    path,objects,scene
    beach/01.jpg,sea|sand,beach     sea and sand are present, the other objects are not listed
    beach/02.jpg,-,beach            no object is present
    beach/03.jpg,,                  nothing is known

Tables that LabelMT writes tell beside a column what its cells have no place for: ``objects|absent``
lists the labels that are absent, so that the rest is unknown; ``objects|source`` and
``objects|seen`` say where annotations came from and how they were seen, one word for all of the
cell or ``word|label=other word``. ``path|unsure`` (1), ``path|rating`` (1 to 5) and
``path|comment`` are of the image itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind, name_key
from labelmt.domain.text import Text, counted, mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    Cell,
    Column,
    Details,
    ExportedImage,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
    TableRow,
    refuse_problems,
)
from labelmt.formats.cell_text import (
    JOINT,
    NONE,
    OURS,
    CellForm,
    CellReader,
    form_of,
    kind_of,
)
from labelmt.formats.csv_header import (
    COLUMN_WORDS,
    MARK_WORDS,
    Header,
    bare,
    given_kind,
    read_header,
    read_paths,
    read_strict_header,
)
from labelmt.formats.csv_long import is_long, read_long
from labelmt.formats.csv_matrix import matrix_columns, read_matrix
from labelmt.formats.csv_records import Record, read_records
from labelmt.formats.csv_rows import RowWriter
from labelmt.formats.output import Output

_STRANGERS = frozenset({"annotationid", "annotator", "createdat", "updatedat", "leadtime", "id"})
"""Columns of a Label Studio export that say nothing of the image."""


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
    """Read a table that is written as the first lines of this module say, with nothing guessed.

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
    records = read_records(file, problems, guess=False)
    first = next(records, None)
    if first is None:
        problems.append(_empty())
        return ParsedTable((), ()), problems
    header = read_strict_header(first, problems)
    raw = _complete(list(records), len(header.names), problems)
    return _classic(header, raw, ReadOptions(kinds=kinds), problems, [], OURS), problems


def read_annotations(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """Read a table as people and programs write it.

    A column of 1 and 0 is a label, a row may be one of several of an image, cells may be lists;
    what was guessed is among the table's notes.
    """
    problems: list[Problem] = []
    notes: list[Text] = []
    separator = _SIGNS.get(options.separator.casefold(), options.separator)
    records = (
        record
        for record in read_records(file, problems, separator, options.encoding)
        if any(cell.strip() for cell in record.cells)
    )
    first = next(records, None)
    if first is None:
        problems.append(_empty())
        return ParsedTable((), ()), problems
    first = Record(first.line, _without_trailing(first.cells))
    raw = _fitted(records, len(first.cells), problems)
    # Between the labels of a cell where a cell has it; between columns none has.
    within = bool(separator) and any(separator in cell for record in raw for cell in record.cells)
    joint = separator if within else ""
    between = len(separator) == 1 and len(first.cells) > 1  # of the header: it was found there
    if separator and not within and not between:
        notes.append(text("“{separator}” separates nothing in this table.", separator=separator))
    return table_of_records(first, raw, options, joint, problems, notes), problems


def table_of_records(
    first: Record,
    raw: list[Record],
    options: ReadOptions,
    joint: str,
    problems: list[Problem],
    notes: list[Text],
) -> ParsedTable:
    """The table that a header and its records are, whatever file they come from."""
    header = read_header(first, raw, options.path_column, problems, notes)
    names = tuple(name for name in header.names if name)
    if not header.names or header.path is None:
        return ParsedTable((), (), tuple(notes), names)
    path = header.names[header.path]
    _choose_columns(header, options, first.line, problems)
    table = _read_rows(header, raw, options, problems, notes, joint)
    return replace(table, header=names, path_column=path)


def _read_rows(
    header: Header,
    raw: list[Record],
    options: ReadOptions,
    problems: list[Problem],
    notes: list[Text],
    joint: str,
) -> ParsedTable:
    """A row a label, a column a label, or a row an image."""
    if is_long(header, raw, options):
        return read_long(header, raw, options, problems, notes)
    flags = [] if header.companions else matrix_columns(header, raw, options)
    if flags:
        return read_matrix(header, flags, raw, options, problems, notes, joint)
    return _classic(header, raw, options, problems, notes, None, joint)


def _choose_columns(
    header: Header, options: ReadOptions, line: int, problems: list[Problem]
) -> None:
    """Drop the columns that the person does not want, or that a known program writes beside."""
    wanted = {name_key(name) for name in options.columns}
    there = {name_key(name) for name in header.names if name}
    problems.extend(
        Problem(line, text("there is no column “{name}”", name=name))
        for name in options.columns
        if name_key(name) not in there
    )
    found = {bare(name) for name in header.names}
    strangers = _STRANGERS if {"annotationid", "leadtime"} <= found else frozenset()
    for index in header.tasks:
        name = header.names[index]
        if (wanted and name_key(name) not in wanted) or bare(name) in strangers:
            header.names[index] = ""


def _classic(
    header: Header,
    raw: list[Record],
    options: ReadOptions,
    problems: list[Problem],
    notes: list[Text],
    form: CellForm | None,
    joint: str = "",
) -> ParsedTable:
    """A table of one row an image and one column a task."""
    rows = read_paths(raw, header.path, problems)
    columns, cells, details = [], [], []
    for index in header.tasks:
        name = header.names[index]
        texts = [record.cells[index].strip() for record in raw]
        ours = any((name_key(name), word) in header.companions for word in COLUMN_WORDS)
        how = form if form is not None else OURS if ours else None
        if how is None:
            how = form_of(name, texts, options.schema.task_named(name), joint, notes)
        listed = (name_key(name), "absent") in header.companions
        kind = given_kind(name, options)
        if kind is None:
            kind = TaskKind.MULTILABEL if listed else kind_of(texts, how)
        column = Column(name, kind, listed=State.UNKNOWN if listed else None)
        reader = CellReader(column, problems, how)
        read = [reader.read(one.line, given) for one, given in zip(raw, texts, strict=True)]
        columns.append(column)
        cells.append(read)
        details.append(_details(header, reader, raw, read) if ours else [None] * len(raw))
    by_row = zip(*cells, strict=True) if cells else ((),) * len(rows)
    if any(one is not None for column in details for one in column):
        told: Iterable[tuple[Details, ...]] = zip(*details, strict=True)
    else:
        told = ((),) * len(rows)
    return ParsedTable(
        tuple(columns),
        tuple(
            TableRow(record.line, path, row, more)
            for record, path, row, more in zip(raw, rows, by_row, told, strict=False)
        ),
        tuple(notes),
    )


def _details(
    header: Header, reader: CellReader, raw: list[Record], cells: list[Cell]
) -> list[Details]:
    key = name_key(reader.column.name)
    places = [header.companions.get((key, word)) for word in COLUMN_WORDS]
    found: list[Details] = []
    for record, cell in zip(raw, cells, strict=True):
        absent, source, seen = (
            "" if place is None else record.cells[place].strip() for place in places
        )
        names = [reader.name(record.line, one) for one in absent.split(JOINT)] if absent else []
        sources, ways = _spread(source), _spread(seen)
        states = [(one, State.PRESENT) for one in cell or ()]
        states += [(one, State.ABSENT) for one in names if one]
        found.append(
            tuple(Pair(one, state, *_said(name_key(one), sources, ways)) for one, state in states)
            if states or places[0] is not None
            else None
        )
    return found


def _spread(cell: str) -> dict[str, str]:
    """A word for all labels, under no name, and those of single labels."""
    words = {}
    for part in cell.split(JOINT):
        name, _, word = part.rpartition("=")
        words[name_key(name)] = word
    return words


def _said(key: str, sources: dict[str, str], ways: dict[str, str]) -> tuple[str, str]:
    source = sources.get(key, sources.get("", ""))
    seen = ways.get(key, ways.get("", ""))
    return source if source in set(Source) else "", seen if seen in set(Seen) else ""


def _empty() -> Problem:
    return Problem(1, "there is no header: the file is empty or cannot be read")


_SIGNS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": JOINT}
"""Separators that a shell has no good way to write."""


def _without_trailing(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return cells[:width]


def _fitted(records: Iterable[Record], width: int, problems: list[Problem]) -> list[Record]:
    """Records of the header's width; empty cells too many, or a few too little, do no harm."""
    whole = []
    for record in records:
        cells = record.cells if len(record.cells) <= width else _cut(record.cells, width)
        if len(cells) == width:
            whole.append(Record(record.line, cells))
        else:
            problems.append(_wrong_width(record, width))
    return whole


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells[:width] if not any(cell.strip() for cell in cells[width:]) else cells


def _complete(records: list[Record], width: int, problems: list[Problem]) -> list[Record]:
    """The records that have a cell for every column; nothing where the header was refused."""
    whole = []
    for record in records:
        if len(record.cells) == width:
            whole.append(record)
        elif width:
            problems.append(_wrong_width(record, width))
    return whole


def _wrong_width(record: Record, width: int) -> Problem:
    return Problem(
        record.line,
        counted(
            "{count:,} cell, but the header has {width:,}",
            "{count:,} cells, but the header has {width:,}",
            len(record.cells),
            width=width,
        ),
    )


def table_of_sheet(
    rows: Iterable[tuple[int, tuple[str, ...]]], options: ReadOptions, problems: list[Problem]
) -> ParsedTable:
    """A table of (line, cells), the first of them its header."""
    records = iter(Record(line, cells) for line, cells in rows)
    first = next(records, None)
    if first is None:
        problems.append(_empty())
        return ParsedTable((), ())
    first = Record(first.line, _without_trailing(first.cells))
    width = len(first.cells)
    filled = (Record(one.line, one.cells + ("",) * (width - len(one.cells))) for one in records)
    raw = _fitted(filled, width, problems)
    return table_of_records(first, raw, options, options.separator, problems, [])


def write_annotations(table: ExportedTable, output: Output) -> None:
    """Write a table with a row an image, UTF-8."""
    with output.file() as stream:
        writer = RowWriter(stream)
        for row in sheet_rows(table):
            writer.write(row)


def sheet_rows(table: ExportedTable) -> Iterator[list[str]]:
    """The header of a table and a row for each image."""
    header = ["path"]
    if table.marked:
        header += [f"path{JOINT}{word}" for word in MARK_WORDS]
    for task in table.tasks:
        header.append(task.name)
        words = COLUMN_WORDS if task.kind is TaskKind.MULTILABEL else COLUMN_WORDS[1:]
        header += [f"{task.name}{JOINT}{word}" for word in words]
    yield header
    for image in table.images:
        yield _row(image, table)


def _row(image: ExportedImage, table: ExportedTable) -> list[str]:
    row = [image.name]
    if table.marked:
        marks = image.marks
        row += ["1" if marks.unsure else "", str(marks.rating or ""), marks.comment]
    for task, pairs in zip(table.tasks, image.pairs, strict=True):
        known = [pair for pair in pairs if pair.state is not State.UNKNOWN]
        present = [pair.label for pair in known if pair.state is State.PRESENT]
        absent = [pair.label for pair in known if pair.state is State.ABSENT]
        if task.kind is TaskKind.MULTICLASS:
            row.append(JOINT.join(present))
            known = [pair for pair in known if pair.state is State.PRESENT]
        else:
            none = NONE if absent and len(absent) == len(task.labels) else ""
            row += [JOINT.join(present) or none, JOINT.join(absent)]
        row += [_joined([(pair.label, pair.source) for pair in known])]
        row += [_joined([(pair.label, pair.seen) for pair in known])]
    return row


def _joined(words: Sequence[tuple[str, str]]) -> str:
    """The word that most labels have, and the others by name."""
    given = [word for _, word in words]
    if not given:
        return ""
    most = max(dict.fromkeys(given), key=given.count)
    return JOINT.join([most, *(f"{label}={word}" for label, word in words if word != most)])


def recognised(file: Path, start: bytes) -> bool:
    """Whether a file is called as tables are."""
    return file.suffix.lower() in FORMAT.suffixes


FORMAT = AnnotationFormat(
    name="csv",
    title="CSV",
    suffixes=(".csv", ".tsv", ".txt"),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE
    | Carries.MARKS,
    summary=mark("CSV: header `path`, then one column per task."),
    explained=mark(
        "the column “path” names the image, every other column is a task. "
        "A cell lists the labels that are present, joined by “|”; “-” means none; "
        "an empty cell is unknown."
    ),
    heeds=Heeds.COLUMNS | Heeds.SEPARATOR | Heeds.ENCODING,
    reader=read_annotations,
    writer=write_annotations,
    recognised=recognised,
)
