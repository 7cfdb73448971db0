"""Annotations as JSON Lines: an object an image, with state, source and seen of each label.

::

    {"path": "beach/01.jpg", "tasks": {"objects": {"kind": "multilabel", "labels":
        {"sea": {"state": "present", "source": "human", "seen": "one"}}}}}

An image that is flagged, rated or commented has ``"marks": {"unsure": true, "rating": 4}``.

Objects of other programs are read as rows of a table: a key is a column, a list several labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import InvalidName, Problem
from labelmt.domain.schema import TaskKind, clean_name, name_key
from labelmt.domain.text import Text, mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    Column,
    ExportedImage,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
    TableRow,
)
from labelmt.formats.bounded_json import decoded
from labelmt.formats.csv_annotations import table_of_records
from labelmt.formats.csv_records import LINE_LIMIT, PROBLEM_LIMIT, Record
from labelmt.formats.output import Output
from labelmt.formats.reasons import json_reason, shape_reason
from labelmt.formats.text_encoding import opened_text

KEY_LIMIT = 1000
"""Most different keys of the objects of a file."""
_STATES = {state.name.lower(): state for state in State}


def read_json_lines(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """Read our own objects, or those of others as the rows of a table."""
    problems: list[Problem] = []
    objects = list(_objects(file, options.encoding, problems))
    if objects and all(isinstance(one.get("tasks"), dict) for _, one in objects):
        return _own(objects, problems), problems
    return table_of_objects(objects, options, problems), problems


def table_of_objects(
    objects: Iterable[tuple[int, dict[str, Any]]],
    options: ReadOptions,
    problems: list[Problem],
) -> ParsedTable:
    """Objects as the rows of a table: (line, object) each."""
    rows = list(objects)
    keys = list(dict.fromkeys(key for _, one in rows for key in one))
    if not rows or len(keys) > KEY_LIMIT:
        problems.append(Problem(1, "there are no objects with the same keys here"))
        return ParsedTable((), ())
    notes: list[Text] = []
    records = [Record(line, tuple(cell_of(one.get(key)) for key in keys)) for line, one in rows]
    return table_of_records(Record(1, tuple(keys)), records, options, "", problems, notes)


def cell_of(value: Any) -> str:
    """A value as the cell of a table."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _objects(
    file: Path, encoding: str, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened_text(file, encoding) as stream:
        number = 0
        while len(problems) < PROBLEM_LIMIT:
            line = stream.readline(LINE_LIMIT)
            number += 1
            if not line:
                return
            if len(line) >= LINE_LIMIT:
                problems.append(Problem(number, "this line is too long; the rest was not read"))
                return
            if not line.strip():
                continue
            try:
                value = decoded(line)
            except ValueError as error:
                problems.append(Problem(number, json_reason(error)))
                continue
            if isinstance(value, dict):
                yield number, value
            else:
                problems.append(Problem(number, "this is no object"))


def _own(objects: list[tuple[int, dict[str, Any]]], problems: list[Problem]) -> ParsedTable:
    names: dict[str, tuple[str, TaskKind]] = {}
    labels: dict[str, dict[str, str]] = {}
    rows: list[tuple[int, str, dict[str, tuple[Pair, ...]]]] = []
    lines: dict[str, int] = {}
    for line, one in objects:
        path = one.get("path")
        if not isinstance(path, str) or not path or "\0" in path:
            problems.append(Problem(line, "there is no path of an image", "path"))
            continue
        if lines.setdefault(path, line) != line:
            what = text("“{path}” is on line {line} already", path=path[:60], line=lines[path])
            problems.append(Problem(line, what, "path"))
            continue
        found: dict[str, tuple[Pair, ...]] = {}
        for name, task in one["tasks"].items():
            try:
                key = name_key(name)
                kind = TaskKind(task["kind"])
                names.setdefault(key, (clean_name(name, "task name"), kind))
                spelt = labels.setdefault(key, {})
                found[key] = tuple(
                    _pair(spelt.setdefault(name_key(label), clean_name(label, "label")), said)
                    for label, said in task["labels"].items()
                )
            except (InvalidName, ValueError, KeyError, TypeError, AttributeError) as error:
                what = text("“{name}” is not of the form of JSON Lines: {reason}",
                            name=str(name)[:60], reason=shape_reason(error))  # fmt: skip
                problems.append(Problem(line, what))
        rows.append((line, path, found))
    columns = tuple(
        Column(
            *names[key],
            listed=State.UNKNOWN,
            labels=tuple(labels[key].values()),
            told=True,
        )
        for key in names
    )
    return ParsedTable(
        columns,
        tuple(
            TableRow(
                line,
                path,
                tuple(_present(found.get(key)) for key in names),
                tuple(found.get(key) for key in names),
            )
            for line, path, found in rows
        ),
    )


def _pair(label: str, said: dict[str, Any]) -> Pair:
    source, seen = said.get("source", ""), said.get("seen", "")
    probability = said.get("probability")
    if probability is not None and not 0 <= float(probability) <= 1:
        raise ValueError("a probability lies between 0 and 1")
    return Pair(
        label,
        _STATES[said["state"]],
        source if source in set(Source) else "",
        seen if seen in set(Seen) else "",
        None if probability is None else float(probability),
    )


def _present(pairs: tuple[Pair, ...] | None) -> tuple[str, ...] | None:
    if pairs is None:
        return None
    return tuple(pair.label for pair in pairs if pair.state is State.PRESENT) or None


def write_json_lines(table: ExportedTable, output: Output) -> None:
    """Write an object an image."""
    with output.file() as stream:
        for image in table.images:
            line = json.dumps(_object(image, table), ensure_ascii=False)
            stream.write(line.encode("utf-8", "surrogateescape") + b"\n")


def _object(image: ExportedImage, table: ExportedTable) -> dict[str, Any]:
    made: dict[str, Any] = {"path": image.name}
    if image.part:
        made["part"] = image.part
    told = {name: value for name, value in asdict(image.marks).items() if value}
    if told:
        made["marks"] = told
    made["tasks"] = {
        task.name: {"kind": task.kind.value, "labels": {pair.label: _said(pair) for pair in pairs}}
        for task, pairs in zip(table.tasks, image.pairs, strict=True)
    }
    return made


def _said(pair: Pair) -> dict[str, Any]:
    said: dict[str, Any] = {"state": pair.state.name.lower()}
    if pair.source:
        said["source"] = pair.source
    if pair.seen:
        said["seen"] = pair.seen
    if pair.probability is not None:
        said["probability"] = round(pair.probability, 6)
    return said


def recognised(file: Path, _start: bytes) -> bool:
    """Whether a file is called as JSON Lines are."""
    return file.suffix.lower() in FORMAT.suffixes


FORMAT = AnnotationFormat(
    name="jsonl",
    title="JSON Lines",
    suffixes=(".jsonl", ".ndjson"),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROBABILITIES
    | Carries.PROVENANCE
    | Carries.SPLIT
    | Carries.PATHS
    | Carries.NONE
    | Carries.MARKS,
    summary=mark("JSON Lines: one object an image."),
    heeds=Heeds.COLUMNS | Heeds.ENCODING,
    reader=read_json_lines,
    writer=write_json_lines,
    recognised=recognised,
)
