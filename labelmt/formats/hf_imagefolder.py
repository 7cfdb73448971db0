"""Hugging Face ``imagefolder``: images with ``metadata.jsonl`` or ``.csv``, a column a task.

A task with any number of labels is a list, one with exactly one label a text, unknown is null.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.errors import NotFound, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    Column,
    ExportedImage,
    ExportedTable,
    Heeds,
    ParsedTable,
    Pictures,
    ReadOptions,
    TableRow,
)
from labelmt.formats.csv_annotations import read_annotations
from labelmt.formats.folder_walk import files_below, first_names
from labelmt.formats.json_lines import read_json_lines
from labelmt.formats.output import Output

FILES = ("metadata.jsonl", "metadata.csv")


def read_imagefolder(place: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The tables of all metadata files below a folder, as one."""
    found = [
        (path, file)
        for path, file in files_below(place, (".jsonl", ".csv"))
        if path.rpartition("/")[2] in FILES
    ]
    if not found:
        raise NotFound("There is no metadata.jsonl here.", subject=str(place))
    tables, problems = [], []
    for path, file in found:
        read = read_json_lines if file.suffix == ".jsonl" else read_annotations
        table, told = read(file, options)
        below = path.rpartition("/")[0]
        problems += [replace(one, file=path) for one in told]
        tables.append(replace(table, rows=tuple(_below(row, below, path) for row in table.rows)))
    return _together(tables), problems


def _below(row: TableRow, folder: str, file: str) -> TableRow:
    return replace(row, path=f"{folder}/{row.path}" if folder else row.path, file=file)


def _together(tables: list[ParsedTable]) -> ParsedTable:
    """Tables below each other, columns by name."""
    columns: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            before = columns.setdefault(column.name, column)
            if before.kind is not column.kind:
                columns[column.name] = replace(column, kind=TaskKind.MULTILABEL)
    rows = []
    for table in tables:
        places = {column.name: place for place, column in enumerate(table.columns)}
        for row in table.rows:
            cells = tuple(row.cells[places[name]] if name in places else None for name in columns)
            details = tuple(
                row.details[places[name]] if name in places and row.details else None
                for name in columns
            )
            rows.append(replace(row, cells=cells, details=details if any(details) else ()))
    notes = tuple(note for table in tables for note in table.notes)
    return ParsedTable(tuple(columns.values()), tuple(rows), notes)


def write_imagefolder(table: ExportedTable, output: Output) -> None:
    """Write metadata and images, below the parts where they are asked for."""
    parts: dict[str, list[ExportedImage]] = {}
    for image in table.images:
        parts.setdefault(image.part, []).append(image)
    with output.folder():
        for part, images in parts.items():
            front = f"{'validation' if part == 'val' else part}/" if part else ""
            with output.within(f"{front}metadata.jsonl") as stream:
                for image in images:
                    line = json.dumps(_row(image, table), ensure_ascii=False)
                    stream.write(line.encode("utf-8", "surrogateescape") + b"\n")
            for image in images:
                output.picture(f"{front}{image.name.lstrip('/')}", image.file)


def _row(image: ExportedImage, table: ExportedTable) -> dict[str, Any]:
    row: dict[str, Any] = {"file_name": image.name.lstrip("/")}
    for task, pairs in zip(table.tasks, image.pairs, strict=True):
        known = [pair for pair in pairs if pair.state is not State.UNKNOWN]
        present = [pair.label for pair in known if pair.state is State.PRESENT]
        name = task.name if task.name != "file_name" else "file_name_"
        if task.kind is TaskKind.MULTICLASS:
            row[name] = present[0] if present else None
        else:
            row[name] = present if known else None
    return row


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with metadata.jsonl, or parts that have one."""
    names = first_names(place)
    return any(name in FILES for name in names) or any(
        (place / name / FILES[0]).is_file() for name in names
    )


FORMAT = AnnotationFormat(
    name="hf",
    title=mark("Hugging Face imagefolder"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.SPLIT
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("Hugging Face imagefolder: metadata.jsonl beside images."),
    pictures=Pictures.LINK,
    heeds=Heeds.COLUMNS | Heeds.ENCODING,
    reader=read_imagefolder,
    writer=write_imagefolder,
    recognised=recognised,
)
