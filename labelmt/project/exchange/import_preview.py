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

import numpy as np

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.text import Text, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    Details,
    ParsedTable,
    ReadOptions,
    TableRow,
)
from labelmt.formats.detect_format import detected, format_named
from labelmt.project.commands.commands import (
    ImportAnnotations,
    ImportedPairs,
    ImportedTask,
    OnConflict,
)
from labelmt.project.commands.import_planner import overwritten
from labelmt.project.exchange.column_tasks import (
    ColumnTask,
    assigned,
    renamed_cell,
    renamed_details,
)
from labelmt.project.exchange.import_captures import new_captures
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_suggestions import (
    Suggested,
    Suggestions,
    suggestions_changed,
)
from labelmt.project.exchange.match_images import ImageMatcher
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project

SURE, NOT = 0.9, 0.1
"""Probabilities of a suggestion whose file has none."""


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
    matched = match_rows(table, images, "the project", problems)
    problems += [ambiguous_problem(row, count, "the project") for row, count in matched.ambiguous]
    gone = [missing_problem(row, "the project") for row in matched.missing]
    problems, gone = (_in_columns_of(table, some) for some in (problems, gone))
    blocking = problems if choices.skip_missing else problems + gone
    unlisted = format.unlisted if choices.unlisted is None else choices.unlisted
    builder = _Builder(tasks, unlisted, choices, len(images))
    for row, one in matched.rows:
        builder.add(row, one)
    command = ImportAnnotations(place.name, builder.tasks(), unlisted, choices.on_conflict)
    suggested = builder.suggestions(place.name)
    captures = new_captures(project, {row: one.capture for row, one in matched.rows})
    refused: LabelMTError | None = None
    changed = lost = 0
    if blocking:
        refused = _refusal(place, blocking, matched, gone, choices, tasks)
    else:
        try:
            changed, lost = _effect(project, command)
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
    )
    return ImportPlan(place, preview, command, suggested, captures, refused)


def _in_columns_of(table: ParsedTable, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of paths, in the column that the table has them in."""
    name = table.path_column
    return [replace(one, column=name) if name and one.column == "path" else one for one in problems]


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
    if gone and not choices.skip_missing and len(gone) == count:
        step = text(
            "{matched:,} of {all:,} images are in the project; --skip-missing imports those.",
            matched=len(matched.rows),
            all=len(matched.rows) + len(matched.missing) + len(matched.ambiguous),
        )
        error.next_step, error.texts = str(step), {**error.texts, "next_step": step}
    clash = next((one for one in tasks if one is not None and one.clashes), None)
    if clash is not None:
        step = text(
            "“{task}” has exactly one label an image: --map {column}=NAME imports these as a "
            "task of another name.",
            task=clash.name,
            column=clash.column.name,
        )
        error.next_step, error.texts = str(step), {**error.texts, "next_step": step}
    return error


def _effect(project: Project, command: ImportAnnotations) -> tuple[int, int]:
    """How many annotations would change, and how many of them are there and contradict."""
    delta = project.preview(command).delta
    changed = sum(map(len, delta.annotations.values()))
    if command.on_conflict is OnConflict.THEIRS:
        return changed, overwritten(delta)
    theirs = project.preview(replace(command, on_conflict=OnConflict.THEIRS)).delta
    return changed, overwritten(theirs)


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
        told.append(text("Nothing tells who annotated what: metrics may be judged by all of it."))
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


class _Builder:
    """Collects, task by task, what the rows of a file say of the project's images."""

    def __init__(
        self,
        tasks: Sequence[ColumnTask | None],
        unlisted: State,
        choices: ImportChoices,
        images: int,
    ) -> None:
        self._tasks = tasks
        self._unlisted = unlisted
        self._take_as = choices.take_as
        self._images = images
        self._cells: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in tasks]
        self._pairs: list[dict[tuple[str, State, Source, Seen], list[int]]] = [{} for _ in tasks]
        self._suggested: list[dict[str, Suggested]] = [{} for _ in tasks]

    def add(self, row: int, one: TableRow) -> None:
        """Take what is said of an image."""
        for index, task in enumerate(self._tasks):
            if task is None:
                continue
            cell = renamed_cell(one.cells[index], task.renamed)
            details = one.details[index] if one.details else None
            if details is not None:
                self._add_details(index, row, renamed_details(details, task.renamed), task.kind)
            elif cell is not None and (cell or self._says_none(task)):
                self._add_cell(index, row, cell, task)

    def _says_none(self, task: ColumnTask) -> bool:
        return task.column.none_said or self._unlisted is State.ABSENT

    def _add_cell(self, index: int, row: int, cell: tuple[str, ...], task: ColumnTask) -> None:
        if self._take_as is not TakeAs.SUGGESTIONS:
            self._cells[index].append((row, cell))
            return
        for name in cell:
            self._suggest(index, row, name, SURE)
        listed = self._unlisted if task.column.listed is None else task.column.listed
        if listed is State.ABSENT or not cell:
            for name in task.labels:
                if name not in cell:
                    self._suggest(index, row, name, NOT)

    def _add_details(self, index: int, row: int, details: Details, kind: TaskKind) -> None:
        decided = kind is TaskKind.MULTICLASS and any(
            pair.state is State.PRESENT for pair in details or ()
        )
        for pair in details or ():
            if decided and pair.state is State.ABSENT:
                continue  # follows from the label that is present, and is not stored
            probability = pair.probability
            if self._take_as is TakeAs.SUGGESTIONS and pair.state is not State.UNKNOWN:
                probability = SURE if pair.state is State.PRESENT else NOT
            if self._take_as is TakeAs.ANNOTATIONS and pair.state is State.UNKNOWN:
                if probability is not None:
                    # The person takes a model's word for it: no metric is judged by that.
                    state = State.PRESENT if probability >= 0.5 else State.ABSENT
                    key = (pair.label, state, Source.SUGGESTION, Seen.UNSEEN)
                    self._pairs[index].setdefault(key, []).append(row)
                continue
            if pair.state is State.UNKNOWN or self._take_as is TakeAs.SUGGESTIONS:
                if probability is not None:
                    self._suggest(index, row, pair.label, probability)
                continue
            source = Source(pair.source) if pair.source else Source.IMPORT
            seen = Seen(pair.seen) if pair.seen else Seen.UNSEEN
            key = (pair.label, pair.state, source, seen)
            self._pairs[index].setdefault(key, []).append(row)

    def _suggest(self, index: int, row: int, label: str, probability: float) -> None:
        rows, values = self._suggested[index].setdefault(label, ([], []))
        rows.append(row)
        values.append(probability)

    def tasks(self) -> tuple[ImportedTask, ...]:
        """The columns as the command takes them."""
        made = []
        for index, task in enumerate(self._tasks):
            if task is None:
                continue
            pairs = tuple(
                ImportedPairs(label, state, tuple(rows), source, seen)
                for (label, state, source, seen), rows in self._pairs[index].items()
            )
            parents = tuple(
                (
                    task.renamed.get(name, name),
                    tuple(task.renamed.get(one, one) for one in above),
                )
                for name, above in task.column.parents
                if task.renamed.get(name, name)
            )
            made.append(
                ImportedTask(
                    task.name,
                    task.kind,
                    task.labels,
                    tuple(self._cells[index]),
                    pairs,
                    parents if task.kind is TaskKind.MULTILABEL else (),
                    task.column.listed,
                    whole=not task.column.generic,
                )
            )
        return tuple(made)

    def suggestions(self, name: str) -> Suggestions | None:
        """What is suggested, by task and label; None where nothing is."""
        by_task = {
            task.name: {
                label: (np.array(rows, dtype=np.int64), np.array(values, dtype=np.float16))
                for label, (rows, values) in self._suggested[index].items()
            }
            for index, task in enumerate(self._tasks)
            if task is not None and self._suggested[index]
        }
        return Suggestions(name, self._images, by_task) if by_task else None
