"""Reads a file of labels and finds the image of each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import Problem
from labelmt.domain.schema import Schema
from labelmt.domain.text import text
from labelmt.formats.base import AnnotationFormat, ParsedTable, ReadOptions, TableRow
from labelmt.formats.detect_format import detected, format_named
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.match_images import ImageMatcher
from labelmt.project.images.image_columns import ImageTable


@dataclass(slots=True)
class MatchedRows:
    """Rows of a file that are images of the project, and how many are not."""

    rows: list[tuple[int, TableRow]] = field(default_factory=list)
    missing: list[TableRow] = field(default_factory=list)
    ambiguous: list[tuple[TableRow, int]] = field(default_factory=list)
    how: dict[str, int] = field(default_factory=dict)
    prefix: str = ""


def read_file(
    place: Path, choices: ImportChoices, schema: Schema, images: ImageTable
) -> tuple[AnnotationFormat, ParsedTable, list[Problem]]:
    """Read a file as far as it can be read, with the project's kinds where none are given.

    Raises:
        NotFound, NoPermission, EnvironmentFault, InvalidTable, InvalidInput.
    """
    format = format_named(choices.format) if choices.format else detected(place)
    kinds = dict(choices.kinds)
    for old, new in choices.renamed.items():
        task = schema.task_named(new) if new else None
        if task is not None:
            kinds.setdefault(old, task.kind)
    keys = {name.casefold() for name in kinds}
    ours = {task.name: task.kind for task in schema.tasks if task.name.casefold() not in keys}
    options = ReadOptions(
        kinds={**kinds, **ours},
        schema=schema,
        path_column=choices.path_column,
        columns=choices.columns,
        separator=choices.separator,
        encoding=choices.encoding,
        images=lambda: [(path, images.path(row)) for row, path in enumerate(images.paths)],
    )
    table, problems = format.read(place, options)
    return format, table, problems


def match_rows(
    table: ParsedTable, images: ImageTable, place: str, problems: list[Problem]
) -> MatchedRows:
    """Which image each row is of.

    Args:
        place: where the images are, in the words of a problem.
        problems: receives rows of one image; rows with a problem of their path are left out.
    """
    told = {(one.line, one.file) for one in problems if one.column == "path"}
    asked = [row for row in table.rows if (row.line, row.file) not in told]
    matches = ImageMatcher(images).match([row.path for row in asked])
    result = MatchedRows(
        how={how.value: count for how, count in sorted(matches.how.items())}, prefix=matches.prefix
    )
    lines: dict[int, TableRow] = {}
    for one, found in zip(asked, matches.rows, strict=True):
        if len(found) > 1:
            result.ambiguous.append((one, len(found)))
        elif not found:
            result.missing.append(one)
        else:
            first = lines.setdefault(found[0], one)
            if first is not one:
                what = text(
                    "“{path}” is the same image as line {line}", path=one.path, line=first.line
                )
                problems.append(Problem(one.line, what, "path", one.file))
            result.rows.append((found[0], one))
    return result


def missing_problem(row: TableRow, place: str) -> Problem:
    """That a row names no image."""
    what = text("{place} has no image “{path}”", place=place, path=row.path)
    return Problem(row.line, what, "path", row.file)


def ambiguous_problem(row: TableRow, found: int, place: str) -> Problem:
    """That a row may name several images."""
    what = text(
        "{count:,} images of {place} may be “{path}”; give more of their path",
        count=found,
        place=place,
        path=row.path,
    )
    return Problem(row.line, what, "path", row.file)
