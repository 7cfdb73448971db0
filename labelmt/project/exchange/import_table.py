"""Imports annotations from a file: all of it, or a list of its problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema, TaskKind
from labelmt.formats.base import ParsedTable, refuse_problems
from labelmt.project.exchange.column_tasks import assigned
from labelmt.project.exchange.import_captures import keep_captures
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import ImportPlan, plan_import
from labelmt.project.exchange.import_suggestions import keep_suggestions
from labelmt.project.exchange.matched_rows import (
    ambiguous_problem,
    match_rows,
    missing_problem,
    read_file,
)
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        images: images the file names.
        annotations: stored annotations that changed. In a multiclass task one label is
            stored and the others follow from it; what was known already does not count.
        tasks_created: names of the tasks that were made.
        overwritten: of the annotations, those that were there and contradicted.
        skipped: rows of no image of the project.
        suggestions: pairs that are suggested now.
        captures: images of which sequence or location were kept.
        opinions: pairs of which a person's words are kept while what counts stays as it is.
    """

    images: int
    annotations: int
    tasks_created: tuple[str, ...]
    changes: Changes
    overwritten: int = 0
    skipped: int = 0
    suggestions: int = 0
    captures: int = 0
    opinions: int = 0


def import_table(
    project: Project,
    file: Path,
    kinds: Mapping[str, TaskKind],
    unlisted: State | None = None,
) -> ImportReport:
    """Import a file of annotations as one undoable action.

    Args:
        kinds: kinds of columns by name; where not given, the kind of the project's task of
            that name, else guessed from the cells.
        unlisted: what labels a multilabel cell does not name are, ABSENT or UNKNOWN; None: as
            the format has it.

    Raises:
        InvalidTable: every problem with its line; nothing was imported.
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
    """
    choices = ImportChoices(kinds=kinds, unlisted=unlisted)
    return import_planned(project, plan_import(project, file, choices))


def import_planned(project: Project, plan: ImportPlan) -> ImportReport:
    """Do an import that has been planned: one undoable command, and suggestions beside it.

    Raises:
        InvalidTable, InvalidInput: why it was refused; nothing was imported.
    """
    if plan.refused is not None:
        raise plan.refused
    preview = plan.preview
    changes, pairs = project.apply_counted(plan.command)
    suggestions = 0 if plan.suggested is None else keep_suggestions(project, plan.suggested)
    return ImportReport(
        preview.matched,
        pairs,
        tuple(one.task for one in preview.columns if one.new_task),
        changes,
        preview.overwritten,
        preview.missing,
        suggestions,
        keep_captures(project, plan.captures),
        preview.opinions,
    )


def read_image_rows(
    file: Path,
    schema: Schema,
    images: ImageTable,
    kinds: Mapping[str, TaskKind],
    place: str = "the project",
) -> tuple[ParsedTable, list[int]]:
    """A file of annotations, and which image each of its rows is of.

    Columns have the names of the project's tasks.

    Args:
        kinds: see ``import_table``. place: where the images are, in the words of a problem.

    Raises:
        InvalidTable: every problem with its line: a path that is no image, or may be several.
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
    """
    choices = ImportChoices(kinds=kinds)
    _, table, problems = read_file(file, choices, schema, images)
    tasks = assigned(table, schema, kinds, {}, problems)
    matched = match_rows(table, images, place, problems)
    problems += [missing_problem(row, place) for row in matched.missing]
    problems += [ambiguous_problem(row, count, place) for row, count in matched.ambiguous]
    refuse_problems(problems, file)
    columns = tuple(
        column if task is None else replace(column, name=task.name)
        for column, task in zip(table.columns, tasks, strict=True)
    )
    rows = tuple(one for _, one in matched.rows)
    return ParsedTable(columns, rows), [row for row, _ in matched.rows]
