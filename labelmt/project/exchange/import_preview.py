"""Reads a file of labels and tells what importing it would do, before it is done.

::

    plan = plan_import(project, file, ImportChoices())   # reads, matches, previews
    plan.preview                                         # what a dialog or a dry run shows
    plan.apply(project)                                  # one undoable command
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidInput, InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import Text, counted, phrase, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ParsedTable,
)
from labelmt.formats.csv_records import NOT_UTF8
from labelmt.project.commands.commands import (
    ImportAnnotations,
    OnConflict,
)
from labelmt.project.commands.import_planner import overwritten
from labelmt.project.exchange.column_tasks import (
    ColumnTask,
    assigned,
    renamed_cell,
)
from labelmt.project.exchange.import_captures import new_captures
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_suggestions import (
    Suggestions,
    suggestions_changed,
)
from labelmt.project.exchange.imported_pairs import PairsBuilder
from labelmt.project.exchange.matched_rows import (
    MatchedRows,
    ambiguous_problem,
    match_rows,
    missing_problem,
    read_file,
)
from labelmt.project.project import Project


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column or category, and what it becomes.

    Attributes:
        labels: all of the file; new: those that the project does not have.
        names: what each label is called in the file, to what it is called here; empty: left out.
        new_task: whether the task is made. guessed: whether the kind was guessed.
        counts: label to the number of images that the file says have it.
        beside: the task that one might take it for, but that has none of its labels; or empty.
    """

    name: str
    task: str
    kind: TaskKind
    labels: tuple[str, ...]
    new: tuple[str, ...]
    new_task: bool
    guessed: bool
    counts: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do.

    Attributes:
        images: rows of the file by what was found of them; ``how``: of those that were matched.
        prefix: folders that were taken off every name.
        annotations: that would be made or changed. overwritten: that are there and contradict.
        suggestions: pairs that would be suggested.
        cannot_carry: what the format has no place for and what that is taken for.
        notes: what was guessed. problems: why nothing can be imported, by line.
        header: of a table, all of its columns. path_column: the one that names the image.
        captures: images of which the sequence or location would be kept.
        opinions: pairs of which a person's words would be kept while what counts stays as it is.
    """

    format: str
    title: str
    columns: tuple[ColumnPreview, ...]
    matched: int
    missing: int
    ambiguous: int
    how: Mapping[str, int]
    prefix: str
    annotations: int
    overwritten: int
    suggestions: int
    cannot_carry: tuple[Text, ...]
    notes: tuple[Text, ...]
    problems: tuple[Problem, ...]
    missing_names: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    path_column: str = ""
    captures: int = 0
    opinions: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """An import that has been read and not done.

    Attributes:
        captures: image row to sequence and location, of those that are not known yet.
        refused: why it cannot be done as it is.
    """

    file: Path
    preview: ImportPreview
    command: ImportAnnotations
    suggested: Suggestions | None
    captures: Mapping[int, Capture]
    refused: LabelMTError | None


def plan_import(project: Project, place: Path, choices: ImportChoices) -> ImportPlan:
    """Read a file and plan its import; nothing is changed.

    Raises:
        NotFound, NoPermission, EnvironmentFault, InvalidTable: the file cannot be read.
        InvalidInput: a choice does not fit the file.
    """
    with project.reading():
        schema, images = project.schema(), project.images()
    format, table, problems = read_file(place, choices, schema, images)
    tasks = assigned(table, schema, choices.kinds, choices.renamed, problems, place.name)
    matched = match_rows(table, images, phrase("the project"), problems)
    problems += [
        ambiguous_problem(row, count, phrase("the project")) for row, count in matched.ambiguous
    ]
    gone = [missing_problem(row, phrase("the project")) for row in matched.missing]
    problems, gone = (_in_columns_of(table, some) for some in (problems, gone))
    blocking = problems if choices.skip_missing else problems + gone
    unlisted = format.unlisted if choices.unlisted is None else choices.unlisted
    builder = PairsBuilder(tasks, unlisted, choices, len(images))
    for row, one in matched.rows:
        builder.add(row, one)
    command = ImportAnnotations(
        place.name, builder.tasks(), unlisted, choices.on_conflict, choices.annotator.strip()
    )
    suggested = builder.suggestions(place.name)
    captures = new_captures(project, {row: one.capture for row, one in matched.rows})
    refused: LabelMTError | None = None
    changed = lost = said = 0
    if place.is_dir() and not table.rows and not blocking:
        refused = InvalidInput(
            text("There are no labels in this folder as “{format}” has them.", format=format.title),
            subject=str(place),
            kept="Nothing was imported.",
            next_step="Choose another folder, or another format (--format).",
        )
    elif blocking:
        refused = _refusal(place, blocking, matched, gone, choices, tasks)
    else:
        try:
            changed, lost, said = _effect(project, command)
        except LabelMTError as error:
            refused = error
    preview = ImportPreview(
        format=format.name,
        title=format.title,
        columns=tuple(_column(one, table, index) for index, one in enumerate(tasks) if one),
        matched=len(matched.rows),
        missing=len(matched.missing),
        ambiguous=len(matched.ambiguous),
        how=matched.how,
        prefix=matched.prefix,
        annotations=changed,
        overwritten=lost,
        suggestions=suggestions_changed(project, suggested),
        cannot_carry=_cannot_say(format, table, tasks, unlisted, choices),
        notes=(*table.notes, *_told_how(matched), *_told_beside(tasks)),
        problems=tuple(sorted(blocking, key=lambda one: (one.file, one.line))),
        missing_names=tuple(row.path for row in matched.missing[:100]),
        header=table.header,
        path_column=table.path_column,
        captures=len(captures),
        opinions=said,
    )
    return ImportPlan(place, preview, command, suggested, captures, refused)


def _in_columns_of(table: ParsedTable, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of paths, in the column that the table has them in."""
    name = table.path_column
    return [replace(one, column=name) if name and one.column == "path" else one for one in problems]


def _refusal(
    place: Path,
    blocking: Sequence[Problem],
    matched: MatchedRows,
    gone: Sequence[Problem],
    choices: ImportChoices,
    tasks: Sequence[ColumnTask | None],
) -> InvalidTable:
    ordered = tuple(sorted(blocking, key=lambda one: (one.file, one.line)))
    count = len(ordered)
    what = text("The table has {count:,} problems.", count=count)
    error = InvalidTable(
        "The table has one problem." if count == 1 else what, ordered, subject=str(place)
    )
    step = _next_step(ordered, matched, gone, choices, tasks)
    if step is not None:
        error.next_step, error.texts = str(step), {**error.texts, "next_step": step}
    return error


def _next_step(
    blocking: Sequence[Problem],
    matched: MatchedRows,
    gone: Sequence[Problem],
    choices: ImportChoices,
    tasks: Sequence[ColumnTask | None],
) -> Text | None:
    """What helps otherwise than correcting lines; None where nothing else does."""
    clash = next((one for one in tasks if one is not None and one.clashes), None)
    if clash is not None:
        return text(
            "“{task}” has exactly one label an image: --map {column}=NAME imports these as a "
            "task of another name.",
            task=clash.name,
            column=clash.column.name,
        )
    if any(isinstance(one.what, Text) and one.what.id == NOT_UTF8 for one in blocking):
        return text("Save it as UTF-8, or name its encoding: --encoding latin-1 or utf-16.")
    if not gone or choices.skip_missing or len(gone) < len(blocking):
        return None
    if not matched.rows:
        return text(
            "None of these is an image of the project. Is it the right project, and the right "
            "column (--path-column)?"
        )
    return counted(
        "{count:,} of {all:,} images is in the project; --skip-missing imports it.",
        "{count:,} of {all:,} images are in the project; --skip-missing imports those.",
        len(matched.rows),
        all=len(matched.rows) + len(matched.missing) + len(matched.ambiguous),
    )


def _effect(project: Project, command: ImportAnnotations) -> tuple[int, int, int]:
    """How many annotations would change, how many of them are there and contradict, and how many
    pairs a person would have said something of while what counts stays as it is."""
    delta = project.preview(command).delta
    changed = sum(map(len, delta.annotations.values()))
    said = sum(
        len({row for row, _ in opinions} - delta.annotations.get(label_id, {}).keys())
        for label_id, opinions in delta.opinions.items()
    )
    if command.on_conflict is OnConflict.THEIRS:
        return changed, overwritten(delta), said
    theirs = project.preview(replace(command, on_conflict=OnConflict.THEIRS)).delta
    return changed, overwritten(theirs), said


def _column(task: ColumnTask, table: ParsedTable, index: int) -> ColumnPreview:
    counts = dict.fromkeys(task.labels, 0)
    for row in table.rows:
        for name in renamed_cell(row.cells[index], task.renamed) or ():
            counts[name] += 1
    return ColumnPreview(
        task.column.name,
        task.name,
        task.kind,
        task.labels,
        task.new_labels,
        task.known is None,
        not task.sure,
        counts,
        task.renamed,
        task.beside,
    )


def _cannot_say(
    format: AnnotationFormat,
    table: ParsedTable,
    tasks: Sequence[ColumnTask | None],
    unlisted: State,
    choices: ImportChoices,
) -> tuple[Text, ...]:
    """What the format does not tell, and what that is taken for."""
    if choices.take_as is TakeAs.SUGGESTIONS:
        return (text("All labels come in as suggestions; nothing is judged by them."),)
    told = []
    open_columns = [
        one
        for one in tasks
        if one is not None and one.kind is TaskKind.MULTILABEL and one.column.listed is None
    ]
    if open_columns and table.rows:
        names = ", ".join(one.name for one in open_columns)
        if unlisted is State.ABSENT:
            told.append(
                text("{names}: labels that are not listed are taken for absent.", names=names)
            )
        else:
            told.append(
                text("{names}: labels that are not listed are taken for unknown.", names=names)
            )
    if Carries.PROVENANCE not in format.carries and table.rows:
        told.append(
            text(
                "The file does not say who made each annotation, so all of them may be used to "
                "compute metrics."
            )
        )
    return tuple(told)


def _told_how(matched: MatchedRows) -> list[Text]:
    if not matched.prefix:
        return []
    return [
        text(
            "{count:,} images were matched without the folders “{prefix}” in front of their names.",
            count=len(matched.rows),
            prefix=matched.prefix,
        )
    ]


def _told_beside(tasks: Sequence[ColumnTask | None]) -> list[Text]:
    return [
        text(
            "The task “{other}” has none of these labels: they become a task of their own, "
            "“{task}”.",
            other=one.beside,
            task=one.name,
        )
        for one in tasks
        if one is not None and one.beside
    ]
