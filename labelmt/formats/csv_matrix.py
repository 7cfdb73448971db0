"""Annotations as a matrix in a CSV table: a column a label, 1 present, 0 absent, empty unknown.

::

    path,objects|sea,objects|sand,scene|beach
    beach/01.jpg,1,1,1
    beach/02.jpg,0,,1

``task|label`` names a column where we write it; elsewhere columns are labels of one task. Numbers
between 0 and 1 are probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import Text, mark, text
from labelmt.formats.base import (
    GENERIC,
    AnnotationFormat,
    Carries,
    Cell,
    Column,
    Details,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
    TableRow,
)
from labelmt.formats.cell_text import JOINT, CellReader, form_of, kind_of, truth_of
from labelmt.formats.csv_header import Header, bare, given_kind, read_paths
from labelmt.formats.csv_records import Record
from labelmt.formats.csv_rows import RowWriter
from labelmt.formats.output import Output

_CLASS_NAMES = frozenset({"label", "labels", "class", "category", "target", "y", "classid"})
"""A column of 1 and 0 that is called so tells which of two classes an image is of."""


def matrix_columns(header: Header, records: Sequence[Record], options: ReadOptions) -> list[int]:
    """The columns that are labels with 1 and 0, and not tasks."""
    found = []
    for index in header.tasks:
        name = header.names[index]
        if given_kind(name, options) is not None or options.schema.task_named(name) is not None:
            continue
        if bare(name) in _CLASS_NAMES:
            continue
        truths = {truth_of(record.cells[index].strip()) for record in records}
        told = truths - {State.UNKNOWN}
        if None not in truths and (told or JOINT in name):
            found.append(index)
    return found


def read_matrix(
    header: Header,
    flags: Sequence[int],
    records: list[Record],
    options: ReadOptions,
    problems: list[Problem],
    notes: list[Text],
    joint: str,
) -> ParsedTable:
    """A table in which some columns, ``flags``, are labels; the others are tasks."""
    paths = read_paths(records, header.path, problems)
    columns: list[Column] = []
    cells: list[list[Cell]] = []
    details: list[list[Details]] = []
    tasks: dict[str, list[tuple[str, int]]] = {}
    for index in flags:
        task, joined, label = header.names[index].partition(JOINT)
        tasks.setdefault(task if joined else "", []).append((label if joined else task, index))
    if "" in tasks:
        count = len(tasks[""])
        notes.append(
            text("{count:,} columns of 1 and 0 are labels of one task.", count=count)
            if count > 1
            else text("The column of 1 and 0 is a label.")
        )
    for task, labels in tasks.items():
        name = task or GENERIC
        rows = [tuple(_pairs(labels, record)) for record in records]
        kind = given_kind(name, options) or (_kind(rows) if task else TaskKind.MULTILABEL)
        columns.append(
            Column(
                name,
                kind,
                generic=not task,
                listed=State.UNKNOWN,
                labels=tuple(label for label, _ in labels),
            )
        )
        details.append([row or None for row in rows])
        cells.append([_present(row) for row in rows])
    for index in header.tasks:
        if index in flags:
            continue
        name = header.names[index]
        texts = [record.cells[index].strip() for record in records]
        form = form_of(name, texts, options.schema.task_named(name), joint, notes)
        column = Column(name, given_kind(name, options) or kind_of(texts, form))
        reader = CellReader(column, problems, form)
        columns.append(column)
        cells.append(
            [reader.read(one.line, given) for one, given in zip(records, texts, strict=True)]
        )
        details.append([None] * len(records))
    return ParsedTable(
        tuple(columns),
        tuple(
            TableRow(record.line, path, tuple(row), tuple(more))
            for record, path, row, more in zip(
                records, paths, zip(*cells, strict=True), zip(*details, strict=True), strict=True
            )
        ),
        tuple(notes),
    )


def _pairs(labels: Sequence[tuple[str, int]], record: Record) -> list[Pair]:
    pairs = []
    for label, index in labels:
        truth = truth_of(record.cells[index].strip())
        if isinstance(truth, State):
            if truth is not State.UNKNOWN:
                pairs.append(Pair(label, truth))
        elif truth is not None:
            pairs.append(Pair(label, State.UNKNOWN, probability=truth))
    return pairs


def _kind(rows: Sequence[Sequence[Pair]]) -> TaskKind:
    """Multiclass where every image that has any label has all but one absent."""
    known = [[int(pair.state) for pair in pairs if pair.state >= 0] for pairs in rows]
    told = [states for states in known if states]
    one_hot = told and all(sum(states) == 1 and len(states) > 1 for states in told)
    return TaskKind.MULTICLASS if one_hot else TaskKind.MULTILABEL


def _present(pairs: Sequence[Pair] | None) -> Cell:
    if not pairs:
        return None
    return tuple(pair.label for pair in pairs if pair.state is State.PRESENT)


def write_matrix(table: ExportedTable, output: Output) -> None:
    """Write a column a label: 1, 0, empty, or the probability of what is not known."""
    places = [(task.name, label) for task in table.tasks for label in task.labels]
    with output.file() as stream:
        writer = RowWriter(stream)
        writer.write(["path", *(f"{task}{JOINT}{label}" for task, label in places)])
        for image in table.images:
            row = [image.name]
            for task, pairs in zip(table.tasks, image.pairs, strict=True):
                cells = {pair.label: _cell(pair) for pair in pairs}
                decided = any(pair.state is State.PRESENT for pair in pairs)
                other = "0" if decided and task.kind is TaskKind.MULTICLASS else ""
                row += [cells.get(label, other) for label in task.labels]
            writer.write(row)


def _cell(pair: Pair) -> str:
    if pair.state is not State.UNKNOWN:
        return str(int(pair.state))
    # Neither 0 nor 1, which are states.
    return "" if pair.probability is None else f"{min(max(pair.probability, 1e-6), 0.999999):.6f}"


def _read(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    from labelmt.formats.csv_annotations import read_annotations

    return read_annotations(file, options)


FORMAT = AnnotationFormat(
    name="csv-matrix",
    title=mark("CSV, one column per label"),
    suffixes=(".csv",),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.PROBABILITIES
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("CSV with a column of 1 and 0 a label."),
    heeds=Heeds.COLUMNS | Heeds.SEPARATOR | Heeds.ENCODING,
    reader=_read,
    writer=write_matrix,
)
