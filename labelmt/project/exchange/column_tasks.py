"""Which task of the project each column of a file is, and what its labels are called there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labelmt.domain.errors import InvalidInput, InvalidName, Problem
from labelmt.domain.schema import Schema, Task, TaskKind, clean_name, name_key, same_name
from labelmt.domain.text import text
from labelmt.formats.base import Cell, Column, Details, ParsedTable

JOINT = "|"
NAME_LENGTH = 60
"""Most characters of a file's name that are taken for a task's."""


@dataclass(frozen=True, slots=True)
class ColumnTask:
    """A column as it will be imported.

    Attributes:
        column: as the file has it.
        name, kind: of the task; ``known``: the project's, None for one that is made.
        labels: of the file, as they are called in the project, each once.
        renamed: name in the file to name in the project, empty for what is left out.
        sure: whether file, project or person told the kind; else it was guessed.
        beside: the project's task of the reader's own word that has none of these labels, so that
            another task is made; empty: there is none.
    """

    column: Column
    name: str
    kind: TaskKind
    known: Task | None
    labels: tuple[str, ...]
    renamed: Mapping[str, str]
    sure: bool
    beside: str = ""

    @property
    def clashes(self) -> bool:
        """Whether it has several labels an image, and the project's task exactly one."""
        kinds = (self.kind, self.column.kind)
        return self.known is not None and kinds == (TaskKind.MULTICLASS, TaskKind.MULTILABEL)

    @property
    def new_labels(self) -> tuple[str, ...]:
        """Those that the project does not have."""
        if self.known is None:
            return self.labels
        return tuple(one for one in self.labels if not _called(self.known, one))


def assigned(
    table: ParsedTable,
    schema: Schema,
    kinds: Mapping[str, TaskKind],
    renamed: Mapping[str, str],
    problems: list[Problem],
    file_name: str = "",
) -> list[ColumnTask | None]:
    """The task of each column; None for one that is left out.

    Args:
        file_name: what a task is called for which neither file nor project has a name.
        problems: receives cells that do not fit the kind of their task, and kinds that are given
            of no column.

    Raises:
        InvalidInput: a name is to be changed that the file does not have.
    """
    used: set[str] = set()
    found: list[ColumnTask | None] = []
    for index, column in enumerate(table.columns):
        names = _labels_of(table, index)
        name, asked = _new_name(column.name, renamed, used)
        beside = ""
        if column.generic and not asked:
            name, beside = _guessed_name(name, names, schema, file_name)
        known = schema.task_named(name) if name else None
        if not name or any(one is not None and same_name(one.name, name) for one in found):
            if name:
                problems.append(
                    Problem(1, text("two columns would be the task “{name}”", name=name))
                )
            found.append(None)
            continue
        labels = {one: _label_name(one, column.name, renamed, used) for one in names}
        given = next((kind for key, kind in kinds.items() if _means(key, column, name)), None)
        kind = given or (known.kind if known is not None else column.kind)
        if known is not None and known.kind is not kind:
            what = text(
                "this task is {task_kind} in the project, not {kind}",
                task_kind=known.kind,
                kind=kind,
            )
            problems.append(Problem(1, what, column.name))
        elif kind is TaskKind.MULTICLASS and column.kind is TaskKind.MULTILABEL:
            _check_exclusive(table, index, problems)
        kept = tuple(dict.fromkeys(one for one in labels.values() if one))
        sure = given is not None or known is not None or column.told
        found.append(ColumnTask(column, name, kind, known, kept, labels, sure, beside))
    _refuse_unused(renamed, used)
    unknown = [
        Problem(1, text("there is no column “{name}” to be {kind}", name=key, kind=kind))
        for key, kind in kinds.items()
        if table.columns
        and not any(one is not None and _means(key, one.column, one.name) for one in found)
    ]
    problems[:0] = unknown
    return found


def renamed_cell(cell: Cell, names: Mapping[str, str]) -> Cell:
    """A cell with the names of the project, each once."""
    if cell is None:
        return None
    return tuple(dict.fromkeys(new for one in cell if (new := names[one])))


def renamed_details(details: Details, names: Mapping[str, str]) -> Details:
    """The same of what is told label by label."""
    if details is None:
        return None
    return tuple(one._replace(label=names[one.label]) for one in details if names[one.label])


def _means(key: str, column: Column, name: str) -> bool:
    return same_name(key, column.name) or same_name(key, name)


def _called(task: Task, name: str) -> bool:
    return any(label.is_called(name) for label in task.labels)


def _labels_of(table: ParsedTable, index: int) -> list[str]:
    names = dict.fromkeys(table.columns[index].labels)
    for row in table.rows:
        cell = row.cells[index]
        if cell:
            names.update(dict.fromkeys(cell))
        if row.details and (details := row.details[index]):
            names.update(dict.fromkeys(pair.label for pair in details))
    declared = list(table.columns[index].labels)
    rest = sorted((one for one in names if one not in declared), key=str.casefold)
    return declared + rest


def _guessed_name(
    name: str, labels: Sequence[str], schema: Schema, file_name: str
) -> tuple[str, str]:
    """The task of labels whose file names none, and the one of the reader's word it is not.

    That is the project's task that has the most of these labels. Other labels than those of the
    task of that word are a task of their own: in it they would contradict what is annotated.
    """
    keys = {name_key(one) for one in labels}

    def shared(task: Task) -> int:
        own = {name_key(one) for label in task.labels for one in (label.name, *label.synonyms)}
        return len(own & keys)

    named = schema.task_named(name)
    best = max(schema.tasks, key=lambda task: (shared(task), task is named), default=None)
    if best is not None and shared(best):
        return best.name, ""
    if named is None or not named.labels or not labels:
        return name, ""
    return _free_name(_as_name(file_name) or name, schema), named.name


def _as_name(file_name: str) -> str:
    """A name of a file as that of a task; empty where it has no letters to be one."""
    stem = file_name.rpartition(".")[0] or file_name
    plain = "".join(sign if sign.isprintable() and sign != JOINT else " " for sign in stem)
    try:
        return clean_name(plain[:NAME_LENGTH], "task name")
    except InvalidName:
        return ""


def _free_name(name: str, schema: Schema) -> str:
    """The name, with a number behind it where the project has a task of it."""
    found, number = name, 2
    while schema.task_named(found) is not None:
        found, number = f"{name} {number}", number + 1
    return found


def _new_name(name: str, renamed: Mapping[str, str], used: set[str]) -> tuple[str, bool]:
    """What a column is called in the project, empty for left out; whether somebody said so."""
    for old, new in renamed.items():
        if same_name(old, name):
            used.add(old)
            return clean_name(new, "task name") if new else "", True
    return name, False


def _label_name(label: str, column: str, renamed: Mapping[str, str], used: set[str]) -> str:
    result = label
    for old, new in renamed.items():
        task, joint, name = old.partition(JOINT)
        if (joint and same_name(task, column) and same_name(name, label)) or (
            not joint and same_name(old, label) and not same_name(old, column)
        ):
            used.add(old)
            result = clean_name(new, "label name") if new else ""
    return result


def _refuse_unused(renamed: Mapping[str, str], used: set[str]) -> None:
    unused = [old for old in renamed if old not in used]
    if unused:
        raise InvalidInput(
            "The file has no column or label of this name.",
            subject=unused[0],
            kept="Nothing was imported.",
            next_step="--dry-run lists them.",
        )


def _check_exclusive(table: ParsedTable, index: int, problems: list[Problem]) -> None:
    for row in table.rows:
        cell = row.cells[index]
        if cell is not None and len(cell) > 1:
            what = text("{count:,} labels, but a multiclass task has exactly one", count=len(cell))
            problems.append(Problem(row.line, what, table.columns[index].name, row.file))
